"""RFC 9457 problems as mapping templates: what the gateway itself answers, in the shape that handlers answer."""

import json
from typing import Any

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:ai-facade:problem:"


def problem_template(status: int, slug: str, title: str, detail: str) -> str:
    """A JSON text. `$context.requestId` is safe between quotes: API Gateway makes it, of letters, digits and hyphens.

    A detail that is `$context.error.messageString` brings its own quotes.
    """
    problem: dict[str, Any] = {
        "type": TYPE + slug,
        "title": title,
        "status": status,
        "detail": detail,
        "requestId": "$context.requestId",
    }
    return json.dumps(problem).replace('"$context.error.messageString"', "$context.error.messageString")
