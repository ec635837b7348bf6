"""What a path segment may be and what may stand beside it."""

import re
from collections.abc import Iterable

from emulator.control_plane.refusal import Refusal, bad_request, conflict, limit_exceeded
from emulator.control_plane.store import Document

_GREATEST_NUMBER_OF_RESOURCES = 300
_PATH_PART = re.compile(r"[a-zA-Z0-9._\-:,]+|\{[a-zA-Z0-9._\-:,]+\+?\}")


def refuse_path_part(path_part: str, parent: Document, resources: Iterable[Document]) -> Refusal | None:
    """Why `path_part` cannot be made under `parent`, given all resources of the API."""
    everything = list(resources)
    siblings = [resource["pathPart"] for resource in everything if resource.get("parentId") == parent["id"]]
    if not _PATH_PART.fullmatch(path_part):
        return bad_request(
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the "
            "beginning and the end."
        )
    if parent.get("pathPart", "").endswith("+}"):
        return bad_request(f"Cannot create a child of a resource with a greedy path variable: {parent['pathPart']}")
    if path_part in siblings:
        return conflict(f"Another resource with the same parent already has this name: {path_part}")
    variable = next((sibling for sibling in siblings if sibling.startswith("{")), None)
    if path_part.startswith("{") and variable is not None:
        return bad_request(
            f"A sibling ({variable}) of this resource already has a variable path part -- only one is allowed"
        )
    if len(everything) >= _GREATEST_NUMBER_OF_RESOURCES:
        return limit_exceeded(
            "Maximum number of Resources for this API has been reached. "
            "Please contact AWS if you need additional Resources."
        )
    return None


def path_under(parent: Document, path_part: str) -> str:
    return f"{parent['path'].rstrip('/')}/{path_part}"
