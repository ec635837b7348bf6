"""Cold starts of every function of the stage that is up: `python -m tests.bench.cold_functions [function …]`.

Of functions that are named, the modules that took longest to import are shown too. The columns, in milliseconds:

    cold, warm    from the request to the answer, as a client sees it
    processor     what the worker had of a processor until it had answered, which a busy machine changes least
    process       Init Duration, as Lambda reports it, of a function that imports nothing: interpreter, runtime client
    imports       what the function's own Init Duration has beyond that: its modules
    first         what its first call took longer than a later one: clients, models, the contract's schemas
"""

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from commands.error import CommandError
from tests.bench.deployed_stage import DeployedStage, Report, stage_that_is_up
from tests.bench.function_calls import Call, FunctionCalls

COLD_CALLS = 7
WARM_CALLS = 15
MODULES = 12
COLUMNS = ("cold", "warm", "processor", "process", "imports", "first")
IMPORTED = re.compile(r"import time: +\d+ \| +(\d+) \| ( *)(\S+)")

Prepare = Callable[[], Call]


@dataclass(frozen=True, slots=True)
class Answered:
    """One call: how long its answer took and how long its worker has had a processor, in milliseconds."""

    milliseconds: float
    processor: float
    report: Report


@dataclass(frozen=True, slots=True)
class Bench:
    stage: DeployedStage
    settle: Callable[[], None]

    def cold(self, function: str, prepare: Prepare) -> Sequence[Answered]:
        """Without the first, which does what is done once: compiling, for instance."""
        calls = []
        for _ in range(COLD_CALLS + 1):
            call = prepare()
            self.stage.start_anew(function)
            calls.append(self.answered(function, call))
        return calls[1:]

    def answered(self, function: str, call: Call) -> Answered:
        began_at, began = int(time.time() * 1000), time.perf_counter()
        call()
        milliseconds, processor = 1000 * (time.perf_counter() - began), self.stage.processor_ms(function)
        self.settle()
        return Answered(milliseconds, processor, self.stage.report(function, began_at))

    def row(self, function: str, prepare: Prepare, process: float) -> str:
        try:
            cold = self.cold(function, prepare)
            warm = [self.answered(function, prepare()) for _ in range(WARM_CALLS)]
        finally:
            self.stage.restore(function)
        first = _median(each.report.duration for each in cold) - _median(each.report.duration for each in warm)
        figures = (
            _median(each.milliseconds for each in cold),
            _median(each.milliseconds for each in warm),
            _median(each.processor for each in cold),
            process,
            _init(cold) - process,
            first,
        )
        return " ".join(f"{figure:9.0f}" for figure in figures)

    def slowest_imports(self, function: str, call: Call) -> list[str]:
        """As Python tells it of one start: what each module took, with all that it imports."""
        began_at = int(time.time() * 1000)
        self.stage.start_anew(function, PYTHONPROFILEIMPORTTIME="1")
        self.answered(function, call)
        self.stage.restore(function)
        lines = [line for said in self.stage.said(function, began_at) if (line := IMPORTED.search(said))]
        slowest = sorted(lines, key=lambda line: -int(line[1]))[:MODULES]
        return [f"    {int(line[1]) / 1000:8.1f} {line[3]}" for line in slowest]


def main(names: Sequence[str]) -> int:
    stage = stage_that_is_up()
    if stage is None:
        print("\nNo stage is up, so no function was measured; `make up DETACH=1` starts one.")
        return 0
    calls = FunctionCalls(stage)
    bench = Bench(stage, calls.settle)
    print(f"\nThe stage's functions, medians of {COLD_CALLS} cold and {WARM_CALLS} warm calls, in milliseconds:")
    print(" " * 34 + " ".join(f"{column:>9}" for column in COLUMNS))
    functions = names or sorted(stage.functions)
    with stage.bare_function() as bare:
        process = _init(bench.cold(bare, lambda: partial(stage.invoke, bare, {})))
    for function in functions:
        for title, prepare in calls.of(function).items():
            print(f"  {title:32}{bench.row(function, prepare, process)}", flush=True)
            if names:
                print(*bench.slowest_imports(function, prepare()), sep="\n")
    return 0


def _init(calls: Sequence[Answered]) -> float:
    return _median(each.report.init for each in calls)


def _median(figures: Iterable[float]) -> float:
    return statistics.median(figures)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CommandError as error:
        sys.exit(str(error))
