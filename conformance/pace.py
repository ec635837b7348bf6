"""How long operations take, over the latest answers of each: what the suite asked for and what its probes did."""

import threading
from collections import deque
from dataclasses import dataclass, field
from statistics import median

IN_GOOD_TIME = "An operation answers in good time"
ANSWERS = 9  # cold starts and a machine's stalls are fewer
SLOWEST = 1.5  # seconds, of the median of so many
LATEST = 30
LATE = 4.0  # seconds
MOST_LATE = 2  # of the latest ones; a stall of the machine makes one answer late, seldom two
MOST_OPERATIONS = 1000


@dataclass
class Pace:
    """Shared by threads; bounded in operations and in answers of each."""

    _elapsed: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def slowness(self, operation: str, seconds: float) -> str:
        """Counts an answer that took so long; a sentence when the operation's answers are slow as a rule, else ""."""
        with self._lock:
            if operation not in self._elapsed and len(self._elapsed) >= MOST_OPERATIONS:
                return ""
            latest = self._elapsed.setdefault(operation, deque(maxlen=LATEST))
            latest.append(seconds)
            recent = list(latest)
        late = [each for each in recent if each > LATE]
        if len(late) > MOST_LATE:
            return f"{len(late)} of the latest {len(recent)} answers took more than {LATE:g} s each."
        typical = median(recent[-ANSWERS:]) if len(recent) >= ANSWERS else 0.0
        if typical > SLOWEST:
            return (
                f"The median of the latest {ANSWERS} answers is {typical:.1f} s; they should take {SLOWEST} s at most."
            )
        return ""


PACE = Pace()
