"""A client team's program that calls every operation, with threads and with asyncio; STAGE_URL, API_KEY and a team's
credentials in its environment. It is type-checked in its strictest form, and run against the deployed stage.
"""

import asyncio
import os
from collections.abc import Callable, Sequence

import httpx
from ai_facade import ApiProblem, AsyncFacade, ClientCredentials, Facade, models

URL = os.environ["STAGE_URL"]
CREDENTIALS = ClientCredentials(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
TEXT = "The harbour master's office opens at seven in the morning. Boats are moored at the east pier."
QUESTION = "When does the harbour master's office open?"
MODEL = "wordllama-l2-supercat-256"


def with_threads(facade: Facade) -> None:
    tasks(facade)
    documents(facade)
    batches(facade)
    assert facade.get_usage().budget.left_tokens > 0
    assert facade.get_health().status == "ok"
    assert facade.get_contract().info.version
    assert "<html" in facade.get_docs()
    assert facade.read_model_server("v1/models")["object"] == "list"
    embedded = facade.call_model_server(models.JsonObject(model=MODEL, input="hello"), "v1/embeddings")
    assert isinstance(embedded["data"], Sequence)


def tasks(facade: Facade) -> None:
    result = facade.run_task(models.ClassifyTask(text="I was charged twice.", labels=["billing", "jobs"]))
    assert isinstance(result, models.ClassifyResult)
    assert result.label == "billing"


def documents(facade: Facade) -> None:
    upload = facade.create_upload(models.NewUpload(media_type="text/plain", bytes_=len(TEXT.encode())))
    headers = {"Content-Type": upload.headers.content_type, "Content-Length": upload.headers.content_length}
    httpx.put(upload.url, content=TEXT.encode(), headers=headers).raise_for_status()
    started = facade.create_document(models.UploadedDocument(upload_id=upload.upload_id, title="Harbour"))
    ended = facade.wait_for_run(started.run_id, timeout=120)
    assert (ended.status, ended.problem) == ("succeeded", None)
    assert started.document_id is not None
    assert facade.get_document(started.document_id).title == "Harbour"
    assert any(each.document_id == started.document_id for each in facade.iterate_documents(status="ready", limit=2))
    assert facade.list_documents(limit=1).items
    found = facade.search_passages(models.SearchQuery(query=QUESTION, filter_=only(started)))
    assert found.results[0].document_id == started.document_id
    told = facade.answer_question(models.Question(question=QUESTION, filter_=only(started)))
    assert told.answer == "The harbour master's office opens at seven in the morning."
    facade.delete_document(started.document_id)
    document_id = started.document_id
    problem = refusal(lambda: facade.get_document(document_id))
    assert (problem.status, problem.type) == (404, "urn:ai-facade:problem:not-found")
    assert problem.request_id


def batches(facade: Facade) -> None:
    typed = models.JsonObject(models.EmbedTask(texts=["b"]).to_dict())
    batch = models.NewBatch(tasks=[models.JsonObject(task="embed", texts=["a"]), typed])
    key = os.urandom(16).hex()
    started = facade.create_batch(batch, idempotency_key=key)
    assert facade.create_batch(batch, idempotency_key=key).run_id == started.run_id
    ended = facade.wait_for_run(started.run_id, timeout=120)
    assert ended.output is not None
    assert ended.output.succeeded == 2
    assert facade.get_run(str(started.run_id)).ended_at == ended.ended_at
    assert facade.list_runs(limit=1, kind="batch").items
    assert any(each.run_id == started.run_id for each in facade.iterate_runs(kind="batch", limit=1))
    assert refusal(lambda: facade.cancel_run(started.run_id)).type == "urn:ai-facade:problem:run-has-ended"


async def with_asyncio() -> None:
    async with AsyncFacade(URL, credentials=CREDENTIALS) as facade:
        await tasks_async(facade)
        await documents_async(facade)
        await batches_async(facade)
        at_once = await asyncio.gather(facade.get_usage(), facade.get_usage())
        assert at_once[0].team == at_once[1].team
        assert (await facade.get_health()).status == "ok"
        assert (await facade.get_contract()).info.version
        assert "<html" in await facade.get_docs()
        assert (await facade.read_model_server("v1/models"))["object"] == "list"
        asked = models.JsonObject(model=MODEL, input="hello")
        assert (await facade.call_model_server(asked, "v1/embeddings"))["object"] == "list"


async def tasks_async(facade: AsyncFacade) -> None:
    result = await facade.run_task(models.EmbedTask(texts=["hello"]))
    assert isinstance(result, models.EmbedResult)
    assert len(result.embeddings[0]) == result.dimensions


async def documents_async(facade: AsyncFacade) -> None:
    upload = await facade.create_upload(models.NewUpload(media_type="text/plain", bytes_=1))
    assert upload.method == "PUT"
    started = await facade.create_document(models.TextDocument(text=TEXT, labels=["harbour"]))
    assert (await facade.wait_for_run(started.run_id, timeout=120)).status == "succeeded"
    assert started.document_id is not None
    assert (await facade.get_document(started.document_id)).labels == ["harbour"]
    listed = [each.document_id async for each in facade.iterate_documents(label="harbour", limit=1)]
    assert started.document_id in listed
    assert (await facade.list_documents(limit=1)).items
    found = await facade.search_passages(models.SearchQuery(query=QUESTION, filter_=only(started)))
    assert found.results
    told = await facade.answer_question(models.Question(question=QUESTION, filter_=only(started)))
    assert told.answered
    await facade.delete_document(started.document_id)


async def batches_async(facade: AsyncFacade) -> None:
    many = models.JsonObject(task="embed", texts=["a"])
    started = await facade.create_batch(models.NewBatch(tasks=[many] * 500))
    try:
        end = (await facade.cancel_run(started.run_id)).status.title()
    except ApiProblem as problem:
        end = problem.title
    assert end in {"Cancelled", "Run has ended"}
    assert (await facade.get_run(started.run_id)).kind == "batch"
    assert (await facade.list_runs(limit=1)).items
    assert started.run_id in [each.run_id async for each in facade.iterate_runs(kind="batch", limit=50)]


def refusal(call: Callable[[], object]) -> ApiProblem:
    try:
        call()
    except ApiProblem as problem:
        return problem
    raise AssertionError("It was not refused.")


def only(run: models.Run) -> models.SearchFilter:
    assert run.document_id is not None
    return models.SearchFilter(document_ids=[run.document_id])


if __name__ == "__main__":
    with Facade(URL, credentials=CREDENTIALS) as by_credentials:
        with_threads(by_credentials)
    with Facade(URL, token=os.environ["API_KEY"]) as by_token:
        assert by_token.get_usage().team
    asyncio.run(with_asyncio())
