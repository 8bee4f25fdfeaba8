"""What callers get wrong is said in our words, and not in Pydantic's."""

import re
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from chalicelib.api.request_models import (
    ListQuery,
    NoQuery,
    ResumeBody,
    ScheduleRequest,
    StartRequest,
    StopRequest,
)
from chalicelib.api.wording import EMPTY, WORDS, in_words
from chalicelib.domain.text import A_LINE

MANY = [f"k{n}" for n in range(201)]
STATUSES = "'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT' or 'ABORTED'"
WRONG: list[tuple[type[BaseModel], Any, str]] = [
    (StartRequest, [1], "the body: give an object"),
    (StartRequest, {"overrides": 5}, "give an object"),
    (StartRequest, {"overrides": {"job1": 5}}, "give an object"),
    (StartRequest, {"overrides": {"job1": {"--X": 5}}}, "give a text"),
    (
        StartRequest,
        {"overrides": {key: {} for key in MANY}},
        "has too many entries; give 200 at most",
    ),
    (StartRequest, {"skip": "job1"}, "give a list"),
    (StartRequest, {"skip": [""]}, EMPTY),
    (StartRequest, {"skip": MANY}, "has too many entries; give 200 at most"),
    (StartRequest, {"dry_run": "yes"}, "give true or false"),
    (StartRequest, {"like": "x" * 81}, "is too long; give 80 characters at most"),
    (StopRequest, {"nope": 1}, "unknown field; the only field is reason"),
    (ScheduleRequest, {"enabled": True, "x": 1}, "unknown field; the fields are enabled, reason"),
    (ListQuery, {"page": 1}, f"unknown field; the fields are {', '.join(ListQuery.model_fields)}"),
    (NoQuery, {"page": 1}, "unknown field; leave it out"),
    (StartRequest, {"snapshot_dt": "x"}, "give a date such as 2026-11-01, or _NONE_"),
    (ResumeBody, {"reason": "two\nlines"}, f"give {A_LINE}"),
    (StopRequest, {"reason": ""}, EMPTY),
    (ScheduleRequest, {}, "is missing; give it"),
    (ScheduleRequest, {"enabled": None}, "give true or false"),
    (ListQuery, {"limit": "0"}, "give 1 or more"),
    (ListQuery, {"limit": "101"}, "give 100 or less"),
    (ListQuery, {"limit": "x"}, "give a whole number"),
    (ListQuery, {"status": "x"}, f"give one of {STATUSES}"),
    (ListQuery, {"cursor": "x" * 501}, "is too long; give 500 characters at most"),
]


def details(model: type[BaseModel], given: Any) -> Any:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    (detail,) = caught.value.errors(include_url=False)
    return detail


@pytest.mark.parametrize(("model", "given", "words"), WRONG)
def test_it_says_what_would_be_right(model: type[BaseModel], given: Any, words: str) -> None:
    assert in_words(details(model, given), model) == words


def test_every_word_of_ours_is_for_an_error_that_a_request_can_have() -> None:
    kinds = {details(model, given)["type"] for model, given, _ in WRONG}
    assert set(WORDS) <= kinds


def test_no_sentence_of_pydantics_own_is_left() -> None:
    for model, given, _ in WRONG:
        assert not re.search(r"[A-Z]\w+ should|required", in_words(details(model, given), model))
