"""A listing looks at the keys that begin with its prefix.

moto makes a copy of the whole bucket first, and walks through all versions of all keys.
"""

from typing import Any

from moto.s3.models import FakeBucket, S3Backend

_list_whole_bucket = S3Backend.list_objects


def look_at_the_prefix() -> None:
    backend: Any = S3Backend
    backend.list_objects = _list


class _Narrowed:
    """Stands for a bucket in moto's own listing, with fewer keys."""

    def __init__(self, bucket: FakeBucket, prefix: str) -> None:
        keys: Any = bucket.keys
        # Of a list, which is made at once: others put and delete meanwhile.
        named = [(name, keys.get(name)) for name in list(keys) if name.startswith(prefix)]
        self.keys = {name: key for name, key in named if key is not None}


def _list(backend: S3Backend, bucket: FakeBucket, prefix: str | None, *arguments: Any, **options: Any) -> Any:
    if not prefix or type(bucket) is not FakeBucket:
        return _list_whole_bucket(backend, bucket, prefix, *arguments, **options)
    narrowed: Any = _Narrowed(bucket, prefix)
    return _list_whole_bucket(backend, narrowed, prefix, *arguments, **options)
