"""The two forms of a stage's URL on the emulator: by path, and by host name as on AWS."""

import re
from typing import Literal

from emulator.data_plane.messages import Received
from emulator.http_messages import HttpRequest

_PATH_FORM = re.compile(r"/_aws/execute-api/(?P<api>[^/]+)/(?P<stage>[^/]+)(?P<path>/.*)?", re.DOTALL)
_HOST_FORM = re.compile(r"(?P<api>[A-Za-z0-9-]+)\.execute-api\.", re.IGNORECASE)
_HOST_PATH = re.compile(r"/(?P<stage>[^/]*)(?P<path>/.*)?", re.DOTALL)


def is_stage_url(raw_path: str, host: str) -> bool:
    return raw_path.startswith("/_aws/execute-api") or _HOST_FORM.match(host) is not None


def received_at_stage(request: HttpRequest) -> Received | None:
    """None when the URL names no stage."""
    host = request.header.get("host", "")
    by_host = _HOST_FORM.match(host)
    match = (_HOST_PATH if by_host else _PATH_FORM).fullmatch(request.raw_path)
    if match is None:
        return None
    form: Literal["host", "path"] = "host" if by_host else "path"
    return Received(
        method=request.method,
        host=host,
        api_id=by_host["api"].lower() if by_host else match["api"],
        stage_name=match["stage"],
        path=match["path"] or "",
        query=request.query,
        headers=request.headers,
        body=request.body,
        client_ip=request.client_ip,
        form=form,
        port=request.server[1],
        protocol=request.protocol,
    )
