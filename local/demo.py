"""One refresh through the API, shown in the terminal while it runs."""

import time
from collections import Counter
from typing import Any

import requests
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from chalicelib.domain.access import Role
from chalicelib.domain.text import escaped
from local.provisioning import TOKENS, take_notifications

POLL_SECONDS = 0.2
MAIL_SECONDS = 5

STYLES = {
    "SUCCEEDED": "green",
    "RUNNING": "cyan",
    "RETRYING": "yellow",
    "FAILED": "bold red",
    "TIMED_OUT": "bold red",
    "ABORTED": "bold red",
    "CANCELLED": "red",
    "SKIPPED": "blue",
}
# Statuses whose text is not the status in lower case.
STATUS_TEXTS = {"CANCELLED": "cut off", "ABORTED": "stopped"}
OUTCOME_TEXTS = {"ABORTED": "was stopped"}
SIGNS = {
    "SUCCEEDED": "✔",
    "RUNNING": "▶",
    "RETRYING": "↻",
    "FAILED": "✘",
    "CANCELLED": "✘",
    "SKIPPED": "»",
}


def run_refresh(api: str, queue_url: str, console: Console) -> bool:
    """Start a refresh, show it to its end and return whether it succeeded."""
    operator = {"Authorization": f"Bearer {TOKENS[Role.OPERATOR]}"}
    body = {"reason": "demonstration"}
    started = requests.post(f"{api}/refresh", json=body, headers=operator, timeout=30)
    started.raise_for_status()
    url = api + started.headers["Location"]
    console.print(f"POST /refresh → {started.status_code}", Text(url), soft_wrap=True)
    with Live(console=console, refresh_per_second=8) as live:
        while True:
            execution = requests.get(url, headers=operator, timeout=30).json()
            live.update(_view(execution))
            if execution["status"] != "RUNNING":
                break
            time.sleep(POLL_SECONDS)
    print_outcome(execution, console)
    _wait_for_mail(queue_url, console)
    return bool(execution["status"] == "SUCCEEDED")


def _view(execution: dict[str, Any]) -> Group:
    table = Table("Stage", "Step", "", "Status", "Attempt", "Duration", box=None, pad_edge=False)
    width = max(len(step["key"]) for step in execution["steps"])
    stage = None
    for step in execution["steps"]:
        style = STYLES.get(step["status"], "dim")
        table.add_row(
            step["stage"] if step["stage"] != stage else "",
            f"{step['key']:{width}}  {step['title']}",
            Text(SIGNS.get(step["status"], "·"), style),
            Text(status_text(step["status"]), style),
            str(len(step["attempts"]) or ""),
            _seconds(step["duration_seconds"]),
        )
        stage = step["stage"]
    head = Text.assemble(
        (execution["environment"], "bold reverse"),
        " ",
        (execution["name"], "bold"),
        "  ",
        (status_text(execution["status"]), STYLES.get(execution["status"], "")),
        f"  {progress_text(execution)}  {_seconds(execution['duration_seconds'])}",
    )
    return Group(head, table)


def status_text(status: str) -> str:
    """Return a status in words."""
    return STATUS_TEXTS.get(status, status.lower().replace("_", " "))


def progress_text(execution: dict[str, Any]) -> str:
    """Return how many steps are done, and how many were skipped, by the reason."""
    progress = execution["progress"]
    word = "run" if execution["status"] == "SUCCEEDED" else "done"
    parts = [f"{progress['done']} of {progress['total'] - progress['skipped']} {word}"]
    skipped = [step["completed_in"] for step in execution["steps"] if step["status"] == "SKIPPED"]
    for where, number in Counter(skipped).items():
        parts.append(f"{number} done in {where}" if where else f"{number} skipped")
    return ", ".join(parts)


def print_outcome(execution: dict[str, Any], console: Console) -> None:
    """Print how the refresh ended."""
    status = execution["status"]
    style = STYLES.get(status, "")
    seconds = _seconds(execution["duration_seconds"])
    ended = OUTCOME_TEXTS.get(status, status_text(status))
    console.print(
        f"\nThe refresh in {execution['environment']} [{style}]{ended}[/] after {seconds}: "
        f"{progress_text(execution)}."
    )
    if execution["message"]:
        console.print(Text(escaped(execution["message"]), style))


def show_mails(queue_url: str, console: Console) -> bool:
    """Print the new notifications, and return whether there were any."""
    mails = take_notifications(queue_url)
    for mail in mails:
        subject = Text(f"✉ {escaped(mail.get('Subject', 'AWS Notification Message'))}")
        lines = "\n".join(map(escaped, mail["Message"].rstrip("\n").split("\n")))
        console.rule(subject, align="left", style="dim")
        # Without a frame, and not wrapped: a command in it can be copied.
        console.print(Text(lines), soft_wrap=True)
        console.rule(style="dim")
    return bool(mails)


def _wait_for_mail(queue_url: str, console: Console) -> None:
    deadline = time.monotonic() + MAIL_SECONDS
    while not show_mails(queue_url, console):
        if time.monotonic() > deadline:
            console.print(f"No notification arrived within {MAIL_SECONDS} s.", style="bold red")
            return
        time.sleep(POLL_SECONDS)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"
