"""What the terminal says of a refresh."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from local import demo
from local.demo import progress_text, status_text


def execution(steps: dict[str, str | None], done: int) -> dict[str, Any]:
    """Return one with these skipped steps, by the execution that completed each, and four more."""
    return {
        "status": "SUCCEEDED" if done == 4 else "FAILED",
        "progress": {"done": done, "skipped": len(steps), "total": len(steps) + 4},
        "steps": [
            *({"status": "SKIPPED", "completed_in": where} for where in steps.values()),
            *[{"status": "SUCCEEDED", "completed_in": None}] * 4,
        ],
    }


@pytest.mark.parametrize(
    ("steps", "done", "said"),
    [
        ({}, 4, "4 of 4 run"),
        ({}, 1, "1 of 4 done"),
        ({"a": None, "b": None}, 4, "4 of 4 run, 2 skipped"),
        ({"a": "first", "b": "first"}, 0, "0 of 4 done, 2 done in first"),
        (
            {"a": "first", "b": None, "c": "second"},
            4,
            "4 of 4 run, 1 done in first, 1 skipped, 1 done in second",
        ),
    ],
)
def test_what_was_not_run_is_counted_apart_and_says_why(
    steps: dict[str, str | None], done: int, said: str
) -> None:
    assert progress_text(execution(steps, done)) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [("NOT_RUN", "not run"), ("SUCCEEDED", "succeeded"), ("CANCELLED", "cut off")],
)
def test_a_status_is_said_as_a_person_would(status: str, said: str) -> None:
    assert status_text(status) == said


def test_the_terminal_shows_what_others_wrote_and_does_not_obey_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evil = "job1 failed: \x1b[2J\u202egone\r\nThe refresh succeeded."
    sent = [{"Subject": "s\x1b[2J", "Message": f"first\n\n{evil}"}]
    monkeypatch.setattr(demo, "take_notifications", lambda _: sent)
    console = Console(record=True, file=StringIO(), width=200)
    assert demo.show_mails("queue", console)
    demo.print_outcome(
        {
            **execution({}, 1),
            "environment": "dev",
            "duration_seconds": 1,
            "message": evil,
        },
        console,
    )
    shown = console.export_text()
    assert not {"\x1b", "\u202e", "\r"} & set(shown)
    assert shown.count(r"\x1b[2J\u202egone\r") == 2


def test_a_command_of_a_mail_can_be_copied_from_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = "  curl -X POST -H 'Authorization: Bearer TOKEN' http://localhost/executions/a/resume"
    sent = [{"Subject": "s", "Message": f"It failed.\n\nTo resume:\n{command}\n"}]
    monkeypatch.setattr(demo, "take_notifications", lambda _: sent)
    console = Console(record=True, file=StringIO(), width=len(command) // 2)
    assert demo.show_mails("queue", console)
    assert command in console.export_text().splitlines()
