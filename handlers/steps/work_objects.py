"""Objects that an earlier step has left; many are read at once, for each costs a round trip to S3."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from handlers.documents.ports import ObjectStore

PARALLEL = 8


def required(objects: ObjectStore, key: str) -> bytes:
    """What is not there was removed with its run, or has expired: no step can go on."""
    content = objects.get(key)
    if content is None:
        raise LookupError(f"there is no object {key}")
    return content


def all_required(objects: ObjectStore, keys: Sequence[str]) -> list[bytes]:
    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(lambda key: required(objects, key), keys))


def put_all(objects: ObjectStore, contents: Sequence[tuple[str, bytes, str]]) -> None:
    """Key, content and media type of each."""
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(lambda content: objects.put(*content), contents))
