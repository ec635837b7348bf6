"""The embedded model: WordLlama's vectors, always the same."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from handlers.models.embedded import EmbeddedModel

ROOT = Path(__file__).parents[2]
TEXTS = ["The parcel arrived broken.", "日本語の文。", "😀", "a" * 300, "naïve café"]

ALL_TASKS = """
import json, sys
from handlers.aws import adapters
from tests.handlers.calls import post
from tests.handlers.usage.memory import MemoryLedger, MemoryUsage
adapters.ledger, adapters.usage_log = MemoryLedger, MemoryUsage
context = "The bridge was closed on Monday. Repairs take three weeks. A ferry carries passengers. It is free of charge."
for document in (
    {"task": "embed", "texts": ["The parcel arrived broken.", "日本語"]},
    {"task": "classify", "text": "I was charged twice.", "labels": ["billing", "support", "jobs"]},
    {"task": "rank", "query": "password", "documents": ["office", "reset your password", "invoice"]},
    {"task": "summarize", "text": context, "sentences": 2},
    {"task": "answer", "question": "How long do the repairs take?", "context": context},
):
    print(post(json.dumps(document))["body"], file=sys.stderr)
"""


def test_vectors_are_those_that_wordllama_makes(embedded_model: EmbeddedModel) -> None:
    # Another process, because importing wordllama configures the root logger.
    script = (
        "import json, sys, wordllama, pathlib\n"
        "folder = pathlib.Path(wordllama.__file__).parent\n"
        "model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)\n"
        "print(json.dumps(model.embed(json.loads(sys.argv[1]), norm=True).tolist()))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, json.dumps(TEXTS)], capture_output=True, check=True, timeout=60
    )

    assert np.allclose(embedded_model.embed(TEXTS).vectors, json.loads(said.stdout), atol=1e-6)


def test_vectors_have_length_one(embedded_model: EmbeddedModel) -> None:
    lengths = np.linalg.norm(embedded_model.embed(TEXTS).vectors, axis=1)

    assert lengths == pytest.approx(np.ones(len(TEXTS)))


def test_a_text_without_a_token_is_the_zero_vector(embedded_model: EmbeddedModel) -> None:
    embeddings = embedded_model.embed([""])

    assert embeddings.tokens == 0
    assert not embeddings.vectors.any()


def test_no_texts_are_no_vectors(embedded_model: EmbeddedModel) -> None:
    assert embedded_model.embed([]).vectors.shape == (0, 256)


def test_a_vector_does_not_depend_on_its_neighbours(embedded_model: EmbeddedModel) -> None:
    together = embedded_model.embed(TEXTS).vectors
    alone = np.vstack([embedded_model.embed([text]).vectors for text in TEXTS])

    assert np.array_equal(together, alone)


def test_texts_that_were_counted_are_embedded_as_those_that_were_not(embedded_model: EmbeddedModel) -> None:
    expected = embedded_model.embed(TEXTS)

    for counted in (TEXTS, [], TEXTS[:2], TEXTS[::-1]):
        bound = embedded_model.bound(counted)
        first, second = embedded_model.embed(TEXTS), embedded_model.embed(TEXTS)

        assert np.array_equal(first.vectors, expected.vectors)
        assert np.array_equal(second.vectors, expected.vectors)
        assert bound.tokens == embedded_model.embed(counted).tokens


def test_texts_that_were_counted_are_not_taken_to_pieces_once_more(embedded_model: EmbeddedModel) -> None:
    counting = CountingTokenizer(embedded_model.tokenizer)
    model = EmbeddedModel(counting, embedded_model.table)  # type: ignore[arg-type]  # has what the model asks for

    model.bound(TEXTS)
    model.embed(TEXTS)

    assert counting.batches == [TEXTS]


@dataclass(slots=True)
class CountingTokenizer:
    tokenizer: Tokenizer
    batches: list[list[str]] = field(default_factory=list)

    def encode_batch_fast(self, texts: list[str], **options: Any) -> Any:
        self.batches.append(texts)
        return self.tokenizer.encode_batch_fast(texts, **options)


def test_two_processes_give_the_same_answers(task_root: Path) -> None:
    environment = {**os.environ, "LAMBDA_TASK_ROOT": str(task_root), "POWERTOOLS_LOG_LEVEL": "ERROR"}

    answers = [
        subprocess.run(
            [sys.executable, "-c", ALL_TASKS],
            cwd=ROOT,
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stderr
        for seed in ("1", "2")
    ]

    assert answers[0] == answers[1]
    assert answers[0].count(b'"model":"wordllama-l2-supercat-256"') == 5
