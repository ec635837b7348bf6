"""The support desk's client: of each answer it reads what it needs, and nothing else."""

from dataclasses import dataclass
from typing import Any

import requests

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Filing:
    """An article that is being taken in."""

    run_id: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`why_not` is there once it has failed."""

    status: str
    has_ended: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    document_id: str
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Refused:
    """`kind` is the problem's type; `request_id` is what to quote when asking for help."""

    status: int
    kind: str
    detail: str
    request_id: str


@dataclass(frozen=True, slots=True)
class SupportDesk:
    """`token` is an access token of the team, which somebody else renews."""

    stage_url: str
    token: str

    def sum_up(self, ticket: str) -> str | Refused:
        answer = self._call("POST", "/ai-service", {"task": "summarize", "text": ticket, "sentences": 1})
        return answer if isinstance(answer, Refused) else answer["summary"]

    def file_article(self, title: str, text: str, key: str) -> Filing | Refused:
        """Sent again with the same `key`, it is still one article."""
        article = {"source": "text", "title": title, "labels": ["article"], "text": text}
        answer = self._call("POST", "/documents", article, {"Idempotency-Key": key})
        return answer if isinstance(answer, Refused) else Filing(answer["runId"], answer["documentId"])

    def progress_of(self, filing: Filing) -> Progress | Refused:
        answer = self._call("GET", f"/runs/{filing.run_id}")
        if isinstance(answer, Refused):
            return answer
        problem = answer["problem"]
        return Progress(answer["status"], answer["endedAt"] is not None, problem and problem["detail"])

    def find(self, question: str, most: int) -> tuple[Passage, ...] | Refused:
        answer = self._call("POST", "/search", {"query": question, "limit": most})
        if isinstance(answer, Refused):
            return answer
        return tuple(Passage(hit["documentId"], hit["title"], hit["text"], hit["score"]) for hit in answer["results"])

    def _call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        authorization = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(
            method, f"{self.stage_url}{path}", json=body, headers={**authorization, **(headers or {})}, timeout=_SECONDS
        )
        document = answer.json()
        if answer.ok:
            return document
        return Refused(answer.status_code, document["type"], document["detail"], document["requestId"])
