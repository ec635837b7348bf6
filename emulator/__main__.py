"""The command line: `python -m emulator --port 4566`."""

import argparse
import errno
import logging
import os
import signal
import socket
import sys

import uvicorn

from emulator.front_page.origin import is_loopback
from emulator.front_page.pages import ROOT as FRONT_PAGE
from emulator.http_connection import Connection
from emulator.server import Application, Settings

_STOP_SECONDS = 1


def main(arguments: list[str] | None = None) -> int:
    settings = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        listener = socket.create_server((settings.host, settings.port), backlog=2048)
    except OSError as error:
        print(_port_problem(settings, error), file=sys.stderr)  # noqa: T201 - the command line speaks
        return 1
    # uvicorn raises the signal again once it has shut down.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    server = Server(settings)
    server.run(sockets=[listener])
    return 0 if server.started else 1


class Server(uvicorn.Server):
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._application = Application(settings)
        super().__init__(_configuration(self._application))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(_ready_line(self._settings), flush=True)  # noqa: T201 - the command line speaks

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the functions first: uvicorn waits for the requests that wait for them."""
        self._application.end_functions()
        await super().shutdown(sockets)


def _end(*_: object) -> None:
    """Without the interpreter's own end, which would wait for moto's threads, and those for a state machine's Wait."""
    sys.stdout.flush()
    os._exit(0)


def _configuration(application: Application) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        loop="uvloop",
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # X-Forwarded-For is a client's own word
        timeout_keep_alive=60,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def _parse(arguments: list[str] | None) -> Settings:
    default = Settings()
    parser = argparse.ArgumentParser(
        "emulator",
        description="AWS on this machine, without an account. It is no place for secrets: whoever reaches it may use "
        "it, so that it listens on the loopback address unless --host says otherwise.",
    )
    parser.add_argument("--host", default=default.host, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=default.port, help="port to listen on (default: %(default)s)")
    parser.add_argument("--region", default=default.region, help="region of unsigned requests (default: %(default)s)")
    parser.add_argument("--function-logs", action="store_true", help="also print what functions log")
    given = parser.parse_args(arguments)
    return Settings(given.host, given.port, given.region, shows_function_logs=given.function_logs)


def _port_problem(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken by another program; choose another with --port."
    return f"The emulator cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}."


def _ready_line(settings: Settings) -> str:
    beyond = "" if is_loopback(settings.host) else f"It listens on {settings.host}, beyond this machine.\n"
    return (
        f"AWS emulator on {settings.endpoint_url}. It is no place for secrets: whoever reaches it may use it, "
        f"and its state is in memory and ends with the process.\n{beyond}"
        f"What is deployed, and the latest requests: {settings.endpoint_url}{FRONT_PAGE}"
    )


if __name__ == "__main__":
    sys.exit(main())
