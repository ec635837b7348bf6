"""The packages of Lambda's managed Python runtime, and nothing else of the emulator's own installation.

A function that forgot a dependency in its layer must fail here as it would on AWS.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

RUNTIME_DISTRIBUTIONS = ("awslambdaric", "boto3", "botocore")


def expose_runtime_packages(directory: Path) -> None:
    """Links the runtime's packages, and those that they need, into `directory`."""
    for found in _with_requirements(RUNTIME_DISTRIBUTIONS):
        for name in _top_level_entries(found):
            source = Path(str(found.locate_file(name)))
            target = directory / name
            if source.exists() and not target.exists():
                target.symlink_to(source)


def _with_requirements(names: tuple[str, ...]) -> list[Distribution]:
    pending, found = list(names), dict[str, Distribution]()
    while pending:
        name = pending.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            # A requirement for another version of Python or another system; awslambdaric itself has to be there.
            if name in names:
                raise
            continue
        requirements = found[name].requires or []
        pending += [_requirement_name(each) for each in requirements if "extra ==" not in each]
    return list(found.values())


def _requirement_name(requirement: str) -> str:
    named = re.match(r"[A-Za-z0-9._-]+", requirement)
    return named.group() if named else requirement


def _top_level_entries(found: Distribution) -> set[str]:
    """Its packages, modules and metadata; not the scripts, which lie outside ("../../bin/…")."""
    return {file.parts[0] for file in found.files or [] if file.parts[0] not in ("..", "__pycache__")}
