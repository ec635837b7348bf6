"""Which language a text is in, and which are refused."""

import lzma
import zipfile
from pathlib import Path

import pytest
from py3langid.langid import MODEL_DIR, MODEL_FILE

from handlers.ingestion import language as languages
from handlers.ingestion.language import FEWEST_LETTERS, language_of
from handlers.runs.run import Failure
from infrastructure.layer import UNPACKED

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


def test_the_model_as_the_layer_has_it_tells_what_the_librarys_own_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lzma.open(MODEL_DIR / MODEL_FILE) as arrays, zipfile.ZipFile(arrays) as model:
        model.extractall(tmp_path / languages.UNPACKED)
    texts = [ENGLISH, GERMAN, FRENCH, JAPANESE, "12 34", "a" * 1000]
    packed = [languages._identifier().rank(text) for text in texts]
    languages._identifier.cache_clear()
    # Where the unpacked one lies the library's own does not, so this is read or nothing is.
    monkeypatch.setattr("py3langid.langid.MODEL_DIR", tmp_path)
    try:
        assert [languages._identifier().rank(text) for text in texts] == packed
    finally:
        languages._identifier.cache_clear()


def test_the_layer_unpacks_the_model_where_it_is_looked_for() -> None:
    assert UNPACKED[f"py3langid/{MODEL_FILE}"] == f"py3langid/{languages.UNPACKED}"
