"""What moto and the allocator would take of memory for nothing. The figures are of moto 5.2 and glibc 2.36."""

import ctypes
import gc
import importlib.util
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import moto
from moto.core.common_models import BaseModel
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam import models as iam

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BLOCK_BYTES = 1024 * 1024


def spare_memory() -> None:
    _give_back_large_blocks()
    # 97 MB of instance types and where each is to be had. Systems Manager wants EC2 for one operation of its hundred,
    # Step Functions want an enumeration of Batch's, and Batch wants EC2.
    _load_on_demand("moto.ec2", "ec2_backends")
    _load_on_demand("moto.batch", "batch_backends")
    iam.get_account_id_from = _account_of
    # moto lists all that it ever made, for its own tests: no event of a log and no item of a table would ever go.
    BaseModel.__new__ = _new  # type: ignore[method-assign] # there is no setting for it


def _new(cls: type[BaseModel], *_: object, **__: object) -> BaseModel:
    return object.__new__(cls)


def _give_back_large_blocks() -> None:
    """glibc raises its own threshold, up to 32 MB, when a large block is freed, and then keeps such blocks in each
    thread's arena: after a layer of 41 MB had been uploaded, 100 MB stayed. A threshold that is set stays as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; other systems give back of themselves
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK_BYTES)


def collect_rarely() -> None:
    """What is there by now is modules, above all moto's, which never become garbage; and requests make few cycles.

    With Python's own thresholds, a quarter of a million objects were looked through every few hundred requests.
    """
    gc.freeze()
    gc.collect()
    gc.set_threshold(10_000, 10, 10)


def load_whole(service: str) -> None:
    """Before the service itself is used: moto then wants its backends, and nothing that stands for them."""
    package, name = sys.modules.get(f"moto.{service}"), f"{service}_backends"
    backends = getattr(package, name, None)
    if isinstance(backends, _Backends):
        setattr(package, name, backends.load())


def _load_on_demand(name: str, backends: str) -> None:
    """A package whose __init__ does not import all of the service; its modules are found as they are."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None:
        return
    package = importlib.util.module_from_spec(spec)
    setattr(package, backends, _Backends(f"{name}.models", backends))
    sys.modules[name] = package
    setattr(moto, name.removeprefix("moto."), package)


class _Backends:
    """A service's backends, imported when somebody asks for one."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __getitem__(self, account_id: str) -> Any:
        return self.load()[account_id]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.load())

    def __contains__(self, account_id: object) -> bool:
        return account_id in self.load()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load(), name)

    def load(self) -> Any:
        return getattr(import_module(self._module), self._name)


def _account_of(access_key: str) -> str:
    """As moto finds it, but without making the partitions that nobody uses: each has 5 MB of AWS's own policies."""
    for account_id, partitions in list(iam.iam_backends.items()):
        if any(access_key in backend.access_keys for backend in list(partitions.values())):
            return account_id
    return DEFAULT_ACCOUNT_ID
