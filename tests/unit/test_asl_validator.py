"""An independent validator finds nothing wrong with what is deployed, beside statelint."""

from pathlib import Path

import pytest

from local.deployment import read_deployment
from tests.support.asl_validator import VERSION, ValidatorMissing, found_invalid, installed
from tests.support.pipelines import PIPELINES, USED
from tests.support.programs import skip_or_fail


@pytest.fixture
def validator(request: pytest.FixtureRequest) -> Path:
    """Give the program; skip where it cannot be had, but fail in CI."""
    try:
        # Kept from one run to the next, as pytest keeps what failed.
        return installed(request.config.cache.mkdir(f"asl-validator-{VERSION}"))
    except ValidatorMissing as missing:
        skip_or_fail(str(missing))


def test_another_validator_finds_every_definition_valid(validator: Path, tmp_path: Path) -> None:
    definitions = {
        path.stem: read_deployment(path.with_suffix(".tfvars.json"), path).definition(**USED)
        for path in PIPELINES.glob("*.yaml")
    }
    definitions["own"] = read_deployment().definition(**USED)
    broken = read_deployment().definition(**USED)
    broken["States"]["split"]["Next"] = "nowhere"
    invalid = found_invalid(validator, {**definitions, "broken": broken}, tmp_path)
    assert set(invalid) == {"broken"}, invalid
