"""What questions were answered with: of each, the last answer of this process."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cachetools import LRUCache

ANSWERS_KEPT = 200


@dataclass(frozen=True)
class Answer:
    """An answer by a snapshot of this version; `tag` stands for what it says."""

    version: str
    as_of: datetime
    tag: str
    body: str


class KeptAnswers:
    """The answers. Safe to share by threads."""

    def __init__(self) -> None:
        self._answers: LRUCache[Hashable, Answer] = LRUCache(ANSWERS_KEPT)
        self._lock = Lock()

    def get(self, question: Hashable, version: str | None) -> Answer | None:
        """Return the last answer, if it was by a snapshot of this version."""
        with self._lock:
            answer = self._answers.get(question)
        return answer if answer and answer.version == version else None

    def put(self, question: Hashable, answer: Answer) -> None:
        """Keep an answer over the one before."""
        with self._lock:
            self._answers[question] = answer
