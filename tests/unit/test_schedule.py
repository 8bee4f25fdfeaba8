from datetime import datetime, timedelta, timezone

import pytest

from chalicelib.domain.schedule import Schedule, next_runs

NOW = datetime(2026, 11, 23, 22, 50, 30, tzinfo=timezone.utc)


def days(expression: str, last_run: datetime | None = None) -> list[str] | None:
    found = next_runs(Schedule(expression, enabled=True), NOW, last_run, 3)
    return None if found is None else [f"{moment:%y-%m-%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 2 1 * ? *)", ["26-12-01 02:00", "27-01-01 02:00", "27-02-01 02:00"]),
        ("cron(0 2 ? * MON#1 *)", ["26-12-07 02:00", "27-01-04 02:00", "27-02-01 02:00"]),
        ("cron(0 2 ? * 6L *)", ["26-11-27 02:00", "26-12-25 02:00", "27-01-29 02:00"]),
        ("cron(0 10 L * ? *)", ["26-11-30 10:00", "26-12-31 10:00", "27-01-31 10:00"]),
        ("cron(15 2 3W * ? *)", ["26-12-03 02:15", "27-01-04 02:15", "27-02-03 02:15"]),
        ("cron(0 0 31 * ? *)", ["26-12-31 00:00", "27-01-31 00:00", "27-03-31 00:00"]),
        ("cron(0 0 1,31 * ? *)", ["26-12-01 00:00", "26-12-31 00:00", "27-01-01 00:00"]),
        ("cron(0 0 29 2 ? *)", ["28-02-29 00:00", "32-02-29 00:00", "36-02-29 00:00"]),
        ("cron(0 0 31 2 ? *)", []),
        ("cron(0 0 1 1 ? 2020)", []),
    ],
)
def test_the_next_runs_are_those_of_awss_own_cron(expression: str, expected: list[str]) -> None:
    assert days(expression) == expected


def test_a_rate_is_counted_from_the_last_refresh_it_started() -> None:
    last = NOW - timedelta(hours=25)
    assert days("rate(12 hours)", last) == ["26-11-24 09:50", "26-11-24 21:50", "26-11-25 09:50"]
    assert days("rate(1 day)", NOW) == ["26-11-24 22:50", "26-11-25 22:50", "26-11-26 22:50"]


def test_a_rate_that_never_started_one_is_not_guessed_at() -> None:
    assert days("rate(12 hours)") is None


def test_a_disabled_schedule_has_no_next_run() -> None:
    assert next_runs(Schedule("cron(0 2 1 * ? *)", enabled=False), NOW, None, 3) == ()


@pytest.mark.parametrize("expression", ["cron(0 2 LW * ? *)", "cron(0 2 1,L * ? *)", "cron(odd)"])
def test_an_expression_that_cannot_be_read_is_not_guessed_at(expression: str) -> None:
    assert days(expression) is None
