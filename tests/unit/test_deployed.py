"""The deployed pipeline is read from its definition once."""

from copy import deepcopy

from chalicelib.services.deployed import DeployedPipeline
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock
from tests.support.pipelines import ONE_STEP, definition


def test_a_definition_that_is_deployed_is_not_read_again() -> None:
    deployed = DeployedPipeline(FakeStateMachine(ONE_STEP), Clock())
    pipeline = deployed.read()
    assert deployed.read() is pipeline
    assert deployed.pipeline_of(deepcopy(ONE_STEP)) is pipeline


def test_another_definition_is_read_and_is_not_taken_for_the_deployed_one() -> None:
    deployed = DeployedPipeline(FakeStateMachine(ONE_STEP), Clock())
    pipeline = deployed.read()
    assert deployed.pipeline_of(definition()).keys != pipeline.keys
    assert deployed.last is pipeline
