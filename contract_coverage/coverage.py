"""What runs have exercised of a contract: its points, and how often each came up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contract import Document, Operation, Routes
from contract_coverage.answers import ResponsePoints, documented, response_points
from contract_coverage.base_path import base_of
from contract_coverage.exchange import Exchange
from contract_coverage.links import Call, LinkPoint, Values, link_points
from contract_coverage.points import PRODUCED, Kind, Point
from contract_coverage.requests import BodyPoints, ParameterPoints, body_points, parameter_points
from contract_coverage.validity import Validators


@dataclass(frozen=True, slots=True)
class OperationPoints:
    name: str
    called: Point
    succeeded: Point
    parameters: tuple[ParameterPoints, ...]
    body: BodyPoints | None
    responses: Mapping[str, ResponsePoints]
    links: tuple[tuple[str, LinkPoint], ...]

    def points(self) -> Iterator[Point]:
        yield from (self.called, self.succeeded)
        for parameter in self.parameters:
            yield from parameter.points()
        if self.body:
            yield from self.body.points()
        for response in self.responses.values():
            yield from response.points()
        yield from (link.point for _, link in self.links)

    def exercised(self, call: Call) -> Iterator[Point]:
        """But for links, of which one exchange does not tell."""
        exchange = call.exchange
        yield self.called
        if 200 <= exchange.status < 300:
            yield self.succeeded
        for parameter in self.parameters:
            yield from parameter.exercised(exchange, call.path)
        if self.body:
            yield from self.body.exercised(exchange)
        if response := documented(self.responses, exchange.status):
            yield from response.exercised(exchange)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`points` by operation, in the contract's order; `counts` of those that were exercised, in how many exchanges.

    `others` are exchanges with no operation of the contract.
    """

    points: Mapping[str, tuple[Point, ...]]
    counts: Mapping[Point, int]
    exchanges: int
    others: int

    def share(self, operation: str | None, kind: Kind) -> tuple[int, int]:
        """How many were exercised, of how many; of all operations with None."""
        of = [self.points[operation]] if operation is not None else self.points.values()
        points = [point for each in of for point in each if point.kind is kind]
        return sum(point in self.counts for point in points), len(points)

    def requests(self, operation: str) -> int:
        called, *_ = self.points[operation]
        return self.counts.get(called, 0)

    def never(self) -> list[Point]:
        return [point for points in self.points.values() for point in points if point not in self.counts]

    def never_produced(self) -> dict[str, list[str]]:
        """By documented status, the operations of which no run had it."""
        found: dict[str, list[str]] = {}
        for point in self.never():
            if point.kind is Kind.RESPONSE and point.what == PRODUCED:
                found.setdefault(point.place, []).append(point.operation)
        return dict(sorted(found.items()))

    def documenting(self, status: str) -> int:
        """How many operations have the status."""
        wanted = (Kind.RESPONSE, status, PRODUCED)
        return sum((each.kind, each.place, each.what) == wanted for points in self.points.values() for each in points)


def measure(document: Document, runs: Iterable[Sequence[Exchange]]) -> Coverage:
    """Of runs one after another; exchanges of each in the order in which they were made."""
    operations, routes = _operations(document), Routes.of(document)
    names = {operation.pointer: name for operation, name in _named(document)}
    counts: Counter[Point] = Counter()
    offered: dict[Point, set[Values]] = {}
    incoming = _incoming(operations.values())
    others = total = 0
    for exchanges in runs:
        base = base_of(document, (each.path for each in exchanges))
        for exchange in exchanges:
            total += 1
            found = _matched(routes, base, exchange)
            if found is None:
                others += 1
                continue
            operation, call = operations[names[found[0].pointer]], Call(exchange, found[1])
            counts.update(set(operation.exercised(call)))
            counts.update(link.point for link in incoming.get(operation.name, ()) if _follows(link, call, offered))
            _offer(operation, call, offered)
    return Coverage(
        {name: tuple(dict.fromkeys(each.points())) for name, each in operations.items()}, counts, total, others
    )


def _matched(routes: Routes, base: str, exchange: Exchange) -> tuple[Operation, Mapping[str, str]] | None:
    below = exchange.path.removeprefix(base) if exchange.path.startswith(base) else ""
    return routes.match(exchange.method, below)


def _follows(link: LinkPoint, call: Call, offered: Mapping[Point, set[Values]]) -> bool:
    return link.point in offered and link.used(call) in offered[link.point]


def _offer(operation: OperationPoints, call: Call, offered: dict[Point, set[Values]]) -> None:
    for status, link in operation.links:
        is_its = documented(operation.responses, call.exchange.status) is operation.responses[status]
        if is_its and (values := link.offered(call)) is not None:
            offered.setdefault(link.point, set()).add(values)


def _incoming(operations: Iterable[OperationPoints]) -> dict[str, list[LinkPoint]]:
    found: dict[str, list[LinkPoint]] = {}
    for operation in operations:
        for _, link in operation.links:
            found.setdefault(link.target, []).append(link)
    return found


def _named(document: Document) -> list[tuple[Operation, str]]:
    return [(each, each.operation_id or f"{each.method.upper()} {each.path}") for each in document.operations()]


def _operations(document: Document) -> dict[str, OperationPoints]:
    validators, by_pointer = Validators(document), {each.pointer: name for each, name in _named(document)}
    return {
        name: OperationPoints(
            name=name,
            called=Point(name, Kind.CALL, "request", "made"),
            succeeded=Point(name, Kind.CALL, "request", "answered with success"),
            parameters=parameter_points(document, operation, name, validators),
            body=body_points(document, operation, name, validators),
            responses=response_points(document, operation, name, validators),
            links=tuple(link_points(document, operation, name, by_pointer)),
        )
        for operation, name in _named(document)
    }
