"""Web applications behind HTTP integrations: the data plane's `HttpEndpoints` over aiohttp.

aiohttp, for it sends header names and URIs as they are given, adds no header that it is told to leave out, and streams.
It is imported by the first request that needs it: 27 MB that an emulator without HTTP integrations does without.
"""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import TYPE_CHECKING

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.data_plane.messages import MAX_BODY_BYTES

if TYPE_CHECKING:
    import aiohttp

_MAX_CONNECTIONS = 512
# Less than web servers keep an idle connection, so that hardly a request goes to one that is just being closed.
_KEPT_SECONDS = 4.0
_MAX_HEADER_BYTES = 64 * 1024
_ADDED_BY_AIOHTTP = frozenset({"Accept", "Accept-Encoding", "Content-Type", "User-Agent"})


class WebApplications:
    """Redirects are answers like any other, cookies are forgotten, and no proxy that the environment names is used."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, request: EndpointRequest, *, seconds: float, streams: bool = False
    ) -> EndpointResponse | EndpointFailure:
        """`seconds` are for all of a response, that of a stream too."""
        import aiohttp  # noqa: PLC0415 - see above

        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._ask(request)
                return _begin(response, deadline) if streams else await _read(response)
        except TimeoutError:
            return EndpointFailure(f"No response within {seconds} s", timed_out=True)
        except aiohttp.ClientSSLError as error:
            return EndpointFailure(str(error))
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            return EndpointFailure(f"Invalid endpoint address: {error}", unusable=True)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return EndpointFailure(f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        """Closes kept connections, and those in use."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, request: EndpointRequest) -> "aiohttp.ClientResponse":
        import yarl  # noqa: PLC0415 - as aiohttp

        if self._session is None:
            self._session = _new_session()
        return await self._session.request(
            request.method,
            yarl.URL(request.uri, encoded=True),
            headers=[(name, _as_text(value)) for name, value in request.headers],
            skip_auto_headers=_ADDED_BY_AIOHTTP,
            data=BytesIO(request.body) if request.body else None,  # written bit by bit, as bytes are not
            allow_redirects=False,
            ssl=request.verifies_certificate,
        )


def _new_session() -> "aiohttp.ClientSession":
    import aiohttp  # noqa: PLC0415 - as above

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_MAX_CONNECTIONS, keepalive_timeout=_KEPT_SECONDS),
        timeout=aiohttp.ClientTimeout(total=None),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
    )


async def _read(response: "aiohttp.ClientResponse") -> EndpointResponse | EndpointFailure:
    chunks: list[bytes] = []
    size = 0
    async with response:
        async for chunk in response.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                response.close()
                reason = f"Integration response is larger than allowed maximum of {MAX_BODY_BYTES} bytes."
                return EndpointFailure(reason, unusable=True)
    return EndpointResponse(response.status, _headers(response), b"".join(chunks))


def _begin(response: "aiohttp.ClientResponse", deadline: float) -> EndpointResponse:
    return EndpointResponse(response.status, _headers(response), b"", _stream(response, deadline))


async def _stream(response: "aiohttp.ClientResponse", deadline: float) -> AsyncIterator[bytes]:
    """Raises TimeoutError at the deadline, and what aiohttp raises where the response breaks off."""
    try:
        while True:
            async with asyncio.timeout_at(deadline):
                chunk = await response.content.readany()
            if not chunk:
                return
            yield chunk
    finally:
        response.close()


def _headers(response: "aiohttp.ClientResponse") -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers)


def _as_text(value: str) -> str:
    """aiohttp writes headers as UTF-8; here, each character of one is a byte already."""
    return value if value.isascii() else value.encode("latin-1", "replace").decode("utf-8", "replace")
