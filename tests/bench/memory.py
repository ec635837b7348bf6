"""What processes take, of memory in MB of 10⁶ bytes, as Linux tells it."""

from pathlib import Path


def resident(pid: int) -> float:
    """Pages shared with others included."""
    return _bytes(pid, "status", "VmRSS") / 1e6


def own_share(pid: int) -> float:
    """Of what is shared, its proportional part."""
    return _bytes(pid, "smaps_rollup", "Pss") / 1e6


def processor_ms(pid: int) -> float:
    """How long its threads have had a processor."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e6


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _bytes(pid: int, file: str, name: str) -> int:
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"{name} of process {pid}")
