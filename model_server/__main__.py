"""`python -m model_server --port N`: serves until SIGTERM."""

import argparse
from collections.abc import Sequence

import uvicorn

from handlers.models.embedded import load_embedded_model
from model_server.application import Application

GRACE_SECONDS = 5  # for requests that are on their way when it is told to stop


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="model_server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args(arguments)
    application = Application(load_embedded_model())
    uvicorn.run(
        application,
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
