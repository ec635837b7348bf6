"""Functions' code and layers on disk: private, unpacked once each, shared by the workers that need them."""

import asyncio
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from emulator.functions.archives import MAX_UNPACKED_BYTES, UnusableArchiveError, unpack
from emulator.functions.function_version import Archive, FunctionVersion
from emulator.functions.private_directory import PrivateDirectory
from emulator.functions.runtime_packages import expose_runtime_packages


@dataclass(frozen=True, slots=True)
class CodePaths:
    """Where a worker finds its code: Lambda's /var/task, /opt and /var/runtime, and a home with nothing in it."""

    task: Path
    opt: Path
    runtime: Path
    home: Path

    def module_path(self, runtime: str) -> tuple[Path, ...]:
        """In Lambda's order. `runtime` is as the function names it: layers have a directory for each."""
        layers = self.opt / "python"
        return (self.task, layers / "lib" / runtime / "site-packages", layers, self.runtime)


class CodeStore:
    def __init__(self, directory: PrivateDirectory) -> None:
        self._directory = directory
        self._root = directory.path
        self._runtime = self._root / "runtime"
        self._home = self._root / "home"
        self._runtime.mkdir()
        self._home.mkdir()
        expose_runtime_packages(self._runtime)
        self._unpacked: dict[str, asyncio.Task[int]] = {}

    async def prepare(self, version: FunctionVersion) -> CodePaths:
        """Raises UnusableArchiveError."""
        task, opt = _digest([version.code]), _digest(version.layers)
        taken = await self._unpack_once(opt, version.layers)
        taken += await self._unpack_once(task, [version.code])
        if taken > MAX_UNPACKED_BYTES:
            raise UnusableArchiveError(f"Unzipped size must be smaller than {MAX_UNPACKED_BYTES} bytes")
        return CodePaths(self._root / task, self._root / opt, self._runtime, self._home)

    async def keep_only(self, versions: Iterable[FunctionVersion]) -> None:
        """Removes the code of every other version."""
        needed = {digest for version in versions for digest in (_digest([version.code]), _digest(version.layers))}
        for digest in self._unpacked.keys() - needed:
            if self._unpacked[digest].done():
                del self._unpacked[digest]
                # Out of the way first: the same code may be wanted again while it is being removed.
                unneeded = (self._root / digest).rename(self._root / f"unneeded-{uuid.uuid4().hex}")
                await asyncio.to_thread(shutil.rmtree, unneeded, ignore_errors=True)

    def close(self) -> None:
        self._directory.remove()

    async def _unpack_once(self, digest: str, archives: Iterable[Archive]) -> int:
        if digest not in self._unpacked:
            unpacking = asyncio.to_thread(unpack, tuple(archives), self._root / digest)
            self._unpacked[digest] = asyncio.create_task(unpacking)
        try:
            # Others may wait for the same archive: one caller that gives up must not take it from them.
            return await asyncio.shield(self._unpacked[digest])
        except UnusableArchiveError:
            self._unpacked.pop(digest, None)
            shutil.rmtree(self._root / digest, ignore_errors=True)
            raise


def _digest(archives: Iterable[Archive]) -> str:
    return sha256(" ".join(archive.sha256 for archive in archives).encode()).hexdigest()[:32]
