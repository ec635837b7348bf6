"""Where the API is called."""

from comparison.change import Verdict
from comparison.part import Part, same
from comparison.site import Changes, Site


def compare_servers(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = _urls(base), _urls(head)
    if gone := [url for url in ours if url not in theirs]:
        told = f"The server {', '.join(gone)} is gone. A client that calls it reaches nothing."
        yield site.change(head, "server-removed", Verdict.BREAKING, told)
    if new := [url for url in theirs if url not in ours]:
        yield site.change(head, "server-added", Verdict.COMPATIBLE, f"The server {', '.join(new)} is new.")
    for url in ours.keys() & theirs.keys():
        before, after = ours[url].at("variables"), theirs[url].at("variables")
        if not same(before.value, after.value):
            yield site.unrecognised(after, "variables")


def _urls(part: Part) -> dict[str, Part]:
    """By URL; no server at all is the one at `/`."""
    found = {str(each.get("url", "/")): part.at(index) for index, each in enumerate(part.value or ())}
    return found or {"/": part}
