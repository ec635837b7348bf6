"""Which operation a line of the access log is of: its method and the path of its resource, as the contract has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contract import Document

ANY = "ANY"
NO_OPERATION = "(none)"


class Kind(StrEnum):
    """Who answers it: a function, which counts in the ledger; a server behind the gateway, which does not; or the
    gateway itself. NONE is of what the contract does not have.
    """

    FUNCTION = "aws_proxy"
    SERVER = "http_proxy"
    GATEWAY = "mock"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    kind: Kind


NONE = Operation(NO_OPERATION, Kind.NONE)


@dataclass(frozen=True, slots=True)
class Operations:
    """By method and path; the method is ANY where all that have no operation of their own are one."""

    by_route: Mapping[tuple[str, str], Operation]

    def of(self, method: str, path: str) -> Operation:
        """Whatever a client sends, it names no more operations than there are."""
        return self.by_route.get((method, path)) or self.by_route.get((ANY, path), NONE)

    def named(self, kind: Kind) -> frozenset[str]:
        return frozenset(each.name for each in self.by_route.values() if each.kind is kind)

    def paths_of_gateway(self) -> tuple[str, ...]:
        """Those on which nothing but the gateway answers."""
        others = {path for (_, path), each in self.by_route.items() if each.kind is not Kind.GATEWAY}
        return tuple(sorted({path for _, path in self.by_route} - others))


def operations_of(contract: Document) -> Operations:
    return Operations(
        {
            (ANY if each.method.startswith("x-") else each.method.upper(), each.path): Operation(
                each.operation_id, Kind(each.integration["type"].lower())
            )
            for each in contract.operations()
        }
    )
