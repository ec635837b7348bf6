"""The targets by name, and the module that each is in: of the others nothing is loaded."""

from collections.abc import Mapping
from importlib import import_module

from fuzzing.target import Target, Targets

MODULES: Mapping[str, tuple[str, ...]] = {
    "requests": ("request-bodies", "parameters", "base64-documents"),
    "ingestion": ("texts", "html", "pdf", "splitting"),
    "authorizer": ("bearer-tokens", "claims", "key-sets"),
    "connections": ("http", "runtime-api"),
    "stage": ("stage", "access-log", "function-results"),
    "templates": ("templates", "json-paths", "models"),
    "control_plane": ("control-plane", "openapi-import"),
    "services": ("services",),
    "monitoring": ("filter-patterns", "alarm-rules", "metric-math", "embedded-metrics"),
    "uploads": ("archives", "event-streams", "token-requests", "signatures"),
}
NAMES = tuple(name for names in MODULES.values() for name in names)


def load(name: str) -> Target:
    module = next(module for module, names in MODULES.items() if name in names)
    targets: Targets = import_module(f"fuzzing.targets.{module}").TARGETS
    return targets[name]
