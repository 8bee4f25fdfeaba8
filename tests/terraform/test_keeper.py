"""The keeper, as Terraform itself applies it."""

from tests.terraform.applied import Applied


def test_a_keeper_that_fails_is_not_called_again_before_its_next_run(applied: Applied) -> None:
    for outputs in applied.outputs.values():
        name = outputs["keeper_rule_name"]
        (target,) = applied.client("events").list_targets_by_rule(Rule=name)["Targets"]
        function = target["Arn"].rpartition(":")[2]
        config = applied.client("lambda").get_function_event_invoke_config(FunctionName=function)
        assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0
        assert config["MaximumRetryAttempts"] == 0
