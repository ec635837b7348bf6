"""The gateway body with made-up ARNs: what a contract compiles to, to be looked at where nothing is deployed."""

from typing import Any

from contract.document import Document
from contract.gateway_body import gateway_body
from contract.placeholders import AUTHORIZATION, INVOKE_ARN, SCHEME, placeholders

_EXAMPLE_ARN = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:{}/invocations"
)
_EXAMPLES = {SCHEME: "https", AUTHORIZATION: "none"}


def example_body(document: Document) -> dict[str, Any]:
    examples = {name: _example(name) for name in placeholders(document)}
    return gateway_body(document, {name: value for name, value in examples.items() if value})


def _example(name: str) -> str:
    """A value for a placeholder; "" for one that nobody would fill in."""
    if name.endswith(INVOKE_ARN):
        return _EXAMPLE_ARN.format(name.removesuffix(INVOKE_ARN))
    return next((value for ending, value in _EXAMPLES.items() if name.endswith(ending)), "")
