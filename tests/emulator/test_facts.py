"""That no fact about API Gateway is forgotten."""

from tests.emulator.facts import REASONS, all_facts, named_in_tests


def test_every_fact_is_tested_or_listed_with_its_reason() -> None:
    assert all_facts() - named_in_tests() - set(REASONS) == set()


def test_reasons_are_given_for_untested_facts_alone() -> None:
    assert set(REASONS) & named_in_tests() == set()
    assert set(REASONS) <= all_facts()
