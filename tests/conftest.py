"""Fixtures that tests of several planes share."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.checkout import Checkout, Stage, bring_up, copy_checkout

# An example may take as long as a busy machine needs: no test is about time.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def new_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Checkout]]:
    """Makes copies of this checkout; what they left running is stopped at the end."""
    made: list[Checkout] = []

    def make_one() -> Checkout:
        made.append(copy_checkout(tmp_path_factory.mktemp("checkout")))
        return made[-1]

    yield make_one

    for checkout in made:
        checkout.make("down")


@pytest.fixture(scope="session")
def stage(new_checkout: Callable[[], Checkout]) -> Stage:
    """The stage that `make up DETACH=1` deploys; tests only call it."""
    return bring_up(new_checkout())
