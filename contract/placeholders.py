"""`${run_task.invoke_arn}`: what the contract leaves to the deployment to fill in.

A function's ARN is one kind of it; the others are `${model_server.scheme}`, the scheme of the URI whose rest is in the
stage variable of that name, and `${model_server.authorization}`, the header that goes there: API Gateway takes a stage
variable for any part of a URI but for its scheme, and none with a blank in it.

Placeholders stand in AWS's extensions alone, and not in mapping templates, where `${…}` is Velocity's: but for
`${contract.digest}`, which stands there alone and which the contract fills in itself. They are replaced in parsed
nodes; what replaces them is never looked at again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contract.digest import digest
from contract.document import Document
from contract.place import ContractError, child

PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
INVOKE_ARN = ".invoke_arn"
SCHEME = ".scheme"
AUTHORIZATION = ".authorization"
DIGEST = "${contract.digest}"
STAGE_VARIABLES = "stageVariables."  # API Gateway's own, replaced at request time

_EXTENSION = "x-amazon-apigateway-"
_TEMPLATES = ("requestTemplates", "responseTemplates")

Changes = tuple[Callable[[str, str], str], Callable[[str], str]]
"""What becomes of a text at a JSON pointer, and of a mapping template."""


def function_id(operation_id: str) -> str:
    """`runTask` to `run_task`: the name of its handler, its Lambda function and its Terraform resources."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation_id).lower()


def placeholders(document: Document) -> tuple[str, ...]:
    """The names of all placeholders, without `${` and `}`, each once, in the order of the file."""
    named = (name for _, text in _texts(document.root, "", inside=False) for name in PLACEHOLDER.findall(text))
    return tuple(dict.fromkeys(name for name in named if not name.startswith(STAGE_VARIABLES)))


def function_ids(document: Document) -> tuple[str, ...]:
    """The ids of the functions that the contract names, each once, in the order of the file."""
    return tuple(name.removesuffix(INVOKE_ARN) for name in placeholders(document) if name.endswith(INVOKE_ARN))


def replace_placeholders(document: Document, values: Mapping[str, str]) -> dict[str, Any]:
    """The document's root with each placeholder replaced; raises ContractError for one that has no value."""

    def replace(text: str, pointer: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith(STAGE_VARIABLES):
                return match[0]
            if name not in values:
                raise ContractError(document.place(pointer), _unknown(name, values))
            return values[name]

        return PLACEHOLDER.sub(value, text)

    own = digest(document)

    def complete(template: str) -> str:
        return template.replace(DIGEST, own)

    replaced: dict[str, Any] = _map_texts(document.root, "", (replace, complete), inside=False)
    return replaced


def _unknown(name: str, values: Mapping[str, str]) -> str:
    known = ", ".join(f"${{{each}}}" for each in sorted(values)) or "nothing"
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


def _map_texts(node: Any, pointer: str, change: Changes, *, inside: bool) -> Any:
    match node:
        case str() if inside:
            in_text, _ = change
            return in_text(node, pointer)
        case Mapping():
            _, in_template = change
            return {
                key: {media_type: in_template(template) for media_type, template in value.items()}
                if key in _TEMPLATES
                else _map_texts(value, child(pointer, key), change, inside=inside or key.startswith(_EXTENSION))
                for key, value in node.items()
            }
        case list():
            return [_map_texts(value, child(pointer, index), change, inside=inside) for index, value in enumerate(node)]
    return node
