"""What the authorizers of one stage have said, for as long as they want it remembered."""

from collections import OrderedDict
from collections.abc import Hashable

from emulator.data_plane.access.authorization import Grant

# An identity is at most as long as a request's headers: 20 MB, if all of them are.
_MOST_GRANTS = 2_000


class AuthorizerCache:
    """Forgets what was asked for longest ago once it is full. A stage that changes starts with an empty one."""

    __slots__ = ("_grants",)

    def __init__(self) -> None:
        self._grants: OrderedDict[Hashable, tuple[float, Grant]] = OrderedDict()

    def find(self, key: Hashable, now: float) -> Grant | None:
        kept = self._grants.get(key)
        if kept is None:
            return None
        expires, grant = kept
        if expires <= now:
            del self._grants[key]
            return None
        self._grants.move_to_end(key)
        return grant

    def clear(self) -> None:
        self._grants.clear()

    def keep(self, key: Hashable, grant: Grant, expires: float) -> None:
        self._grants[key] = (expires, grant)
        self._grants.move_to_end(key)
        if len(self._grants) > _MOST_GRANTS:
            self._grants.popitem(last=False)
