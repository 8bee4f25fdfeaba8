"""A request that is like an execution, with more on top; and what is taken back of what it had."""

from typing import Any

import pytest

from chalicelib.domain.build_input import LeftOut, build_input, left_out
from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.execution_input import input_document, read_input
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.request import NOTHING, RefreshRequest
from chalicelib.domain.resume_and_repeat import repeat
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import Invalid
from tests.support.events import at
from tests.support.pipelines import definition

PIPELINE = read_pipeline(definition())
BEFORE = {
    "overrides": {"job1": {"--SNAPSHOT_DT": "2026-10-01"}, "job4": {"--A": "1", "--B": "2"}},
    "skip": {"job6": True, "job7": True, "job2": False},
    "reason": "why it was",
    "requested_by": "bob",
}


def earlier(given: Any) -> ExecutionDescription:
    return ExecutionDescription("before", ExecutionStatus.FAILED, at(0), at(1), read_input(given))


def again(given: Any = BEFORE, **asked: Any) -> tuple[dict[str, Any], tuple[LeftOut, ...]]:
    request = RefreshRequest(**asked)
    inheritance = repeat(PIPELINE, earlier(given), request)
    built = build_input(PIPELINE, request, inheritance, "ann")
    return input_document(built), left_out(PIPELINE, request, inheritance, built.skip)


def problems(given: Any = BEFORE, **asked: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        again(given, **asked)
    return {problem.pointer: problem.message for problem in caught.value.problems}


def test_it_asks_for_the_same_steps_and_overrides_in_its_own_name_and_reason() -> None:
    document, left = again()
    assert document == {
        "overrides": BEFORE["overrides"],
        "skip": {"job6": True, "job7": True},
        "trigger": "api",
        "requested_by": "ann",
    }
    assert left == ()
    assert again(reason="mine")[0]["reason"] == "mine"


def test_overrides_go_on_top_argument_by_argument() -> None:
    document, _ = again(overrides={"job4": {"--B": "", "--C": "3"}, "job5": {"--X": "1"}})
    assert document["overrides"] == {
        **BEFORE["overrides"],  # type: ignore[dict-item]
        "job4": {"--A": "1", "--B": "", "--C": "3"},
        "job5": {"--X": "1"},
    }


@pytest.mark.parametrize(
    ("asked", "skipped"),
    [
        ({"only": ("job4", "job6")}, {"job1", "job2", "job3a", "job3b", "job5", "job7"}),
        ({"skip": ()}, set()),
        ({"skip": ("job1",)}, {"job1"}),
        ({"start_at": "job5"}, {"job1", "job2", "job3a", "job3b", "job4"}),
    ],
)
def test_a_selection_replaces_the_one_that_it_had(asked: Any, skipped: set[str]) -> None:
    assert set(again(**asked)[0]["skip"]) == skipped


def test_overrides_of_steps_that_will_not_run_are_left_out_and_named() -> None:
    document, left = again(only=("job5",))
    assert document["overrides"] == {}
    assert left == (LeftOut("job1", ("--SNAPSHOT_DT",)), LeftOut("job4", ("--A", "--B")))


def test_so_are_those_of_steps_that_are_gone() -> None:
    given = {"overrides": {"job99": {"--A": "1"}}, "skip": {"job98": True}}
    document, left = again(given)
    assert (document["overrides"], document["skip"]) == ({}, {})
    assert left == (LeftOut("job99", ("--A",)),)


def test_what_is_left_out_is_told_in_the_order_of_the_pipeline() -> None:
    given = {"overrides": {key: {"--A": "1"} for key in ("job99", "job6", "job1", "job4")}}
    _, left = again(given, only=("job5",))
    assert [found.step for found in left] == ["job1", "job4", "job6", "job99"]


def test_what_is_given_is_in_the_order_of_the_pipeline() -> None:
    overrides = {key: {"--A": "1"} for key in ("job6", "job4", "job3a")}
    document, _ = again({}, overrides=overrides, snapshot_dt="2026-11-01")
    assert list(document["overrides"]) == ["job1", "job2", "job3a", "job4", "job6"]


def test_a_snapshot_date_takes_the_place_of_the_one_that_it_had() -> None:
    document, _ = again(snapshot_dt="2026-11-01")
    assert document["overrides"]["job1"] == {"--SNAPSHOT_DT": "2026-11-01"}
    assert document["overrides"]["job2"] == {"--SNAPSHOT_DT": "2026-11-01"}


def test_null_takes_an_inherited_argument_back() -> None:
    document, left = again(overrides={"job4": {"--A": None}, "job1": {"--SNAPSHOT_DT": None}})
    assert document["overrides"] == {"job4": {"--B": "2"}}
    assert left == ()


def test_null_for_a_step_that_will_not_run_is_no_mistake_and_is_not_told_as_left_out() -> None:
    document, left = again(overrides={"job4": {"--A": None}}, only=("job5",))
    assert document["overrides"] == {}
    assert left == (LeftOut("job1", ("--SNAPSHOT_DT",)), LeftOut("job4", ("--B",)))


@pytest.mark.parametrize(
    "overrides", [{"job4": {"--C": None}}, {"job5": {"--A": None}}, {"job4": {"--a": None}}]
)
def test_null_for_what_is_not_inherited_is_refused(overrides: Any) -> None:
    ((place, message),) = problems(overrides=overrides).items()
    ((key, arguments),) = overrides.items()
    assert place == f"/overrides/{key}/{next(iter(arguments))}"
    assert "none of this name is inherited" in message


def test_without_an_execution_null_takes_nothing_back() -> None:
    with pytest.raises(Invalid, match="null takes an inherited argument back"):
        build_input(PIPELINE, RefreshRequest(overrides={"job1": {"--X": None}}), NOTHING, "ann")


def test_what_is_given_for_a_step_that_will_not_run_is_still_refused() -> None:
    assert (
        "job4 is skipped"
        in problems(overrides={"job4": {"--A": "9"}}, only=("job5",))["/overrides/job4"]
    )


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"only": ("job99",)}, "/only/0"),
        ({"start_at": "job99"}, "/start_at"),
        ({"skip": ("job1",), "only": ("job2",)}, "/only"),
    ],
)
def test_a_wrong_selection_is_named(asked: Any, place: str) -> None:
    assert [*problems(**asked)] == [place]


@pytest.mark.parametrize(
    ("given", "asked", "place"),
    [
        ({"overrides": {"job4": {"--A": 5}}}, {}, "/overrides/job4/--A"),
        ({"overrides": {"job4": "x"}}, {}, "/overrides/job4"),
        ({"overrides": {"job4": {"A": "x"}}}, {}, "/overrides/job4/A"),
        ({"overrides": "x"}, {}, "/overrides"),
        ({"skip": {"job4": "yes"}}, {}, "/skip/job4"),
        ({"only": ["job4"]}, {}, "/only"),
        ({"only": ["job4"]}, {"snapshot_dt": "_NONE_"}, "/only"),
        ({"snapshot_dt": "2026-11-01"}, {"only": ("job1",)}, "/snapshot_dt"),
        ("x", {}, ""),
    ],
)
def test_what_nobody_can_repeat_is_refused(given: Any, asked: Any, place: str) -> None:
    assert [*problems(given, **asked)] == [place]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"overrides": {"job4": {"--A": 5}}}, {"overrides": {"job4": {"--A": "5"}}}),
        ({"overrides": {"job4": {"--A": 5}}}, {"overrides": {"job4": {"--A": None}}}),
        ({"overrides": {"job4": {"A": "x"}}}, {"overrides": {"job4": {"A": None}}}),
        ({"overrides": {"job4": {"--A": 5}}}, {"only": ("job5",)}),
        ({"overrides": {"job4": "x"}}, {"overrides": {"job4": {}}}),
        ({"overrides": {"job4": "x"}}, {"only": ("job5",)}),
        ({"skip": {"job4": "yes"}}, {"skip": ("job4",)}),
        ({"only": ["job4"]}, {"only": ("job4",)}),
        ({"start_at": "job4"}, {"skip": ()}),
        ({"snapshot_dt": "2026-11-01"}, {"snapshot_dt": "2026-11-01"}),
        ({"reason": 5}, {}),
    ],
)
def test_what_is_given_anew_or_does_not_run_stands_in_no_way(given: Any, asked: Any) -> None:
    again(given, **asked)
