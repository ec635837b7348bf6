"""`${run_task.invoke_arn}`: where the contract names a Lambda function, and how it gets its ARN.

Placeholders stand in AWS's extensions alone, and not in mapping templates, where `${…}` is Velocity's. They are
replaced in parsed nodes; what replaces them is never looked at again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contract.document import Document
from contract.place import ContractError, child

PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
INVOKE_ARN = ".invoke_arn"
STAGE_VARIABLES = "stageVariables."  # API Gateway's own, replaced at request time

_EXTENSION = "x-amazon-apigateway-"
_TEMPLATES = ("requestTemplates", "responseTemplates")


def function_id(operation_id: str) -> str:
    """`runTask` to `run_task`: the name of its handler, its Lambda function and its Terraform resources."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation_id).lower()


def operations_with_functions(document: Document) -> tuple[str, ...]:
    """The ids of the functions that the contract names, each once, in the order of the file."""
    named = (name for _, text in _texts(document.root, "", inside=False) for name in PLACEHOLDER.findall(text))
    return tuple(dict.fromkeys(name.removesuffix(INVOKE_ARN) for name in named if name.endswith(INVOKE_ARN)))


def replace_placeholders(document: Document, invoke_arns: Mapping[str, str]) -> dict[str, Any]:
    """The document's root with each placeholder replaced; raises ContractError for one that is not known."""

    def replace(text: str, pointer: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith(STAGE_VARIABLES):
                return match[0]
            function = name.removesuffix(INVOKE_ARN)
            if not name.endswith(INVOKE_ARN) or function not in invoke_arns:
                raise ContractError(document.place(pointer), _unknown(name, invoke_arns))
            return invoke_arns[function]

        return PLACEHOLDER.sub(value, text)

    replaced: dict[str, Any] = _map_texts(document.root, "", replace, inside=False)
    return replaced


def _unknown(name: str, invoke_arns: Mapping[str, str]) -> str:
    known = ", ".join(f"${{{function}{INVOKE_ARN}}}" for function in sorted(invoke_arns)) or "none"
    return f"Nothing is known as ${{{name}}}; what is known: {known}."


def _texts(node: Any, pointer: str, *, inside: bool) -> Iterator[tuple[str, str]]:
    match node:
        case str() if inside:
            yield pointer, node
        case Mapping():
            for key, value in node.items():
                if key not in _TEMPLATES:
                    yield from _texts(value, child(pointer, key), inside=inside or key.startswith(_EXTENSION))
        case list():
            for index, value in enumerate(node):
                yield from _texts(value, child(pointer, index), inside=inside)


def _map_texts(node: Any, pointer: str, change: Callable[[str, str], str], *, inside: bool) -> Any:
    match node:
        case str() if inside:
            return change(node, pointer)
        case Mapping():
            return {
                key: value
                if key in _TEMPLATES
                else _map_texts(value, child(pointer, key), change, inside=inside or key.startswith(_EXTENSION))
                for key, value in node.items()
            }
        case list():
            return [_map_texts(value, child(pointer, index), change, inside=inside) for index, value in enumerate(node)]
    return node
