"""GET /docs: the docs page, the same on every stage; what it tells of its stage it reads from there."""

import html
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handlers.gateway.conditional import tagged_page
from handlers.gateway.events import Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from handlers.gateway.responses import Answer, ProxyResponse
from handlers.gateway.serving import serve

OPERATION = "getDocs"
# As of the document that the page shows.
CACHE_CONTROL = "public, max-age=60"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def handle(event: dict[str, Any], _context: object) -> ProxyResponse:
    return serve(OPERATION, event, _answer)


def _answer(received: Received) -> Answer:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    return tagged_page(_page(), received, headers=_headers(), cache_control=CACHE_CONTROL)


@cache
def _page() -> str:
    """`docs.html` of the code archive. Lambda unpacks the archive at LAMBDA_TASK_ROOT."""
    return Path(os.environ["LAMBDA_TASK_ROOT"], "docs.html").read_text(encoding="utf-8")


@cache
def _headers() -> Mapping[str, str]:
    """The page's own policy as a header, which can forbid other pages to frame it, as a `meta` element cannot."""
    stated = POLICY.search(_page())
    if stated is None:
        raise LookupError("docs.html states no Content-Security-Policy")
    policy = f"{html.unescape(stated[1])}; frame-ancestors 'none'"
    # API Gateway compresses the page, and says so in no header that caches go by.
    return MappingProxyType({"Content-Security-Policy": policy, "Vary": "Accept-Encoding"})
