"""The functions, a row each: how large, how long, and what each may do. infrastructure/stages.py has the stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from infrastructure.grants import (
    CHATS,
    DESCRIBES_BATCH,
    DESCRIBES_INGEST,
    EMBEDS,
    KNOWS_ISSUER,
    KNOWS_LANGUAGES,
    KNOWS_MODEL,
    KNOWS_RETENTION,
    KNOWS_TEAMS,
    LISTS_OBJECTS,
    METERS,
    PURGES,
    REMEMBERS_ANSWERS,
    REPORTS_USAGE,
    STARTS_BATCH,
    STARTS_INGEST,
    STOPS_BATCH,
    STOPS_INGEST,
    TAKES_PURGES,
    Grant,
    objects,
    records,
)

PROJECT = "ai-facade"
# The step that no state machine calls: a queue of messages does.
PURGE_STEP = "purge_index"


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """CPU grows with memory: 1,769 MB is one core.

    API Gateway waits 29 seconds for a function, and one call of an AWS service may take most of them, with all its
    attempts (handlers/aws/clients.py).
    """

    memory_mb: int
    timeout_seconds: int
    grants: tuple[Grant, ...] = ()


# What changing the index of a tenant takes. Reading it takes the documents' records too, which tell what is in it.
CHANGES_INDEX = (
    records("GetItem", "PutItem", "DeleteItem", "Query"),
    objects("index", "GetObject", "PutObject", "DeleteObject"),
    objects("work", "GetObject", "PutObject", "DeleteObject"),
    LISTS_OBJECTS,
    KNOWS_MODEL,
)
READS_INDEX = (records("GetItem", "BatchGetItem"), objects("index", "GetObject"), LISTS_OBJECTS)

# By operation. An operation that asks for credentials counts its requests besides: infrastructure/wiring.py.
FUNCTIONS: Mapping[str, FunctionSettings] = MappingProxyType(
    {
        "run_task": FunctionSettings(memory_mb=1_769, timeout_seconds=28, grants=(EMBEDS, CHATS, *METERS)),
        "create_document": FunctionSettings(
            memory_mb=1_024,
            timeout_seconds=28,
            grants=(
                records("PutItem", "UpdateItem"),
                objects("documents", "PutObject"),
                objects("uploads", "GetObject"),
                LISTS_OBJECTS,
                REMEMBERS_ANSWERS,
                STARTS_INGEST,
                KNOWS_RETENTION,
            ),
        ),
        "list_documents": FunctionSettings(memory_mb=512, timeout_seconds=28, grants=(records("Query"),)),
        "get_document": FunctionSettings(
            memory_mb=512,
            timeout_seconds=28,
            grants=(records("GetItem", "UpdateItem"), objects("documents", "GetObject"), DESCRIBES_INGEST, PURGES),
        ),
        "delete_document": FunctionSettings(
            memory_mb=512,
            timeout_seconds=28,
            grants=(records("GetItem", "UpdateItem", "DeleteItem"), STOPS_INGEST, PURGES),
        ),
        "create_upload": FunctionSettings(
            memory_mb=512, timeout_seconds=28, grants=(objects("uploads", "PutObject"), REMEMBERS_ANSWERS)
        ),
        "search_passages": FunctionSettings(
            memory_mb=1_769, timeout_seconds=28, grants=(*READS_INDEX, EMBEDS, *METERS)
        ),
        "answer_question": FunctionSettings(
            memory_mb=1_769, timeout_seconds=28, grants=(*READS_INDEX, EMBEDS, CHATS, *METERS)
        ),
        "create_batch": FunctionSettings(
            memory_mb=1_024,
            timeout_seconds=28,
            grants=(
                records("PutItem", "UpdateItem"),
                objects("work", "PutObject"),
                REMEMBERS_ANSWERS,
                STARTS_BATCH,
                KNOWS_RETENTION,
            ),
        ),
        "list_runs": FunctionSettings(
            memory_mb=512,
            timeout_seconds=28,
            grants=(records("Query", "GetItem", "UpdateItem"), DESCRIBES_INGEST, DESCRIBES_BATCH, PURGES),
        ),
        "get_run": FunctionSettings(
            memory_mb=512,
            timeout_seconds=28,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("results", "GetObject"),
                DESCRIBES_INGEST,
                DESCRIBES_BATCH,
                PURGES,
            ),
        ),
        "cancel_run": FunctionSettings(
            memory_mb=512,
            timeout_seconds=28,
            grants=(records("GetItem", "UpdateItem"), STOPS_INGEST, STOPS_BATCH, PURGES),
        ),
        "get_usage": FunctionSettings(memory_mb=512, timeout_seconds=28, grants=REPORTS_USAGE),
        "get_contract": FunctionSettings(memory_mb=256, timeout_seconds=10),
        "get_docs": FunctionSettings(memory_mb=256, timeout_seconds=10),
    }
)

# By function that the contract names as an authorizer.
AUTHORIZERS: Mapping[str, FunctionSettings] = MappingProxyType(
    {"authorize": FunctionSettings(memory_mb=1_024, timeout_seconds=10, grants=(KNOWS_ISSUER, KNOWS_TEAMS))}
)

# By step of a state machine. A task waits a little longer than its function: infrastructure/definitions.py.
STEPS: Mapping[str, FunctionSettings] = MappingProxyType(
    {
        "split_document": FunctionSettings(
            memory_mb=3_008,
            timeout_seconds=300,
            grants=(
                records("GetItem", "UpdateItem"),
                # A step that was overtaken by a cancel or a delete takes back what it wrote.
                objects("documents", "GetObject", "PutObject", "DeleteObject"),
                objects("work", "PutObject", "DeleteObject"),
                LISTS_OBJECTS,
                KNOWS_LANGUAGES,
            ),
        ),
        "embed_passages": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=120,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("work", "GetObject", "PutObject", "DeleteObject"),
                LISTS_OBJECTS,
                EMBEDS,
                *METERS,
            ),
        ),
        "index_document": FunctionSettings(
            memory_mb=3_008, timeout_seconds=300, grants=(*CHANGES_INDEX, records("UpdateItem"))
        ),
        "run_batch_part": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=300,
            grants=(
                records("UpdateItem"),
                objects("work", "GetObject", "PutObject"),
                LISTS_OBJECTS,
                EMBEDS,
                CHATS,
                *METERS,
            ),
        ),
        "collect_batch": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=120,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("work", "GetObject"),
                objects("results", "PutObject"),
                LISTS_OBJECTS,
            ),
        ),
        "fail_run": FunctionSettings(
            memory_mb=3_008, timeout_seconds=300, grants=(*CHANGES_INDEX, records("UpdateItem"))
        ),
        PURGE_STEP: FunctionSettings(
            memory_mb=3_008,
            # For a batch of messages; those that failed come again after six times as long: infrastructure/queues.py.
            timeout_seconds=120,
            grants=(*CHANGES_INDEX, objects("documents", "DeleteObject"), TAKES_PURGES),
        ),
    }
)
