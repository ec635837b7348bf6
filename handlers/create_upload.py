"""POST /uploads: an address to which a large document is uploaded."""

from collections.abc import Mapping
from typing import Any

from handlers.aws.adapters import object_store
from handlers.documents import places
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.idempotency import once
from handlers.gateway.links import VALID_SECONDS, link_document
from handlers.gateway.problems import Problem
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now
from handlers.runs.ids import new_id

OPERATION = "createUpload"
MAX_BODY_BYTES = 1 << 20


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES)
    if isinstance(document, Problem):
        return document
    # Only the id is kept for the next answer: the address has a signature in it, and soon expires.
    created = once(OPERATION, received, document, lambda: Json({"uploadId": new_id(utc_now())}))
    if isinstance(created, Problem):
        return created
    return Json(_upload(created.document["uploadId"], document, received.tenant), status=201)


def _upload(upload_id: str, document: Mapping[str, Any], tenant: str) -> dict[str, Any]:
    now = utc_now()
    media_type, size = document["mediaType"], int(document["bytes"])
    url = object_store().upload_url(places.upload(tenant, upload_id), media_type, size, VALID_SECONDS)
    headers = {"Content-Type": media_type, "Content-Length": str(size)}
    return {"uploadId": upload_id, "method": "PUT", "headers": headers, **link_document(url, now)}
