"""Pairs of documents whose verdict is known: what a client of the earlier one meets in the later one."""

from pathlib import Path

import pytest

from comparison import Verdict, compare
from comparison.pairs import Pair, read_pairs

PAIRS = read_pairs(Path(__file__).parent / "pairs")
VERDICTS = {"text": Verdict.TEXT, "compatible": Verdict.COMPATIBLE, "breaking": Verdict.BREAKING}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_has_the_verdict_that_a_client_would_give(pair: Pair) -> None:
    changes = compare(*pair.documents())

    told = " ".join(change.sentence for change in changes)
    verdict = max((change.verdict for change in changes), default=None)
    assert verdict == VERDICTS.get(pair.verdict), told
    assert [name for name in pair.names if name not in told] == []


def test_no_two_pairs_have_one_name_and_there_are_enough_of_each_verdict() -> None:
    names = [pair.name for pair in PAIRS]
    counts = {verdict: sum(pair.verdict == verdict for pair in PAIRS) for verdict in ("same", *VERDICTS)}

    assert len(set(names)) == len(names) >= 90
    assert min(counts.values()) >= 8
