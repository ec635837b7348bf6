"""`python -m consumers.write`: the pact files anew, from the consumers' interactions."""

import sys

from consumers.support_desk.interactions import INTERACTIONS, new_pact
from consumers.verification import PACTS


def main() -> int:
    [kept] = PACTS
    pact = new_pact()
    for expect in INTERACTIONS:
        expect(pact)
    pact.write_file(kept.parent, overwrite=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
