from typing import Any

from chalicelib.domain.pipeline import read_pipeline
from tests.support.pipelines import definition

DEPLOYED = read_pipeline(definition())
GLUE = "arn:aws:states:::glue:startJobRun.sync"


def glue(following: str | None = None, **more: Any) -> dict[str, Any]:
    end: dict[str, Any] = {"Next": following} if following else {"End": True}
    return {"Type": "Task", "Resource": GLUE, "Parameters": {"JobName": "j"}, **end, **more}


def branch(name: str, **states: Any) -> dict[str, Any]:
    return {"StartAt": name, "States": states or {name: glue()}}


def test_the_deployed_pipeline_has_five_stages_and_eight_steps_in_order() -> None:
    assert [(stage.name, [step.key for step in stage.steps]) for stage in DEPLOYED.stages] == [
        ("split", ["job1", "job2"]),
        ("register", ["job3a", "job3b"]),
        ("prepare", ["job4"]),
        ("er-table", ["job5"]),
        ("report", ["job6", "job7"]),
    ]


def test_state_names_timeouts_and_retries_are_those_of_the_design() -> None:
    table = [
        (s.state_name, s.timeout_seconds, r.max_attempts, r.interval_seconds, r.backoff_rate)
        for s in DEPLOYED.steps
        for r in s.retries[-1:]
    ]
    assert table == [
        ("job1-addressable-split-and-part", 7200, 2, 60, 2),
        ("job2-infobase-split-and-part", 7200, 2, 60, 2),
        ("job3a-register-addressable-ids", 3600, 2, 30, 2),
        ("job3b-register-infobase-attributes", 3600, 2, 30, 2),
        ("job4-prepare-part-tables", 3600, 2, 30, 2),
        ("job5-create-er-table", 3600, 2, 30, 2),
        ("job6-data-monitor-report", 1800, 1, 30, 2),
        ("job7-cleanrooms-report", 1800, 1, 30, 2),
    ]


def test_a_title_is_as_it_was_given() -> None:
    assert DEPLOYED.by_key["job3a"].title == "Register addressable ids"
    assert DEPLOYED.by_key["job5"].title == "Create ER table"


def test_steps_that_share_a_job_have_their_own_defaults() -> None:
    a, b = DEPLOYED.by_key["job3a"], DEPLOYED.by_key["job3b"]
    assert a.job_name == b.job_name
    assert a.defaults["--S3_ROOT"] != b.defaults["--S3_ROOT"]


def test_a_job_that_does_not_exist_is_not_retried_and_a_busy_one_is_waited_for() -> None:
    retries = {error: r for r in DEPLOYED.by_key["job1"].retries for error in r.errors}
    assert retries["Glue.EntityNotFoundException"].max_attempts == 0
    assert retries["Glue.InvalidInputException"].max_attempts == 0
    assert retries["Glue.ConcurrentRunsExceededException"].max_attempts == 240


def test_stages_are_in_running_order_whatever_the_order_in_the_file() -> None:
    pipeline = read_pipeline(
        {
            "StartAt": "first",
            "States": {
                "last": {"Type": "Parallel", "Branches": [branch("c-three")], "End": True},
                "first": {"Type": "Parallel", "Branches": [branch("a-one")], "Next": "check"},
                "failed": {"Type": "Fail"},
                "middle": {"Type": "Parallel", "Branches": [branch("b-two")], "Next": "last"},
                "check": {
                    "Type": "Choice",
                    "Choices": [{"Next": "last"}, {"Next": "middle"}],
                    "Default": "failed",
                },
            },
        }
    )
    assert [stage.name for stage in pipeline.stages] == ["first", "middle", "last"]


def test_a_glue_task_outside_a_parallel_is_a_stage_of_its_own() -> None:
    pipeline = read_pipeline({"StartAt": "load-all", "States": {"load-all": glue()}})
    assert [(stage.name, stage.steps[0].key) for stage in pipeline.stages] == [("load-all", "load")]


def test_a_branch_can_hold_several_steps_and_states_that_are_none() -> None:
    states = {
        "x-one": glue("check"),
        "check": {"Type": "Task", "Resource": "arn:aws:lambda:r:1:function:f", "Next": "y-two"},
        "y-two": glue(),
    }
    pipeline = read_pipeline(
        {
            "StartAt": "all",
            "States": {
                "all": {"Type": "Parallel", "Branches": [branch("x-one", **states)], "End": True}
            },
        }
    )
    assert pipeline.keys == ("x", "y")


def test_a_loop_in_the_definition_is_read_to_its_end() -> None:
    states = {"a-one": glue("again"), "again": {"Type": "Choice", "Choices": [{"Next": "a-one"}]}}
    assert read_pipeline({"StartAt": "a-one", "States": states}).keys == ("a",)


def test_arguments_written_in_the_task_are_its_defaults() -> None:
    task = glue()
    task["Parameters"]["Arguments"] = {"--X": "1"}
    pipeline = read_pipeline({"StartAt": "a-one", "States": {"a-one": task}})
    assert pipeline.by_key["a"].defaults == {"--X": "1"}
    assert pipeline.by_key["a"].retries == ()


def test_a_retrier_without_numbers_has_those_of_the_language() -> None:
    states = {"a-one": glue(Retry=[{"ErrorEquals": ["States.ALL"]}])}
    retry = read_pipeline({"StartAt": "a-one", "States": states}).by_key["a"].retries[0]
    assert (retry.max_attempts, retry.interval_seconds, retry.backoff_rate) == (3, 1, 2.0)
