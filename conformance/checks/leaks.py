"""Nothing of what is inside gets out: in errors, in what is told of failed work, and in headers."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.callers import known_tokens
from conformance.every_answer import every_answer
from conformance.exchange import NOTHING, Exchange, exchange_of, report

INTERNALS = {
    "a stack trace": re.compile(r"Traceback|File \"|\bline \d+, in \w|\.py\b"),
    "an exception's name": re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b"),
    "an ARN": re.compile(r"\barn:aws[\w-]*:"),
    "an account's number": re.compile(r"(?<![\w.-])\d{12}(?![\w.-])"),
    "a folder of the function": re.compile(
        r"/var/(?:task|runtime|lang)\b|/opt/python\b|site-packages|/usr/(?:local/)?lib"
    ),
    "a service or a library behind the API": re.compile(
        r"botocore|boto3|dynamodb|conditionalcheck|transactioncancel|invokemodel|state ?machine|step ?functions?\b"
        r"|powertools|jsonschema|uvicorn|amazonaws|\bs3://",
        re.IGNORECASE,
    ),
    "an environment variable": re.compile(r"\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b"),
    "a token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
}
HOST = re.compile(r"https?://[\w.-]+(?::\d+)?|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|\blocalhost(?::\d+)?")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# API Gateway's own: it names an exception of its own there, and ids that mean nothing.
GATEWAYS_OWN = frozenset({"x-amzn-errortype", "x-amz-apigw-id", "x-amzn-trace-id", "x-amzn-requestid", "x-amz-cf-id"})
MOST_LOOKED_AT = 100_000  # characters
TITLE = "An answer tells nothing of what is inside"


@every_answer
@schemathesis.check
def no_internals(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """No traces, names of software, hosts, variables or tokens, but for what the request itself said."""
    exchange = exchange_of(response, case)
    if exchange is not None:
        report(case, TITLE, _tokens(exchange))
        if exchange.is_own:
            report(case, TITLE, (said for text in _texts(exchange) for said in leaked(text, exchange)))


def leaked(text: str, exchange: Exchange) -> Iterator[str]:
    """What of a text is nobody's business. Ids are left out: their digits mean nothing."""
    text = UUID.sub(" ", text[:MOST_LOOKED_AT])
    hits = [(what, hit[0]) for what, pattern in INTERNALS.items() for hit in pattern.finditer(text)]
    hits += [("a host", hit[0]) for hit in HOST.finditer(text) if not _is_known(hit[0], exchange)]
    if hits:
        sent = _sent(exchange).lower()
        yield from (f"There is {what} in it: {hit!r}." for what, hit in hits if hit.lower() not in sent)


def _texts(exchange: Exchange) -> Iterator[str]:
    for name, values in exchange.response.headers.items():
        if name not in GATEWAYS_OWN:
            yield from values
    if exchange.status >= 400:
        yield exchange.response.text_lossy() if exchange.json is NOTHING else _plain(exchange.json)
    else:
        yield from _details(None if exchange.json is NOTHING else exchange.json)


def _plain(value: Any) -> str:
    return "\n".join(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for pair in value.items() for each in pair for text in _strings(each))
        case list():
            yield from (text for each in value for text in _strings(each))
        case _:
            yield json.dumps(value)


def _details(value: Any) -> Iterator[str]:
    """What a success tells of work that failed: a problem within it."""
    match value:
        case {"type": str(), "title": str(), "detail": str(detail)}:
            yield detail
        case dict():
            yield from (text for each in value.values() for text in _details(each))
        case list():
            yield from (text for each in value for text in _details(each))


def _tokens(exchange: Exchange) -> Iterator[str]:
    """Whoever answers: the token that opens the API is for nobody else to see."""
    answer = exchange.response.content
    headers = "\n".join(value for values in exchange.response.headers.values() for value in values)
    for token, variable in known_tokens().items():
        if (token.encode() in answer or token in headers) and token not in _sent(exchange):
            yield f"The token of {variable} is in it."


def _is_known(host: str, exchange: Exchange) -> bool:
    """The stage's own, as the request or the contract names it."""
    servers = [each.get("url", "") for each in exchange.document.root.get("servers", ())]
    known = {urlsplit(url).hostname for url in (str(exchange.response.request.url), *servers)}
    return urlsplit(host if "://" in host else f"//{host}").hostname in known


def _sent(exchange: Exchange) -> str:
    """The request as it was sent and as it is read, without its token."""
    request = exchange.response.request
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    said = [value if isinstance(value, str) else value.decode("latin-1") for value in _header_values(request.headers)]
    read = [] if exchange.sent_json is NOTHING else _strings(exchange.sent_json)
    return "\n".join([str(request.url), unquote_plus(str(request.url)), *said, body.decode(errors="replace"), *read])


def _header_values(headers: Any) -> Iterator[str | bytes]:
    return (value for name, value in headers.items() if name.lower() != "authorization")


CHECKS = (no_internals,)
