"""Schedules that the module refuses, and takes: those of its own tests."""

import re

import pytest

from local.module import MODULE
from local.schedule_problems import schedule_problem

FILES = [
    MODULE / "tests" / f"{name}.tftest.hcl" for name in ("validations", "schedules", "pipelines")
]
RUNS = [run for path in FILES for run in path.read_text().split("\nrun ")[1:]]
GIVEN = re.compile(r'^    schedule_expression += "(.*)"$', re.MULTILINE)
WRONG = [found[1] for run in RUNS if "expect_failures" in run and (found := GIVEN.search(run))]
RIGHT = [found[1] for run in RUNS if "expect_failures" not in run and (found := GIVEN.search(run))]


def test_there_are_some_of_both() -> None:
    assert (len(WRONG), len(RIGHT)) > (15, 7)
    assert "rate(1 days)" in WRONG
    assert "rate(12 hours)" in RIGHT


@pytest.mark.parametrize("expression", WRONG)
def test_what_the_module_refuses_is_refused(expression: str) -> None:
    problem = schedule_problem(expression)
    assert problem
    assert problem.endswith(f'; it is "{expression}".')


@pytest.mark.parametrize("expression", RIGHT)
def test_what_the_module_takes_is_right(expression: str) -> None:
    assert schedule_problem(expression) is None


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 2 1 * *", 'schedule_expression must be "cron(minutes hours'),
        ("rate(1 day)\n", "schedule_expression must be"),
        ("rate(1 hours)", "In schedule_expression, a rate must be"),
        ("cron(0 2 * *)", "In schedule_expression, a cron must have six fields"),
        ("cron(0 ٢ 1 * ? *)", "In schedule_expression, the fields of a cron must be"),
        ("cron(0 2 ? * ? *)", "In schedule_expression, exactly one of"),
    ],
)
def test_the_first_rule_that_it_breaks_is_said(expression: str, said: str) -> None:
    assert str(schedule_problem(expression)).startswith(said)
