"""`python -m publishing`: what client teams get of a stage, in dist/contract, whole or as it was before."""

import argparse
import signal
import sys
import time
from functools import partial

from commands.error import CommandError
from commands.places import ROOT
from commands.stage_outputs import read_output, read_url
from contract import ContractError, load
from docs.page import page
from publishing.builders import CLIENTS
from publishing.contents import Edition, Makers, write_contents
from publishing.error import PublicationError
from publishing.folder import whole_folder
from publishing.kept_changelog import kept_changelog
from publishing.places import CONTRACT, TARGET
from publishing.served import await_served, fetch_document

FAILED, INTERRUPTED = 1, 130


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(prog="python -m publishing", description=__doc__)
    parser.add_argument("--stage", default="local")
    try:
        _publish(parser.parse_args().stage)
    except (CommandError, ContractError, PublicationError) as failure:
        print(f"Nothing was published. {failure}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    return 0


def _publish(stage: str) -> None:
    started = time.monotonic()
    url = read_url(stage)
    edition = Edition.of(load(CONTRACT), url, str(read_output(stage, "token_endpoint")))
    await_served(edition, lambda: fetch_document(url))
    with whole_folder(TARGET) as folder:
        write_contents(edition, Makers(page, CLIENTS, partial(kept_changelog, ROOT)), folder, _say)
    _say(f"Published in {TARGET.relative_to(ROOT)} after {time.monotonic() - started:.1f} s.")


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
