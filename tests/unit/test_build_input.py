import json
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.build_input import build_input
from chalicelib.domain.execution_input import input_document
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.request import NOTHING, RefreshRequest
from chalicelib.domain.sizes import MAX_ARGUMENTS_BYTES, MAX_STATE_BYTES
from chalicelib.errors import Invalid, TooLarge
from local.deployment import read_deployment
from local.pipeline_problems import RULES
from tests.support.pipelines import PIPELINES, USED, definition

PIPELINE = read_pipeline(definition())


def built(**asked: Any) -> dict[str, Any]:
    return input_document(build_input(PIPELINE, RefreshRequest(**asked), NOTHING, "ann"))


def problems(**asked: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        built(**asked)
    return {problem.pointer: problem.message for problem in caught.value.problems}


def test_a_plain_refresh_runs_everything_and_names_who_asked() -> None:
    assert built() == {"overrides": {}, "skip": {}, "trigger": "api", "requested_by": "ann"}


def test_the_reason_is_kept() -> None:
    assert built(reason="late")["reason"] == "late"


def test_the_snapshot_goes_to_every_step_that_takes_one() -> None:
    assert built(snapshot_dt="2026-11-01")["overrides"] == {
        "job1": {"--SNAPSHOT_DT": "2026-11-01"},
        "job2": {"--SNAPSHOT_DT": "2026-11-01"},
    }


def test_the_snapshot_joins_other_overrides() -> None:
    overrides = built(snapshot_dt="_NONE_", overrides={"job1": {"--X": "1"}})["overrides"]
    assert overrides["job1"] == {"--X": "1", "--SNAPSHOT_DT": "_NONE_"}


def test_only_skips_all_others() -> None:
    assert set(built(only=("job4", "job7"))["skip"]) == set(PIPELINE.keys) - {"job4", "job7"}


def test_start_at_skips_the_earlier_stages_and_runs_its_own_whole() -> None:
    assert built(start_at="job3b")["skip"] == {"job1": True, "job2": True}
    assert built(start_at="job1")["skip"] == {}


def test_skip_keeps_the_order_of_the_pipeline() -> None:
    assert list(built(skip=("job7", "job1", "job7"))["skip"]) == ["job1", "job7"]


def test_an_unknown_step_is_refused_wherever_it_is_named() -> None:
    for asked, pointer in (
        ({"overrides": {"job9": {}}}, "/overrides/job9"),
        ({"overrides": {"a/b~": {}}}, "/overrides/a~1b~0"),
        ({"skip": ("job1", "job9")}, "/skip/1"),
        ({"only": ("job9",)}, "/only/0"),
        ({"start_at": "job3"}, "/start_at"),
    ):
        found = problems(**asked)
        assert list(found) == [pointer]
        assert "the steps are job1, job2, job3a" in found[pointer]


@pytest.mark.parametrize(
    "name", ["SNAPSHOT_DT", "-X", "--", "--a b", "--a=b", "", "--" + "x" * 254]
)
def test_an_argument_without_a_proper_name_is_refused(name: str) -> None:
    assert (
        'an argument\'s name is "--"'
        in problems(overrides={"job1": {name: "1"}})[f"/overrides/job1/{name}"]
    )


@pytest.mark.parametrize("name", ["--JOB_NAME", "--conf", "--debug", "--mode", "--scriptLocation"])
def test_an_argument_that_glue_reserves_is_refused(name: str) -> None:
    assert "reserved" in problems(overrides={"job1": {name: "1"}})[f"/overrides/job1/{name}"]


def test_at_most_one_way_to_choose_steps_may_be_given() -> None:
    assert problems(skip=("job1",), only=("job2",)) == {
        "/only": "cannot be combined with skip; give one of the two"
    }
    assert list(problems(skip=(), only=(), start_at="job1")) == ["/only", "/start_at"]


def test_skipping_every_step_is_refused() -> None:
    assert list(problems(skip=PIPELINE.keys)) == ["/skip"]
    assert list(problems(only=())) == ["/only"]


def test_a_snapshot_and_another_override_of_it_are_refused() -> None:
    asked = {"snapshot_dt": "2026-11-01", "overrides": {"job1": {"--SNAPSHOT_DT": "_NONE_"}}}
    assert list(problems(**asked)) == ["/overrides/job1/--SNAPSHOT_DT"]


def test_a_snapshot_is_refused_where_no_step_takes_one() -> None:
    states = {"a-one": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync"}}
    pipeline = read_pipeline({"StartAt": "a-one", "States": states})
    with pytest.raises(Invalid, match="/snapshot_dt: no step"):
        build_input(pipeline, RefreshRequest(snapshot_dt="_NONE_"), NOTHING, "ann")


def test_every_problem_is_named_at_once() -> None:
    found = problems(overrides={"job9": {"x": "1"}}, skip=("job8",), only=("job1",))
    assert list(found) == ["/overrides/job9", "/skip/0", "/overrides/job9/x", "/only"]


def test_what_reaches_no_step_that_runs_is_refused() -> None:
    found = problems(overrides={"job1": {"--X": "1"}}, snapshot_dt="2026-11-01", start_at="job4")
    assert list(found) == ["/overrides/job1", "/snapshot_dt"]
    assert "skips" in found["/snapshot_dt"]


def test_a_snapshot_goes_to_the_steps_that_run() -> None:
    document = built(snapshot_dt="2026-11-01", skip=("job1",))
    assert document["overrides"] == {"job2": {"--SNAPSHOT_DT": "2026-11-01"}}


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def of_bytes(size: int, character: str = "x") -> dict[str, str]:
    """Return arguments that have so many bytes as JSON."""
    name, width = "--X", len(as_json(character).encode()) - 2
    count, rest = divmod(size - len(as_json({name: ""})), width)
    return {name: character * count + "x" * rest}


@pytest.mark.parametrize("character", ["x", "é", '"', "\\", "\n", "\U0001f600"])
def test_a_step_gets_16_kib_of_arguments_at_most(character: str) -> None:
    assert not PIPELINE.by_key["job4"].defaults
    largest = of_bytes(MAX_ARGUMENTS_BYTES, character)
    assert built(overrides={"job4": largest})["overrides"] == {"job4": largest}
    found = problems(overrides={"job4": {**largest, "--X": largest["--X"] + "x"}})
    assert list(found) == ["/overrides/job4"]
    assert (
        f"the arguments of job4 come to {MAX_ARGUMENTS_BYTES + 1} bytes" in found["/overrides/job4"]
    )
    assert f"a step gets {MAX_ARGUMENTS_BYTES} at most" in found["/overrides/job4"]


def test_the_configured_arguments_of_a_step_count_too() -> None:
    assert PIPELINE.by_key["job3a"].defaults
    found = problems(overrides={"job3a": of_bytes(MAX_ARGUMENTS_BYTES)})
    assert list(found) == ["/overrides/job3a"]
    assert "with the configured ones" in found["/overrides/job3a"]


def test_what_the_api_takes_for_too_large_is_so_for_the_configured_ones() -> None:
    assert RULES["arguments"]["most_bytes"] == MAX_ARGUMENTS_BYTES


def test_ten_runs_of_the_largest_arguments_leave_room_for_what_else_they_say() -> None:
    assert MAX_STATE_BYTES / 10 - MAX_ARGUMENTS_BYTES > 9 * 1024


def test_every_step_may_have_the_largest_arguments_at_once() -> None:
    overrides = {}
    for key, step in PIPELINE.by_key.items():
        configured = len(as_json(step.defaults).encode())
        overrides[key] = of_bytes(MAX_ARGUMENTS_BYTES - configured)
    built(overrides=overrides)


def test_an_input_that_leaves_no_room_for_failures_is_too_large() -> None:
    pipeline = read_pipeline(two_stages_of_eight())
    built_there = partial(build_input, pipeline, inheritance=NOTHING, requested_by="ann")
    largest = dict.fromkeys(pipeline.keys, of_bytes(9_000))
    built_there(request=RefreshRequest(overrides=largest))
    larger = dict.fromkeys(pipeline.keys, of_bytes(10_000))
    with pytest.raises(TooLarge, match="beside what failures would say"):
        built_there(request=RefreshRequest(overrides=larger))
    # Fewer that can fail at once leave more room.
    skip = (*(f"step{n}" for n in range(1, 8)), *(f"more{n}" for n in range(1, 8)))
    few = {key: of_bytes(MAX_ARGUMENTS_BYTES - 100) for key in ("step8", "more8")}
    built_there(request=RefreshRequest(overrides=few, skip=skip))


def two_stages_of_eight() -> dict[str, Any]:
    path = PIPELINES / "stage_of_eight.yaml"
    definition = read_deployment(path.with_suffix(".tfvars.json"), path).definition(**USED)
    states = definition["States"]
    states["more"] = json.loads(json.dumps(states["wide"]).replace("step", "more"))
    states["wide"]["Next"] = "more"
    return definition
