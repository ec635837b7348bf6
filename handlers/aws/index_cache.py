"""Indexes that a function has loaded, the least recently used forgotten first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from handlers.search.ranking import Searchable


@dataclass(frozen=True, slots=True)
class IndexCache:
    """By the object's key, which is never written twice. One index is kept even if it alone is over the limit."""

    most_bytes: int
    _kept: OrderedDict[str, Searchable] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def get(self, key: str) -> Searchable | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, index: Searchable) -> None:
        with self._lock:
            self._kept[key] = index
            while len(self._kept) > 1 and sum(own.nbytes for own in self._kept.values()) > self.most_bytes:
                self._kept.popitem(last=False)
