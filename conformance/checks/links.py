"""Addresses in answers: they lead where they say, and work for a while."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, exchange_of, look, moment, report
from conformance.instances import Instance

LONGEST = timedelta(hours=1)  # that an address without a token may work


@schemathesis.check
def link(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A link is safe to follow, and has not expired when it comes."""
    look(response, case, "Link", "A link can be followed for a while", _unusable)


@schemathesis.check
def upload(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What is to be sent is what was asked for, where a link may lead."""
    look(response, case, "Upload", "An upload takes what was asked for", _mismatched)


@schemathesis.check
def location(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A `Location` ends with the id of what the body shows."""
    exchange = exchange_of(response, case)
    if exchange is not None and exchange.is_own:
        report(case, "Location names what was made", _elsewhere(exchange))


def _unusable(exchange: Exchange, instance: Instance) -> Iterator[str]:
    url, expires = urlsplit(instance.value["url"]), moment(instance.value["expiresAt"])
    servers = [each.get("url", "") for each in exchange.document.root.get("servers", ())]
    own = {urlsplit(each).hostname for each in (str(exchange.response.request.url), *servers)}
    if url.scheme != "https" and url.hostname not in own:
        yield f"The address is {url.scheme}://{url.netloc}, neither by HTTPS nor of this stage."
    if exchange.answered_at is None or expires is None:
        return
    if expires <= exchange.answered_at:
        yield f"It expired at {expires}; the answer came at {exchange.answered_at}."
    if expires > exchange.answered_at + LONGEST:
        yield f"It works until {expires}, longer than an hour."


def _mismatched(exchange: Exchange, instance: Instance) -> Iterator[str]:
    yield from _unusable(exchange, instance)
    sent, headers = exchange.sent_json, {name.lower(): value for name, value in instance.value["headers"].items()}
    if not isinstance(sent, dict):
        return
    for member, header in (("mediaType", "content-type"), ("bytes", "content-length")):
        wanted = sent.get(member)
        if isinstance(wanted, str | int) and headers.get(header) != str(wanted):
            yield f"{header} is {headers.get(header)!r} instead of {wanted!r}."


def _elsewhere(exchange: Exchange) -> Iterator[str]:
    place = exchange.header("Location")
    if place is None or not isinstance(exchange.json, dict):
        return
    ids = {value for name, value in exchange.json.items() if name.endswith("Id") and isinstance(value, str)}
    if ids and place.rpartition("/")[2] not in ids:
        yield f"Location is {place}, and names nothing of {', '.join(sorted(ids))}."


CHECKS = (link, upload, location)
