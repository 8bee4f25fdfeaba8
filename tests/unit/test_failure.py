import json
from typing import Any

import pytest

from chalicelib.domain.failure import IN_A_WHOLE_RUN, explain, parse_object
from local.module import MODULE, load
from tests.support.causes import JOB_RUN, MODEL_ORDER, job_run


@pytest.mark.parametrize(
    ("error", "cause", "text"),
    [
        ("States.TaskFailed", job_run(ErrorMessage="no snapshot"), "no snapshot"),
        ("States.TaskFailed", job_run(JobRunState="TIMEOUT"), "the Glue run ended as TIMEOUT"),
        ("States.TaskFailed", job_run(JobRunState=None), "States.TaskFailed"),
        ("States.TaskFailed", job_run(JobRunState=""), "States.TaskFailed"),
        ("States.TaskFailed", job_run(ErrorMessage=" \n"), "the Glue run ended as FAILED"),
        ("States.TaskFailed", job_run(ErrorMessage=7), "the Glue run ended as FAILED"),
        ("States.TaskFailed", "{no snapshot}", "{no snapshot} (States.TaskFailed)"),
        ("States.Timeout", "", "it did not end within its timeout (States.Timeout)"),
        ("States.Timeout", None, "it did not end within its timeout (States.Timeout)"),
        (
            "Glue.EntityNotFoundException",
            "no such job",
            "no such job (Glue.EntityNotFoundException)",
        ),
        ("States.TaskFailed", '{"Id": "jr_1", "Err', '{"Id": "jr_1", "Err (States.TaskFailed)'),
        ("Glue.X", "", "Glue.X"),
        ("Glue.X", " \t\r\n", "Glue.X"),
        (None, "no such job", "no such job"),
        ("", "", "unknown error"),
        ("States.TaskFailed", "[" * 32_768, "[" * 32_768 + " (States.TaskFailed)"),
        (None, None, "unknown error"),
    ],
)
def test_a_failure_is_told_in_plain_words(error: str, cause: str, text: str) -> None:
    assert explain(error, cause, parse_object(cause)) == text


@pytest.mark.parametrize("order", [sorted(JOB_RUN), MODEL_ORDER], ids=["sorted", "as Glue's model"])
def test_a_job_run_that_is_cut_off_anywhere_is_not_read_as_a_whole_one(order: list[str]) -> None:
    """What the state machine takes for whole is JSON, or it would end outside its steps."""
    patterns = patterns_of_a_whole_run()
    assert patterns == [f"{{*{field}*}}" for field in IN_A_WHOLE_RUN]
    words = '} {"ExecutionTime": 3}, "JobRunState": "FAILED"} \\ \n{}}'
    run = {**JOB_RUN, "ErrorMessage": words, "Arguments": {"--A": words, "--B": words}}
    whole = json.dumps({name: run[name] for name in order}, separators=(",", ":"))
    assert explain("States.TaskFailed", whole, parse_object(whole)) == words
    for length in range(len(whole)):
        cut = whole[:length]
        if cut.endswith("}") and all(field in cut for field in IN_A_WHOLE_RUN):
            json.loads(cut)
        if cut.strip():
            told = explain("States.TaskFailed", cut, parse_object(cut))
            assert told == f"{cut} (States.TaskFailed)"


def patterns_of_a_whole_run() -> list[str]:
    states = load((MODULE / "step.asl.yaml").read_text())["States"]
    rules: list[dict[str, Any]] = states["How did ${key} fail?"]["Choices"][0]["And"]
    return [rule["StringMatches"] for rule in rules if "StringMatches" in rule]
