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
from tools.reference import costs, limits, pipeline, schemas, settings
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
            "services/asking.py:LISTED",
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


def test_the_sum_of_a_bill_is_that_of_its_lines() -> None:
    page = (DOCS / "explanation/cost.md").read_text()
    lines, total = page.partition("## The sum")[2].partition("| **Sum**")[::2]
    for column, month in enumerate(costs.MONTHS):
        amounts = re.findall(r": \$([\d,.]+) \|", lines)[column :: len(costs.MONTHS)]
        named = re.findall(r"\*\*\$([\d.]+)\*\*", total)[column]
        assert float(named) == pytest.approx(sum(map(float, amounts)), abs=0.005 * len(amounts))
        assert float(named) == pytest.approx(sum(item.usd for item in costs.bill(month)), abs=0.005)


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
