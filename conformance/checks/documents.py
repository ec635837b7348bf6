"""What the contract says of a document beyond its schema: its status, its facts and its times agree."""

from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, is_after, look, moment
from conformance.instances import Instance

KNOWN_ONCE_READY = ("characters", "tokens", "passages")


@schemathesis.check
def document_members(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Each status has the members that belong to it; times are in order."""
    look(response, case, "Document", "The members of a document agree", disagreements)


def disagreements(exchange: Exchange, instance: Instance) -> Iterator[str]:
    document, status = instance.value, instance.value["status"]
    if (document["problem"] is not None) != (status == "failed"):
        yield f"problem is {'missing' if status == 'failed' else 'there'} in a document that is {status}."
    if status == "ready":
        yield from (
            f"{name} is null in a document that is ready." for name in KNOWN_ONCE_READY if document[name] is None
        )
    if is_after(moment(document["createdAt"]), moment(document["updatedAt"])):
        yield "updatedAt is before createdAt."
    if "text" in document and status != "ready":
        yield f"text is there in a document that is {status}."
    if "text" not in document and status == "ready" and exchange.method == "GET" and instance.pointer == "":
        yield "text is missing in a document that is ready."


CHECKS = (document_members,)
