"""The forms of a stage's URL on the emulator: by path, and by host name as on AWS, the API's own or a custom one."""

import re
from dataclasses import replace
from typing import Literal

from emulator.data_plane.custom_domains import CustomDomains, Mapped
from emulator.data_plane.messages import Received
from emulator.http_messages import HttpRequest

_PATH_FORM = re.compile(r"/_aws/execute-api/(?P<api>[^/]+)/(?P<stage>[^/]+)(?P<path>/.*)?", re.DOTALL)
_HOST_FORM = re.compile(r"(?P<api>[A-Za-z0-9-]+)\.execute-api\.", re.IGNORECASE)
_HOST_PATH = re.compile(r"/(?P<stage>[^/]*)(?P<path>/.*)?", re.DOTALL)


def is_stage_url(raw_path: str, host: str, domains: CustomDomains) -> bool:
    is_own = raw_path.startswith("/_aws/execute-api") or _HOST_FORM.match(host) is not None
    return is_own or domains.serves(host)


def received_at_stage(request: HttpRequest, domains: CustomDomains) -> Received | None:
    """None when the URL names no stage."""
    host = request.header.get("host", "")
    if domains.serves(host):
        mapped = domains.find(host, request.raw_path)
        return None if mapped is None else _received_at_domain(request, host, mapped)
    by_host = _HOST_FORM.match(host)
    match = (_HOST_PATH if by_host else _PATH_FORM).fullmatch(request.raw_path)
    if match is None:
        return None
    form: Literal["host", "path"] = "host" if by_host else "path"
    api_id = by_host["api"].lower() if by_host else match["api"]
    return _received(request, host, api_id, match["stage"], match["path"] or "", form)


def _received_at_domain(request: HttpRequest, host: str, mapped: Mapped) -> Received:
    received = _received(request, host, mapped.api_id, mapped.stage, mapped.path, "host")
    return replace(received, base_path=mapped.base_path)


def _received(
    request: HttpRequest, host: str, api_id: str, stage_name: str, path: str, form: Literal["host", "path"]
) -> Received:
    return Received(
        method=request.method,
        host=host,
        api_id=api_id,
        stage_name=stage_name,
        path=path,
        query=request.query,
        headers=request.headers,
        body=request.body,
        client_ip=request.client_ip,
        form=form,
        port=request.server[1],
        protocol=request.protocol,
        sent_path=request.raw_path,
    )
