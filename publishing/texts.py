"""A document as JSON and as YAML: the same bytes each time, in the order in which it was written."""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

_WIDTH = 120
# YAML 1.1 and 1.2 differ in what they take for a number: whatever begins like one is quoted.
_LIKE_A_NUMBER = re.compile(r"[-+.0-9]")
_TEXT = "tag:yaml.org,2002:str"


def json_text(document: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()


def yaml_text(document: Mapping[str, Any]) -> bytes:
    """Without anchors, which not every reader knows; texts of several lines as blocks."""
    text = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )
    return str(text).encode()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML asks of each value
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" in text:
        return dumper.represent_scalar(_TEXT, text, style="|")
    return dumper.represent_scalar(_TEXT, text, style="'" if _LIKE_A_NUMBER.match(text) else None)


_Dumper.add_representer(str, _represent_text)
