"""A request as a WSGI application takes it (PEP 3333), and its answer. moto's servers are such applications."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    environ_key_for_header,
    should_preserve_original_header_name,
)

from emulator.http_messages import HttpAnswer, HttpRequest


def call(application: Callable[..., Iterable[bytes]], request: HttpRequest) -> HttpAnswer:
    """Raises what the application raises."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda _: None

    environ = _environ(request)
    try:
        body = b"".join(application(environ, start_response))
    finally:
        # werkzeug's request and this hold each other: without an end of that, an upload of 60 MB stays in memory
        # twice, until the garbage collector comes round.
        environ.clear()
    status, headers = started[-1]
    return HttpAnswer(int(status.split(" ", 1)[0]), tuple(headers), body)


def _environ(request: HttpRequest) -> dict[str, Any]:
    """PEP 3333, with the path as it was sent besides, which moto asks for."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.raw_path).decode("latin-1"),
        "RAW_URI": f"{request.raw_path}?{request.query}" if request.query else request.raw_path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": str(request.server[1]),
        "SERVER_PROTOCOL": request.protocol,
        "REMOTE_ADDR": request.client_ip,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ |= _header_variables(request)
    # The body is whole by now, however it was sent.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(request.body))
    return environ


def _header_variables(request: HttpRequest) -> dict[str, Any]:
    """With the names of metadata headers besides, as moto asks for them: PEP 3333 loses their underscores."""
    environ: dict[str, Any] = {}
    preserved: dict[str, str] = {}
    for name, value in request.headers:
        key = environ_key_for_header(name)
        if should_preserve_original_header_name(name):
            preserved[key] = name
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
    return environ
