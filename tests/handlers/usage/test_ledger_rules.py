"""The ledger against a book kept by hand, over any order of what callers and the clock can do."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, consumes, invariant, multiple, rule

from handlers.aws.ledger_items import RESERVATION_SECONDS
from handlers.aws.ledger_records import LedgerRecords
from handlers.usage.budget import Exhausted, LedgerBusyError, Reservation
from tests.handlers.usage.faults import EachHas, LosesAnswers
from tests.handlers.usage.memory_table import MemoryTable
from tests.handlers.usage.turns import Turns

TEAM, BUDGET, MOST = "team", 1_000, 6
BOUNDS = st.integers(0, 400)
SHARES = st.floats(0, 1)


@dataclass(slots=True)
class Entry:
    """`used` is what the model has used, whether or not anybody was told; `settled` if the ledger was in time."""

    reservation: Reservation
    expires: datetime
    used: int = 0
    settled: bool = False

    def held(self, now: datetime) -> tuple[int, int]:
        """As used, and as reserved."""
        if self.settled:
            return self.used, 0
        bound = self.reservation.tokens
        return (0, bound) if self.expires > now else (bound, 0)


class LedgerRules(RuleBasedStateMachine):
    entries: Bundle[Entry] = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.table = MemoryTable()
        self.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
        self.book: dict[str, list[Entry]] = defaultdict(list)

    def ledger(self, *, loses: bool = False) -> LedgerRecords:
        return LedgerRecords(LosesAnswers(self.table, float(loses)), "ledger", EachHas(BUDGET), MOST)

    @property
    def month(self) -> str:
        return f"{self.now:%Y-%m}"

    def held(self, month: str) -> tuple[int, int]:
        sides = [entry.held(self.now) for entry in self.book[month]]
        return sum(used for used, _ in sides), sum(reserved for _, reserved in sides)

    def open(self) -> int:
        return sum(not entry.settled and entry.expires > self.now for entry in self.book[self.month])

    def noted(self, reservation: Reservation) -> Entry:
        entry = Entry(reservation, self.now + timedelta(seconds=RESERVATION_SECONDS))
        self.book[reservation.month].append(entry)
        return entry

    def noted_as_spent(self, tokens: int) -> None:
        entry = self.noted(Reservation(TEAM, self.month, "", tokens))
        entry.used, entry.settled = tokens, True

    @rule(target=entries, bound=BOUNDS, loses=st.booleans())
    def reserve(self, bound: int, loses: bool) -> Entry | MultipleResults[Entry]:
        before, busy = sum(self.held(self.month)), self.open() >= MOST
        try:
            reservation = self.ledger(loses=loses).reserve(TEAM, bound, self.now)
        except LedgerBusyError:
            assert busy
            return multiple()
        if isinstance(reservation, Exhausted):
            assert before + bound > BUDGET
            assert reservation.left == BUDGET - before
            assert reservation.resets_at > self.now
            return multiple()
        assert not busy
        return self.noted(reservation)

    @rule(tokens=BOUNDS, loses=st.booleans())
    def spend(self, tokens: int, loses: bool) -> None:
        before = sum(self.held(self.month))
        state = self.ledger(loses=loses).spend(TEAM, tokens, self.now)
        if isinstance(state, Exhausted):
            assert before + tokens > BUDGET
            assert state.left == BUDGET - before
            return
        self.noted_as_spent(tokens)
        assert (state.used, state.reserved) == self.held(self.month)

    @rule(entry=entries, share=SHARES)
    def call_the_model(self, entry: Entry, share: float) -> None:
        """A caller may die next: its entry is then never settled."""
        if not entry.settled and entry.expires > self.now:
            entry.used = round(entry.reservation.tokens * share)

    @rule(entry=entries, loses=st.booleans())
    def settle(self, entry: Entry, loses: bool) -> None:
        """For the first or the second time, in time or too late."""
        self.ledger(loses=loses).settle(entry.reservation, entry.used, self.now)
        entry.settled = entry.settled or entry.expires > self.now

    @rule(entry=consumes(entries))
    def die(self, entry: Entry) -> None:
        """Nothing more is heard of it."""

    @rule(
        bounds=st.lists(st.tuples(BOUNDS, st.booleans()), min_size=2, max_size=5),
        share=SHARES,
        loses=st.booleans(),
        order=st.integers(0, 2**32),
    )
    def use_at_once(self, bounds: list[tuple[int, bool]], share: float, loses: bool, order: int) -> None:
        """Some reserve, others know what they will use."""
        turns, now = Turns(self.table, Random(order)), self.now
        own = LedgerRecords(LosesAnswers(turns, float(loses)), "ledger", EachHas(BUDGET), MOST)

        def use(bound: int, is_exact: bool) -> tuple[Reservation, int] | None:
            if is_exact:
                spent = own.spend(TEAM, bound, now)
                return None if isinstance(spent, Exhausted) else (Reservation(TEAM, self.month, "", bound), bound)
            try:
                reservation = own.reserve(TEAM, bound, now)
            except LedgerBusyError:
                return None
            if isinstance(reservation, Exhausted):
                return None
            used = round(bound * share)
            own.settle(reservation, used, now)
            return reservation, used

        for spent in filter(None, turns.run([partial(use, *bound) for bound in bounds])):
            entry = self.noted(spent[0])
            entry.used, entry.settled = spent[1], True

    @rule(seconds=st.one_of(st.integers(1, 2 * RESERVATION_SECONDS), st.just(20 * 86_400)))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def calls_together_use_no_more_than_the_budget(self) -> None:
        for entries in self.book.values():
            assert sum(entry.used for entry in entries) <= BUDGET

    @invariant()
    def the_ledger_says_what_the_book_says(self) -> None:
        for month in {self.month, *self.book}:
            state = self.ledger().state(TEAM, month, self.now)
            assert (state.used, state.reserved) == self.held(month)
            assert state.left + state.used + state.reserved == state.limit == BUDGET

    @invariant()
    def items_stay_small(self) -> None:
        assert all(len(item["reservations"]) <= MOST for item in self.table.items.values())


TestLedgerRules = LedgerRules.TestCase
TestLedgerRules.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
