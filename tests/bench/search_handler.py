"""How long the function of POST /search takes when it is warm: `python -m tests.bench.search_handler`.

The handler runs in a process of its own, as in Lambda, and speaks to DynamoDB and S3 of an emulator beside it. Between
two of its calls each part of its work is done alone; the rest is the event, validation, the log line and the answer.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from commands.error import CommandError
from contract import client_edition, load
from handlers import search_passages
from handlers.aws.adapters import document_store, passage_index
from handlers.aws.document_items import document_item
from handlers.aws.index_objects import to_bytes
from handlers.aws.index_records import IndexRecords, Pointer
from handlers.aws.objects import S3Objects
from handlers.documents.document import Document, DocumentStatus, MediaType
from handlers.models.embedded import load_embedded_model
from handlers.models.settings import EMBEDDED_NAME
from handlers.runs.clock import utc_now
from handlers.search.arrays import IndexArrays
from handlers.search.index import IndexQuery
from handlers.search.ranking import best_hits
from handlers.tasks.ports import Embedder, Embeddings
from tests.bench.budgets import declare_team
from tests.bench.search import SIZES, build, of_the_examples, show
from tests.bench.stage import ROLE_NAME
from tests.bench.subjects import served
from tests.emulator.running import RunningEmulator, is_healthy, wait_until
from tests.handlers.calls import REQUEST_ID, proxy_event
from tests.handlers.workflow import BUCKET, TABLE, TEAMS_TABLE, make_workflow
from tests.retrieval.questions import QUESTIONS

ROOT = Path(__file__).parents[2]
ROUNDS = 200
WARM_UP_ROUNDS = 20
LIMIT = 10
HANDLER = "the handler"
TOLD = {
    "STAGE": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "ai-facade",
    "MODEL_PRICES": json.dumps({EMBEDDED_NAME: {"input": 0.01, "output": 0.01}}),
}
ITEMS_AT_ONCE = 25  # as BatchWriteItem takes them


def main(sizes: tuple[int, ...] = SIZES) -> int:
    with served("tests.bench.emulator_unthrottled") as (port, process), TemporaryDirectory() as task_root:
        emulator = RunningEmulator(process, port)
        wait_until(lambda: is_healthy(emulator), "the emulator to be healthy")
        emulator.client("iam").create_role(RoleName=ROLE_NAME, AssumeRolePolicyDocument="{}")
        edition = client_edition(load(ROOT / "openapi.yaml"), "/")
        Path(task_root, "openapi.json").write_text(json.dumps(edition))
        variables = {**make_workflow(emulator), "LAMBDA_TASK_ROOT": task_root, "OPENBLAS_NUM_THREADS": "1", **TOLD}
        for size in sizes:
            publish(emulator, _tenant(size), build(of_the_examples(), size)[0])
            declare_team(emulator.client("dynamodb"), TEAMS_TABLE, _tenant(size))
            command = [sys.executable, "-m", "tests.bench.search_handler", str(size)]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=True)
    return 0


def publish(emulator: RunningEmulator, tenant: str, index: IndexArrays) -> None:
    """Puts the index, and a record of each of its documents, where the function looks for them."""
    dynamodb, now = emulator.client("dynamodb"), utc_now()
    pointer = Pointer(1, f"index/{tenant}/{EMBEDDED_NAME}/versions/1")
    S3Objects(emulator.client("s3"), BUCKET).put(pointer.key, to_bytes(index))
    IndexRecords(dynamodb, TABLE, EMBEDDED_NAME).commit(tenant, Pointer(0, ""), pointer, ())
    items = [
        document_item(
            Document(tenant, document_id, document_id, "A document", (), MediaType.TEXT, DocumentStatus.READY, now, now)
        )
        for document_id in map(index.documents.__getitem__, range(len(index.documents)))
    ]
    for start in range(0, len(items), ITEMS_AT_ONCE):
        requests = [{"PutRequest": {"Item": item}} for item in items[start : start + ITEMS_AT_ONCE]]
        dynamodb.batch_write_item(RequestItems={TABLE: requests})


def measured(size: int) -> Mapping[str, list[float]]:
    """Seconds, of each round; in turns, so that whatever else the machine does meets all alike."""
    answered(size, QUESTIONS[0].text)
    subjects: Mapping[str, Callable[[str], object]] = {HANDLER: lambda query: answered(size, query), **parts(size)}
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(WARM_UP_ROUNDS + ROUNDS):
        query = QUESTIONS[turn % len(QUESTIONS)].text
        for name, subject in subjects.items():
            started = time.perf_counter()
            subject(query)
            times[name].append(time.perf_counter() - started)
    return {name: taken[WARM_UP_ROUNDS:] for name, taken in times.items()}


def answered(size: int, query: str) -> None:
    context = {"requestId": REQUEST_ID, "domainName": "localhost", "stage": "bench"}
    team = {"authorizer": {"tenant": _tenant(size)}}
    event = proxy_event(json.dumps({"query": query, "limit": LIMIT}), requestContext=context | team)
    answer = search_passages.handle(event, Context())
    if answer["statusCode"] != HTTPStatus.OK:
        raise CommandError(f"The search was answered {answer}.")


def parts(size: int) -> Mapping[str, Callable[[str], object]]:
    """What the handler does for a query, each part alone; the handler has been called, and has loaded the index."""
    tenant, embedder = _tenant(size), load_embedded_model()
    index, documents = passage_index(EMBEDDED_NAME), document_store()
    records = IndexRecords(index.dynamodb, index.table, index.model)
    own = index.cache.get(records.pointer(tenant).key)
    assert own is not None
    queries = {text: IndexQuery(text, vector, LIMIT) for text, vector in vectors(embedder).items()}
    found = {text: {hit.document_id for hit in best_hits(own, query)} for text, query in queries.items()}
    return {
        "embed the query": lambda text: embedder.embed([text]),
        "read the pointer (GetItem)": lambda _: records.pointer(tenant),
        "rank": lambda text: best_hits(own, queries[text]),
        "read the documents (BatchGetItem)": lambda text: documents.ready(tenant, found[text]),
    }


def vectors(embedder: Embedder) -> Mapping[str, NDArray[np.float64]]:
    texts = [question.text for question in QUESTIONS]
    embedded = embedder.embed(texts)
    assert isinstance(embedded, Embeddings)
    return dict(zip(texts, embedded.vectors, strict=True))


class Context:
    """Lambda's, as far as handlers look at it."""

    def get_remaining_time_in_millis(self) -> int:
        return 28_000


def _tenant(size: int) -> str:
    return f"bench-{size}"


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    with Path(os.devnull).open("w") as log, redirect_stdout(log):
        taken = measured(int(sys.argv[1]))
    print(f"\nPOST /search over {int(sys.argv[1]):,} passages, its function, warm:")
    for name, seconds in taken.items():
        show(name, seconds)
