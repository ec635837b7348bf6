"""What client teams get of a stage. `publishing` makes it, in processes of its own, for it imports what is here."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from commands.places import ROOT, stage_folder
from commands.started import Started, end, record, recorded

PUBLISHED = "dist/contract"
_BUILDERS = "publishing.builders"


@contextlib.contextmanager
def preparing(stage: str) -> Iterator[None]:
    """Clients and changelog, beside whatever is done meanwhile, which it leaves the processor to. What fails, `publish`
    tells.
    """
    process = subprocess.Popen(
        ["nice", sys.executable, "-m", _BUILDERS],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    preparation = Started(process.pid, _BUILDERS)
    record(preparation, _record(stage))
    try:
        yield
        process.wait()
    except BaseException:
        end(preparation, signal.SIGINT)
        raise


def end_preparing(stage: str) -> None:
    """Ends what a command that was killed has left behind."""
    if preparation := recorded(_record(stage)):
        end(preparation, signal.SIGINT)


def publish(stage: str) -> int:
    """The status with which a command ends: a stage is up whether or not it is published."""
    return subprocess.run([sys.executable, "-m", "publishing", "--stage", stage], cwd=ROOT, check=False).returncode


def _record(stage: str) -> Path:
    return stage_folder(stage) / "preparation.json"
