import json

import pytest

from chalicelib.domain.failure import explain


def job_run(**fields: object) -> str:
    return json.dumps({"Id": "jr_1", **fields})


@pytest.mark.parametrize(
    ("error", "cause", "text"),
    [
        ("States.TaskFailed", job_run(ErrorMessage="no snapshot"), "no snapshot"),
        ("States.TaskFailed", job_run(JobRunState="TIMEOUT"), "the Glue run ended as TIMEOUT"),
        ("States.TaskFailed", job_run(), "States.TaskFailed"),
        ("States.Timeout", "", "it did not end within its timeout (States.Timeout)"),
        ("States.Timeout", None, "it did not end within its timeout (States.Timeout)"),
        (
            "Glue.EntityNotFoundException",
            "no such job",
            "no such job (Glue.EntityNotFoundException)",
        ),
        ("States.TaskFailed", '{"Id": "jr_1", "Err', '{"Id": "jr_1", "Err (States.TaskFailed)'),
        ("Glue.X", "", "Glue.X"),
        (None, None, "unknown error"),
    ],
)
def test_a_failure_is_told_in_plain_words(error: str, cause: str, text: str) -> None:
    assert explain(error, cause) == text
