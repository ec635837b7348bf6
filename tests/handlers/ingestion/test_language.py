"""Which language a text is in, and which are refused."""

import pytest

from handlers.ingestion.language import FEWEST_LETTERS, language_of
from handlers.runs.run import Failure

ENGLISH = "The bridge was closed on Monday because of urgent repairs that will take about three weeks. "
GERMAN = "Die Brücke wurde am Montag wegen dringender Reparaturen für etwa drei Wochen gesperrt. "
FRENCH = "Le pont a été fermé lundi en raison de travaux urgents qui dureront environ trois semaines. "
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。"  # noqa: E501 - one sentence of words


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (JAPANESE, "ja")])
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text, frozenset()) == language
    assert language_of(text, frozenset({language, "xx"})) == language


def test_another_language_is_refused_with_both_named() -> None:
    failure = language_of(GERMAN, frozenset({"fr", "en"}))

    assert isinstance(failure, Failure)
    assert failure.slug == "unsupported-language"
    assert '"de"' in failure.detail
    assert "en, fr" in failure.detail


@pytest.mark.parametrize("text", ["", "ok", "Brücke gesperrt", "1234567890 " * 100, "| --- | --- |\n" * 100])
def test_a_text_with_too_few_words_is_accepted_without_a_language(text: str) -> None:
    assert language_of(text, frozenset({"en"})) is None


def test_letters_count_and_not_what_stands_between_them() -> None:
    assert language_of("- - " * FEWEST_LETTERS + "Brücke", frozenset({"en"})) is None


def test_addresses_do_not_count_as_words() -> None:
    assert language_of("https://example.com/the/bridge/was/closed/on/monday " * 20, frozenset({"de"})) is None
    assert language_of("[x](https://example.com/the/bridge/was/closed/on/monday) " * 20 + GERMAN, frozenset()) == "de"


def test_a_foreign_preface_does_not_decide_for_a_long_text() -> None:
    assert language_of(GERMAN * 20 + ENGLISH * 1000, frozenset({"en"})) == "en"


def test_noise_is_accepted_without_a_language() -> None:
    assert language_of("a" * 1_000_000, frozenset({"en"})) is None
