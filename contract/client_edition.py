"""The contract as client teams receive it.

Nothing of AWS is in it and no internal operation, and the stage's own URL; the rest is as it was written.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contract.document import Document
from contract.place import segments
from contract.shape import METHODS

_AWS = "x-amazon-"


def client_edition(document: Document, url: str, token_url: str = "") -> dict[str, Any]:
    """Shared components that only removed operations used go with them; those that nobody used stay.

    Without a `token_url` the document's own stays.
    """
    before: dict[str, Any] = _without_aws(_asking_at(token_url, document.root) if token_url else document.root)
    after = {**before, "servers": [{"url": url}], "paths": _client_paths(before["paths"])}
    orphans = _reachable(before) - _reachable(after)
    if "components" in after:
        after["components"] = {
            section: {name: part for name, part in parts.items() if (section, name) not in orphans}
            for section, parts in after["components"].items()
        }
    return after


def _asking_at(token_url: str, root: Mapping[str, Any]) -> dict[str, Any]:
    """The document with `token_url` in every flow of every security scheme."""
    components = root.get("components", {})
    schemes = {
        name: {**scheme, "flows": {kind: {**flow, "tokenUrl": token_url} for kind, flow in scheme["flows"].items()}}
        if "flows" in scheme
        else scheme
        for name, scheme in components.get("securitySchemes", {}).items()
    }
    return {**root, "components": {**components, "securitySchemes": schemes}} if schemes else dict(root)


def _without_aws(node: Any) -> Any:
    match node:
        case Mapping():
            return {key: _without_aws(value) for key, value in node.items() if not key.startswith(_AWS)}
        case list():
            return [_without_aws(value) for value in node]
    return node


def _client_paths(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Paths without their internal operations, and none that has no operation left."""
    clients = {}
    for path, item in paths.items():
        internal = {method for method in METHODS if item.get(method, {}).get("x-internal") is True}
        left = {key: value for key, value in item.items() if key not in internal}
        if not internal or any(method in left for method in METHODS):
            clients[_client_path(path)] = left
    return clients


def _client_path(path: str) -> str:
    """`{proxy+}` is API Gateway's spelling; the parameter is called `proxy` in both."""
    return path.replace("+}", "}")


def _reachable(root: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The components, as (section, name), that the document refers to from outside of its components."""
    components = root.get("components", {})
    outside = {key: value for key, value in root.items() if key != "components"}
    found: set[tuple[str, str]] = set()
    waiting = list(_referred(outside))
    while waiting:
        component = waiting.pop()
        section, name = component
        if component not in found and name in components.get(section, {}):
            found.add(component)
            waiting += _referred(components[section][name])
    return found


def _referred(node: Any) -> Iterator[tuple[str, str]]:
    match node:
        case Mapping():
            for key, value in node.items():
                if key == "$ref" and isinstance(value, str) and value.startswith("#/components/"):
                    _, section, name, *_ = segments(value[1:])
                    yield section, name
                elif key == "mapping" and isinstance(value, Mapping):
                    yield from _referred([{"$ref": each} for each in value.values()])
                elif key == "security" and isinstance(value, list):
                    yield from (("securitySchemes", name) for each in value for name in each)
                else:
                    yield from _referred(value)
        case list():
            for value in node:
                yield from _referred(value)
