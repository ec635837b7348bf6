"""The functions, a row each: how large, how long, and what each may do. infrastructure/stages.py has the stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from infrastructure.grants import (
    CHATS,
    DESCRIBES_BATCH,
    DESCRIBES_INGEST,
    EMBEDS,
    KNOWS_LANGUAGES,
    KNOWS_MODEL,
    KNOWS_RETENTION,
    LISTS_OBJECTS,
    PURGES,
    REMEMBERS_ANSWERS,
    STARTS_BATCH,
    STARTS_INGEST,
    STOPS_BATCH,
    STOPS_INGEST,
    Grant,
    objects,
    records,
)

PROJECT = "ai-facade"


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """CPU grows with memory: 1,769 MB is one core. API Gateway waits 29 seconds for a function."""

    memory_mb: int
    timeout_seconds: int
    grants: tuple[Grant, ...] = ()


# What reading and changing the index of a tenant takes, with the documents' records that tell what is in it.
CHANGES_INDEX = (
    records("GetItem", "PutItem", "DeleteItem", "Query"),
    objects("GetObject", "index", "work"),
    objects("PutObject", "index", "work"),
    objects("DeleteObject", "index", "work"),
    LISTS_OBJECTS,
    KNOWS_MODEL,
)
READS_INDEX = (records("GetItem", "BatchGetItem"), objects("GetObject", "index"), LISTS_OBJECTS)

# By operation.
FUNCTIONS: Mapping[str, FunctionSettings] = MappingProxyType(
    {
        "run_task": FunctionSettings(memory_mb=1_769, timeout_seconds=28, grants=(EMBEDS, CHATS)),
        "create_document": FunctionSettings(
            memory_mb=1_024,
            timeout_seconds=28,
            grants=(
                records("PutItem", "UpdateItem"),
                objects("PutObject", "documents"),
                objects("GetObject", "uploads"),
                *(LISTS_OBJECTS, REMEMBERS_ANSWERS, STARTS_INGEST, KNOWS_RETENTION),
            ),
        ),
        "list_documents": FunctionSettings(memory_mb=512, timeout_seconds=20, grants=(records("Query"),)),
        "get_document": FunctionSettings(
            memory_mb=512,
            timeout_seconds=20,
            grants=(records("GetItem", "UpdateItem"), objects("GetObject", "documents"), DESCRIBES_INGEST),
        ),
        "delete_document": FunctionSettings(
            memory_mb=512,
            timeout_seconds=20,
            grants=(records("GetItem", "UpdateItem", "DeleteItem"), STOPS_INGEST, PURGES),
        ),
        "create_upload": FunctionSettings(
            memory_mb=512, timeout_seconds=20, grants=(objects("PutObject", "uploads"), REMEMBERS_ANSWERS)
        ),
        "search_passages": FunctionSettings(memory_mb=1_769, timeout_seconds=28, grants=(*READS_INDEX, EMBEDS)),
        "answer_question": FunctionSettings(memory_mb=1_769, timeout_seconds=28, grants=(*READS_INDEX, EMBEDS, CHATS)),
        "create_batch": FunctionSettings(
            memory_mb=1_024,
            timeout_seconds=28,
            grants=(
                records("PutItem", "UpdateItem"),
                objects("PutObject", "work"),
                *(REMEMBERS_ANSWERS, STARTS_BATCH, KNOWS_RETENTION),
            ),
        ),
        "list_runs": FunctionSettings(
            memory_mb=512,
            timeout_seconds=20,
            grants=(records("Query", "GetItem", "UpdateItem"), DESCRIBES_INGEST, DESCRIBES_BATCH),
        ),
        "get_run": FunctionSettings(
            memory_mb=512,
            timeout_seconds=20,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("GetObject", "results"),
                *(DESCRIBES_INGEST, DESCRIBES_BATCH),
            ),
        ),
        "cancel_run": FunctionSettings(
            memory_mb=512,
            timeout_seconds=20,
            grants=(records("GetItem", "UpdateItem"), STOPS_INGEST, STOPS_BATCH, PURGES),
        ),
        "get_contract": FunctionSettings(memory_mb=256, timeout_seconds=10),
    }
)

# By step of a state machine. A task waits a little longer than its function: infrastructure/definitions.py.
STEPS: Mapping[str, FunctionSettings] = MappingProxyType(
    {
        "split_document": FunctionSettings(
            memory_mb=3_008,
            timeout_seconds=300,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("GetObject", "documents"),
                objects("PutObject", "documents", "work"),
                # A step that was overtaken by a cancel or a delete takes back what it wrote.
                objects("DeleteObject", "documents", "work"),
                *(LISTS_OBJECTS, KNOWS_LANGUAGES, KNOWS_MODEL),
            ),
        ),
        "embed_passages": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=120,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("GetObject", "work"),
                objects("PutObject", "work"),
                objects("DeleteObject", "work"),
                *(LISTS_OBJECTS, EMBEDS),
            ),
        ),
        "index_document": FunctionSettings(
            memory_mb=3_008,
            timeout_seconds=300,
            grants=(*CHANGES_INDEX, records("UpdateItem")),
        ),
        "run_batch_part": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=300,
            grants=(
                records("UpdateItem"),
                objects("GetObject", "work"),
                objects("PutObject", "work"),
                *(LISTS_OBJECTS, EMBEDS, CHATS),
            ),
        ),
        "collect_batch": FunctionSettings(
            memory_mb=1_769,
            timeout_seconds=120,
            grants=(
                records("GetItem", "UpdateItem"),
                objects("GetObject", "work"),
                objects("PutObject", "results"),
                LISTS_OBJECTS,
            ),
        ),
        "fail_run": FunctionSettings(
            memory_mb=3_008,
            timeout_seconds=120,
            grants=(*CHANGES_INDEX, records("UpdateItem")),
        ),
        "purge_index": FunctionSettings(
            memory_mb=3_008, timeout_seconds=300, grants=(*CHANGES_INDEX, objects("DeleteObject", "documents"))
        ),
    }
)
