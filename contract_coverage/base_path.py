"""Where the contract's paths begin in a run's addresses."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from contract import Document


def base_of(document: Document, paths: Iterable[str]) -> str:
    """What stands before the contract's paths: the server's own path, or, behind a proxy with another, that one."""
    servers = document.root.get("servers") or [{"url": "/"}]
    own = urlsplit(str(servers[0]["url"])).path.rstrip("/")
    known = [path for path in document.paths() if "{" not in path]
    found: Counter[str] = Counter()
    for path in paths:
        if path.startswith(f"{own}/"):
            return own
        found.update(path.removesuffix(each) for each in known if path.endswith(each))
    return found.most_common(1)[0][0] if found else own
