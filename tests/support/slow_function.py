"""The API's function before an AWS whose answers take a set time, beside a bare client."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from chalice.app import Chalice

from chalicelib.adapters.aws.clients import dynamodb, dynamodb_for_records, glue, stepfunctions
from chalicelib.api.app import create_app
from chalicelib.bootstrap import Environment
from local.aws import REGION
from tests.support.gateway_events import called
from tests.support.slow_aws import ANSWER_SECONDS, slow_aws

OPERATOR = {"principalId": "token:ann", "role": "operator"}
JSON = {"content-type": "application/json"}
CLIENTS = (stepfunctions, glue, dynamodb, dynamodb_for_records)


class SlowFunction:
    """Starts refreshes."""

    def __init__(self, app: Chalice, machine_arn: str) -> None:
        self._app = app
        self._machine_arn = machine_arn
        self._numbers = count()

    def start(self) -> None:
        """Start a refresh by POST /refresh, which answers 202."""
        answer = called(self._app, "POST", "/refresh", OPERATOR, headers=JSON, body="{}")
        assert answer["statusCode"] == 202, answer

    def start_bare(self) -> None:
        """Start one by boto3 alone."""
        stepfunctions(REGION).start_execution(
            stateMachineArn=self._machine_arn, name=f"bare-{next(self._numbers)}", input="{}"
        )


@contextmanager
def slow_function(table_seconds: float = ANSWER_SECONDS) -> Iterator[SlowFunction]:
    """Give the function; what AWS says is kept by nobody, so every start asks for all it needs."""
    with slow_aws(table_seconds) as variables:
        for make in CLIENTS:
            make.cache_clear()
        app = create_app(Environment({**variables, "LIVE_CACHE_SECONDS": "0"}))
        yield SlowFunction(app, variables["STATE_MACHINE_ARN"])
