"""The gateway turns away at once what the authorizer would take for no token, and nothing else."""

import re

import pytest

from chalicelib.services.authentication import BEARER
from local.module import TERRAFORM

BODY = (TERRAFORM / "modules" / "api" / "body.tf").read_text()
EXPRESSION = re.compile(re.findall(r'identityValidationExpression = "(.+)"', BODY)[0])


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("Bearer abc", True),
        ("bearer  a.b-c_d~e+f/g==", True),
        (f"BEARER {'a' * 8192}", True),
        (f"Bearer {'a' * 8193}", False),
        ("Bearer", False),
        ("Bearer ", False),
        ("Bearer a b", False),
        ("Bearer a\nb", False),
        ("Bearer ä", False),
        ("Basic abc", False),
        ("abc", False),
    ],
)
def test_the_gateway_and_the_authorizer_take_the_same_for_a_token(
    header: str, *, taken: bool
) -> None:
    assert bool(EXPRESSION.fullmatch(header)) == bool(BEARER.fullmatch(header)) == taken
