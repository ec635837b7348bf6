"""What is done once in a run and used by several probes: things that take time to make, or to wait for."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from conformance.stage import Answer, Stage
from contract import Document

Made = TypeVar("Made")

# With the document, so that no other one gets its id while this lasts.
_made: dict[tuple[int, str], tuple[Document, Any]] = {}
_locks: dict[tuple[int, str], threading.RLock] = {}
_LOCK = threading.Lock()


def shared(stage: Stage, name: str, make: Callable[[], Made]) -> Made | None:
    """What was made under the name for this contract. What fails is a failure of the probe that came first: to all
    others it is None.
    """
    key = (id(stage.document), name)
    with _LOCK:
        lock = _locks.setdefault(key, threading.RLock())
    with lock:
        if key not in _made:
            _made[key] = (stage.document, None)
            _made[key] = (stage.document, make())
        made: Made | None = _made.get(key, (stage.document, None))[1]
        return made


def forget(document: Document) -> None:
    """All that was made for the contract."""
    with _LOCK:
        for key in [key for key in _made if key[0] == id(document)]:
            del _made[key]


def until(good: Callable[[Answer], bool], look: Callable[[], Answer], *, seconds: float, pause: float = 0.2) -> Answer:
    """The first answer that is good, or the last one that there was time for."""
    end = time.monotonic() + seconds
    while not good(answer := look()) and time.monotonic() < end:
        time.sleep(pause)
    return answer
