"""How well passages are found and questions answered: `python -m tests.retrieval` prints the README's tables."""

import sys
from collections.abc import Iterator, Sequence

from tests.retrieval import corpus, measuring
from tests.retrieval.questions import (
    CHOOSING,
    HELD_OUT,
    OTHER_WORDS,
    QUESTIONS,
    SAME_WORDS,
    UNANSWERED_CHOOSING,
    UNANSWERED_HELD_OUT,
    Question,
)

SETS = {
    "all": QUESTIONS,
    "numbers chosen on": CHOOSING,
    "held out": HELD_OUT,
    "the text's words": SAME_WORDS,
    "other words": OTHER_WORDS,
}


def tables() -> Iterator[str]:
    count = sum(len(segment.passages) for segment in corpus.segments())
    yield f"{len(QUESTIONS)} questions about {count} passages: how many have theirs among the first three.\n"
    yield f"| ranking | {' | '.join(f'{name} ({len(asked)})' for name, asked in SETS.items())} | mean 1/rank |"
    yield "|---|" + "---|" * (len(SETS) + 1)
    for name, ranked in measuring.rankings().items():
        found = {asked: measuring.shares(ranked, questions) for asked, questions in SETS.items()}
        cells = " | ".join(_share(one.three, SETS[asked]) for asked, one in found.items())
        yield f"| {name} | {cells} | {found['all'].mean_inverse_rank:.2f} |"

    yield "\nPOST /answers with the embedded model.\n"
    yield "| questions | answered rightly | answered wrongly | left unanswered |"
    yield "|---|---|---|---|"
    for name, questions in SETS.items():
        answers = measuring.answers(questions)
        yield f"| {name} ({len(questions)}) | {answers.right} | {answers.wrong} | {answers.refused} |"
    for name, unanswered in {"numbers chosen on": UNANSWERED_CHOOSING, "held out": UNANSWERED_HELD_OUT}.items():
        refused = measuring.refusals(unanswered)
        yield f"| no answer, {name} ({len(unanswered)}) | | {len(unanswered) - refused} | {refused} |"


def _share(found: int, asked: Sequence[Question]) -> str:
    return f"{found} ({found / len(asked):.0%})"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in tables())
