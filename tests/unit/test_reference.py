"""The pages that are made from the code."""

import re
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.app import ROUTES
from chalicelib.settings import AccessSettings, Settings
from local.deployment import read_deployment
from local.module import load
from local.pipeline_problems import RULES, problems_of
from tools.reference import costs, limits, pipeline, schemas, settings, state_machine
from tools.reference.pages import DOCS, PAGES, with_generated


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text() == with_generated(name), "run: python -m tools.reference"


def test_every_route_of_the_api_is_on_its_page() -> None:
    page = (DOCS / "reference/api.md").read_text()
    assert not [route for route in ROUTES if f"`{route.method} {route.path}`" not in page]


def test_every_setting_is_on_its_page_with_what_sets_it() -> None:
    page = (DOCS / "reference/settings.md").read_text()
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| `")}
    assert {*Settings.model_fields, *AccessSettings.model_fields} <= {*settings.all_fields()}
    assert {f"`{name.upper()}`" for name in settings.all_fields()} < {*rows}
    assert "`api_log_level` (`log_level` of the module `api`)" in rows["`POWERTOOLS_LOG_LEVEL`"]
    assert "`oidc.issuer`" in rows["`OIDC_ISSUER`"]


def test_every_field_of_a_pipeline_has_a_meaning() -> None:
    fields = {part: {*names} for part, names in RULES["fields"].items()}
    fields["numbers"] = {*RULES["numbers"]}
    assert {part: {*names} for part, names in pipeline.MEANINGS.items()} == fields


def test_the_pipeline_on_its_page_is_valid_and_the_wrong_one_is_not() -> None:
    page = (DOCS / "reference/pipeline-file.md").read_text()
    good, wrong = (load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    assert [*problems_of(good)] == []
    assert len([*problems_of(wrong)]) == 3


@pytest.mark.parametrize(
    ("page", "text", "name"),
    [
        ("reference/api.md", "waits up to {} seconds", "services/stopping.py:CONFIRM_SECONDS"),
        ("reference/api.md", "1 to {} letters", "domain/execution.py:MAX_NAME_CHARACTERS"),
        (
            "explanation/record-and-polling.md",
            "leaves the table alone for {} seconds",
            "services/table_access.py:PAUSE_SECONDS",
        ),
        (
            "explanation/record-and-polling.md",
            "the newest {} executions",
            "services/snapshot_building.py:LISTED",
        ),
        (
            "explanation/record-and-polling.md",
            "ends after {} seconds",
            "deadline.py:ANSWER_SECONDS",
        ),
        (
            "explanation/record-and-polling.md",
            "again after {} seconds",
            "services/snapshots.py:PAUSE_SECONDS",
        ),
    ],
)
def test_a_number_in_a_text_is_that_of_the_code(page: str, text: str, name: str) -> None:
    words = " ".join((DOCS / page).read_text().split())
    assert text.format(limits.constant(f"chalicelib/{name}")) in words


def test_the_input_on_its_page_is_one_that_a_resume_would_have() -> None:
    example, deployment = state_machine.EXAMPLE, read_deployment()
    taken = {
        step.key: {*step.arguments, *deployment.values.job_arguments.get(step.key, {})}
        for step in deployment.pipeline.steps
    }
    assert all({*given} <= taken[key] for key, given in example.overrides.items())
    assert not {*example.overrides} & {*example.skip}
    assert {*example.completed_in} == {*example.skip}


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (24 * 3600, "seconds", "24 hours"),
        (2 * 24 * 3600, "seconds", "2 days"),
        (15 * 24 * 3600 + 3600, "seconds", "15 days and 1 hour"),
        (390 * 1024, "bytes", "390 KiB"),
        (2000, "records", "2,000 records"),
    ],
)
def test_a_limit_is_said_in_a_unit_that_people_use(value: int, unit: str, words: str) -> None:
    assert limits.in_words(value, unit) == words


def test_the_sum_of_a_bill_is_that_of_its_lines() -> None:
    page = (DOCS / "explanation/cost.md").read_text()
    lines, total = page.partition("## The sum")[2].partition("| **Sum**")[::2]
    for column, month in enumerate(costs.MONTHS):
        amounts = re.findall(r": \$([\d,.]+) \|", lines)[column :: len(costs.MONTHS)]
        named = re.findall(r"\*\*\$([\d.]+)\*\*", total)[column]
        assert float(named) == pytest.approx(sum(map(float, amounts)), abs=0.005 * len(amounts))
        assert float(named) == pytest.approx(sum(item.usd for item in costs.bill(month)), abs=0.005)


def said(page: str, *texts: str) -> list[float]:
    """Return the number that a page has in place of {} in each of these texts."""
    found = (re.search(re.escape(text).replace(r"\{\}", r"([\d,.]*\d)"), page) for text in texts)
    return [float(match[1].replace(",", "")) for match in found if match]


@pytest.mark.parametrize("month", costs.MONTHS, ids=lambda month: month.name)
def test_a_reader_can_derive_every_quantity_from_what_the_page_says(month: costs.Month) -> None:
    page = (DOCS / "explanation/cost.md").read_text()
    poll, ms, mb, authorizer_mb, keeper_mb, runs, seconds, kb, kb_of_refresh, sampled = said(
        page,
        "a request every {} seconds",
        "take {} ms for a call",
        "function has {} MB",
        "authorizer has {} MB",
        "keeper {} MB",
        "keeper runs {} times",
        "takes {} second.",
        "request writes {} KB",
        "a refresh {} KB",
        "and {}% of the others",
    )
    transitions, reads, lock, record, snapshot, changes, pace, head, by_keeper = said(
        page,
        "makes {} state transitions",
        "request reads {} units",
        "lock {} times",
        "execution takes {} units",
        "snapshot takes {} units",
        "changes {} times",
        "Every {} seconds of a refresh",
        "{} units are written for its head",
        "run of the keeper writes {} units",
    )
    hours = month.refreshes * month.refresh_hours
    requests, minutes = hours * month.viewers * 3600 / poll, hours * month.viewers * 60
    once_a_second = min(requests, hours * 3600)
    documents = snapshot * changes + record + lock
    derived = {
        ("Step Functions", "state transitions"): month.refreshes * transitions,
        ("API Gateway", "requests"): requests,
        ("Lambda", "requests"): requests + minutes + runs,
        ("Lambda", "GB-seconds"): (requests * mb + minutes * authorizer_mb) / 1024 * ms / 1000
        + runs * seconds * keeper_mb / 1024,
        ("DynamoDB", "write units"): month.refreshes * documents
        + hours * 3600 / pace * head
        + runs * by_keeper,
        ("DynamoDB", "read units"): requests * reads,
        ("CloudWatch", "GB of logs"): (requests * kb + month.refreshes * kb_of_refresh) / 1e6,
        ("X-Ray", "traces"): once_a_second + (requests - once_a_second) * sampled / 100,
        ("SNS", "mails"): month.refreshes * month.addresses,
        ("Secrets Manager", "requests"): minutes,
    }
    of_the_code = {(item.service, item.what): item.quantity for item in costs.bill(month)}
    counted = {*of_the_code} - {*derived}
    assert counted == {("CloudWatch", "alarms"), ("KMS", "key"), ("Secrets Manager", "secret")}
    assert derived == pytest.approx({name: of_the_code[name] for name in derived})


def test_a_bill_grows_with_what_happens_in_the_month() -> None:
    month = costs.MONTHS[0]

    def cost(service: str, **changed: float) -> float:
        items = costs.bill(replace(month, **changed))  # type: ignore[arg-type]
        return sum(item.usd for item in items if item.service == service)

    assert cost("Step Functions", refreshes=8) == pytest.approx(2 * cost("Step Functions"))
    assert cost("API Gateway", viewers=6) == pytest.approx(2 * cost("API Gateway"))
    assert cost("CloudWatch", refreshes=0) == pytest.approx(0.1 * costs.count_alarms())


def test_a_success_is_counted_with_every_step_and_every_stage() -> None:
    deployment = read_deployment()
    definition = deployment.definition("arn:topic", "lock", "https://refresh.example.com")
    kinds = [state["Type"] for state in costs.states_of_a_success(definition)]
    assert kinds.count("Parallel") == len(deployment.pipeline.stages)
    glue = [
        state
        for state in costs.states_of_a_success(definition)
        if "glue" in state.get("Resource", "")
    ]
    assert len(glue) == len(deployment.pipeline.steps)
    assert kinds[-1] == "Succeed"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 80}, "text, 1 to 80 characters"),
        ({"type": "integer", "minimum": 1, "maximum": 100}, "whole number, 1 to 100"),
        ({"enum": ["a", "b"], "type": "string"}, "`a`, `b`"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number or null"),
        ({"$ref": "#/components/schemas/Step"}, "[Step](#step)"),
        ({"type": "array", "items": {"type": "string", "format": "date-time"}}, "list of time"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "object of text"),
        ({"type": "object"}, "object"),
        (
            {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 80}},
            "list of (text, 1 to 80 characters)",
        ),
    ],
)
def test_a_schema_is_said_in_words(schema: dict[str, Any], words: str) -> None:
    assert schemas.in_words(schema) == words


def test_a_schema_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported schema"):
        schemas.in_words({"type": "tuple"})
