"""What the embedded model makes of real short texts: results that a person would agree with."""

import pytest

from tests.handlers.calls import run
from tests.handlers.passages import ANSWERED, BRIDGE, DEVICE, LIFE, MUSEUM, POLICY, RETURNS, UNANSWERED

DEPARTMENTS = ["billing and refunds", "technical support", "job applications", "shipping and delivery"]
TOPICS = ["sports", "politics", "cooking", "astronomy"]


def test_like_texts_have_like_vectors() -> None:
    result = run(
        task="embed",
        texts=["The parcel arrived broken.", "My package was damaged on arrival.", "The choir sings on Sunday."],
    )

    broken, damaged, choir = result["embeddings"]
    assert result["dimensions"] == len(broken) == 256
    assert result["usage"]["inputTokens"] > 0
    assert dot(broken, damaged) > dot(broken, choir) + 0.2


@pytest.mark.parametrize(
    ("text", "labels", "label"),
    [
        ("I was charged twice for the same invoice and want my money back.", DEPARTMENTS, "billing and refunds"),
        (
            "The update cannot be installed, I get an error message and the screen freezes.",
            DEPARTMENTS,
            "technical support",
        ),
        ("Attached are my resume and cover letter for the engineer position.", DEPARTMENTS, "job applications"),
        ("My parcel should have come last week and still has not arrived.", DEPARTMENTS, "shipping and delivery"),
        ("The striker scored twice in the second half of the match.", TOPICS, "sports"),
        ("Parliament voted against the new tax law on Thursday.", TOPICS, "politics"),
        ("Fry the onions in butter, then add the flour and the milk.", TOPICS, "cooking"),
        ("The telescope took pictures of a galaxy ten billion light years away.", TOPICS, "astronomy"),
        (
            "This is the best phone that I ever had, I love it!",
            ["positive review", "negative review"],
            "positive review",
        ),
        (
            "What a terrible hotel, dirty rooms and rude staff.",
            ["positive review", "negative review"],
            "negative review",
        ),
    ],
)
def test_a_text_gets_the_label_that_a_person_would_choose(text: str, labels: list[str], label: str) -> None:
    result = run(task="classify", text=text, labels=labels)

    scores = [scored["score"] for scored in result["scores"]]
    assert result["label"] == result["scores"][0]["label"] == label
    assert sorted(scored["label"] for scored in result["scores"]) == sorted(labels)
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("query", "documents", "best"),
    [
        (
            "How do I reset my password?",
            [
                "Our office is closed on public holidays.",
                "To choose a new password, open Settings and select Security.",
                "Invoices are sent on the first day of each month.",
            ],
            1,
        ),
        (
            "symptoms of the flu",
            [
                "The stock market fell by two percent.",
                "Tulips need little water in winter.",
                "Fever, headache and a sore throat are signs of influenza.",
            ],
            2,
        ),
        (
            "cheap flights to Rome",
            [
                "Airline tickets to Italy from 39 euros.",
                "The Roman Empire fell in the fifth century.",
                "How to repair a bicycle tyre.",
            ],
            0,
        ),
        (
            "What can I cook with potatoes?",
            [
                "The committee meets every second Tuesday.",
                "Potato soup with leeks is ready in half an hour.",
                "Our solar panels last for thirty years.",
            ],
            1,
        ),
        (
            "my laptop does not turn on",
            [
                "The ferry leaves at noon.",
                "Wash the wool by hand in cold water.",
                "If the computer does not start, check the power cable.",
            ],
            2,
        ),
        (
            "cancel a subscription",
            [
                "You can end your membership at any time in your account.",
                "The museum shows paintings of the nineteenth century.",
                "Bees dance to tell where flowers are.",
            ],
            0,
        ),
        (
            "how to train a puppy",
            [
                "Interest rates will rise in autumn.",
                "Young dogs learn best with short exercises and rewards.",
                "The train to Oslo leaves from platform four.",
            ],
            1,
        ),
        (
            "treatment of a broken leg",
            [
                "The table can be glued.",
                "Tickets are sold at the door.",
                "Fractures of the bone are set by a surgeon and held by a cast.",
            ],
            2,
        ),
        (
            "climate change and sea level",
            [
                "Melting ice makes the oceans rise as the planet warms.",
                "The singer changed her name.",
                "The floor must be level before tiling.",
            ],
            0,
        ),
    ],
)
def test_the_document_that_fits_best_comes_first(query: str, documents: list[str], best: int) -> None:
    result = run(task="rank", query=query, documents=documents)

    assert result["results"][0]["index"] == best
    assert sorted(ranked["index"] for ranked in result["results"]) == [0, 1, 2]


@pytest.mark.parametrize("text", [BRIDGE, RETURNS, MUSEUM, DEVICE, LIFE, POLICY], ids=lambda text: text[:12])
def test_a_summary_is_made_of_the_text_s_own_sentences(text: str) -> None:
    result = run(task="summarize", text=text, sentences=2)

    spans = result["sentences"]
    assert len(spans) == 2
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)
    assert spans[0]["end"] < spans[1]["start"]
    assert result["summary"] == " ".join(span["text"] for span in spans)
    assert 0 < result["usage"]["outputTokens"] < result["usage"]["inputTokens"]


@pytest.mark.parametrize(
    ("text", "gist"),
    [(BRIDGE, "bridge was closed"), (MUSEUM, "museum"), (LIFE, "Nobel Prize")],
    ids=["bridge", "museum", "life"],
)
def test_a_summary_says_what_the_text_is_about(text: str, gist: str) -> None:
    result = run(task="summarize", text=text, sentences=2)

    assert gist.lower() in result["summary"].lower()


def test_a_summary_leaves_an_aside_out() -> None:
    text = (
        "The city council approved a plan to build 400 homes near the old harbour. Half of the homes will be rented to"
        " families with a low income. It rained during the meeting. Construction of the homes near the harbour begins"
        " in spring and takes three years."
    )

    result = run(task="summarize", text=text)

    assert "rained" not in result["summary"]
    assert len(result["sentences"]) == 3


def test_a_text_with_nothing_in_it_has_an_empty_summary() -> None:
    result = run(task="summarize", text=" \n ")

    assert (result["summary"], result["sentences"]) == ("", [])


@pytest.mark.parametrize(("context", "question", "words"), ANSWERED, ids=[question for _, question, _ in ANSWERED])
def test_an_answer_cites_the_sentence_that_answers(context: str, question: str, words: str) -> None:
    result = run(task="answer", question=question, context=context)

    citation = result["citation"]
    assert result["answered"] is True
    assert words in result["answer"]
    assert context[citation["start"] : citation["end"]] == citation["text"] == result["answer"]


@pytest.mark.parametrize(("context", "question"), UNANSWERED, ids=[question for _, question in UNANSWERED])
def test_a_question_that_the_context_does_not_answer_is_not_answered(context: str, question: str) -> None:
    result = run(task="answer", question=question, context=context)

    assert (result["answered"], result["answer"], result["citation"]) == (False, None, None)
    assert result["usage"]["outputTokens"] == 0


@pytest.mark.parametrize(("question", "context"), [("?", "..."), ("?!", "Some words."), ("What?", "   ")])
def test_a_question_or_a_context_without_words_is_not_answered(question: str, context: str) -> None:
    result = run(task="answer", question=question, context=context)

    assert result["answered"] is False


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
