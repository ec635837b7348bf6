"""One operation is one name: in the contract, in handlers/, in the function settings. Whatever lacks one is refused.

A step of a state machine is one too, in handlers/steps/ and in its settings; and so is an authorizer, in the contract's
security schemes, in handlers/authorizers/ and in its settings.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from contract import Document, Operation, authorizer_functions, function_id, function_ids
from infrastructure.grants import COUNTS
from infrastructure.settings import FunctionSettings

ANY_METHOD = "x-amazon-apigateway-any-method"


@dataclass(frozen=True, slots=True)
class WiredOperation:
    """`name` is the function's; `method` is as a source ARN has it, `*` for any."""

    name: str
    method: str
    path: str
    settings: FunctionSettings

    @property
    def module(self) -> str:
        return f"handlers.{self.name}"


@dataclass(frozen=True, slots=True)
class WiredAuthorizer:
    name: str
    settings: FunctionSettings

    @property
    def module(self) -> str:
        return f"handlers.authorizers.{self.name}"


@dataclass(frozen=True, slots=True)
class WiredStep:
    name: str
    settings: FunctionSettings

    @property
    def module(self) -> str:
        return f"handlers.steps.{self.name}"


@dataclass(frozen=True, slots=True)
class Miswiring:
    """Every fault of the wiring, a sentence each, with the operation's name."""

    faults: tuple[str, ...]


def wire(
    document: Document, handlers: Collection[str], settings: Mapping[str, FunctionSettings]
) -> tuple[WiredOperation, ...] | Miswiring:
    """The operations that have a function, in the contract's order."""
    faults = tuple(fault for check in CHECKS for fault in check(document, handlers, settings))
    if faults:
        return Miswiring(faults)
    return tuple(
        WiredOperation(
            function, _arn_method(operation.method), operation.path, _counting(document, operation, settings[function])
        )
        for function, operation in _calls(document)
    )


def wire_authorizers(
    document: Document, handlers: Collection[str], settings: Mapping[str, FunctionSettings]
) -> tuple[WiredAuthorizer, ...] | Miswiring:
    """`handlers` are the modules of handlers/authorizers."""
    named = authorizer_functions(document)
    faults = [
        *(
            f"The contract's authorizer {_placeholder(name)} has no handler: "
            f"handlers/authorizers/{name}.py with a function `handle` is missing."
            for name in named
            if name not in handlers
        ),
        *(
            f"The authorizer {name} has no row of function settings: AUTHORIZERS has no {name}."
            for name in named
            if name not in settings
        ),
        *(
            f"The authorizer {name} is called by nothing: no security scheme has {_placeholder(name)}."
            for name in sorted({*handlers, *settings} - set(named))
        ),
    ]
    return Miswiring(tuple(faults)) if faults else tuple(WiredAuthorizer(name, settings[name]) for name in named)


def wire_steps(
    handlers: Collection[str], settings: Mapping[str, FunctionSettings], operations: Collection[str]
) -> tuple[WiredStep, ...] | Miswiring:
    """`handlers` are the modules of handlers/steps, `operations` the names that functions have already."""
    faults = [
        *(
            f"The step handlers/steps/{name}.py has no row of function settings: STEPS has no {name}."
            for name in sorted(set(handlers) - set(settings))
        ),
        *(
            f"The function settings of the step {name} belong to no handler: "
            f"handlers/steps/{name}.py with a function `handle` is missing."
            for name in sorted(set(settings) - set(handlers))
        ),
        *(
            f"The step {name} has the name of an operation: both would be one function."
            for name in sorted(set(handlers) & set(operations))
        ),
    ]
    if faults:
        return Miswiring(tuple(faults))
    return tuple(WiredStep(name, row) for name, row in settings.items())


def handler_modules(folder: Path) -> frozenset[str]:
    """The modules of `folder` that define `handle`; read, not imported, as an import may take what only Lambda has."""
    return frozenset(module.stem for module in folder.glob("*.py") if _defines_handle(module))


def _calls(document: Document) -> Iterator[tuple[str, Operation]]:
    """Each function with the operation whose integration calls it."""
    functions = function_ids(document)
    for operation in document.operations():
        uri = operation.integration.get("uri", "")
        yield from ((function, operation) for function in functions if _placeholder(function) in uri)


def _faulty_calls(document: Document, handlers: Collection[str], rows: Collection[str]) -> Iterator[str]:
    for function, operation in _calls(document):
        said = f"The operation {operation.operation_id}"
        name = function_id(operation.operation_id)
        if function != name:
            yield f"{said} names {_placeholder(function)}; its own name is {_placeholder(name)}."
        elif name not in handlers:
            yield f"{said} has no handler: handlers/{name}.py with a function `handle` is missing."
        elif name not in rows:
            yield f"{said} has no row of function settings: FUNCTIONS has no {name}."


def _missing_calls(document: Document, handlers: Collection[str], rows: Collection[str]) -> Iterator[str]:
    calling = {operation.pointer for _, operation in _calls(document)}
    for operation in document.operations():
        name = function_id(operation.operation_id)
        if operation.pointer not in calling and (name in handlers or name in rows):
            yield f"The operation {operation.operation_id} does not call its function {_placeholder(name)}."
    called = {function for function, _ in _calls(document)} | set(authorizer_functions(document))
    for function in function_ids(document):
        if function not in called:
            yield f"The contract names {_placeholder(function)} outside of an integration and an authorizer."


def _orphans(document: Document, handlers: Collection[str], rows: Collection[str]) -> Iterator[str]:
    operations = {function_id(operation.operation_id) for operation in document.operations()}
    for name in sorted(set(handlers) - operations):
        yield f"The handler handlers/{name}.py belongs to no operation: the contract has no {_placeholder(name)}."
    for name in sorted(set(rows) - operations):
        yield f"The function settings of {name} belong to no operation: the contract has no {_placeholder(name)}."


CHECKS = (_faulty_calls, _missing_calls, _orphans)


def _counting(document: Document, operation: Operation, settings: FunctionSettings) -> FunctionSettings:
    """Whoever serves a team counts what it used."""
    asks = operation.raw.get("security", document.root.get("security"))
    if not asks or COUNTS in settings.grants:
        return settings
    return replace(settings, grants=(*settings.grants, COUNTS))


def _placeholder(function: str) -> str:
    return f"${{{function}.invoke_arn}}"


def _arn_method(method: str) -> str:
    return "*" if method == ANY_METHOD else method.upper()


def _defines_handle(module: Path) -> bool:
    tree = ast.parse(module.read_bytes(), filename=str(module))
    return any(isinstance(node, ast.FunctionDef) and node.name == "handle" for node in tree.body)
