"""What is read from the outputs of Terraform."""

from local.applying import schedule_rule_name

RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/some-db-refresh-schedule"


def test_the_rule_of_the_schedule_is_known_by_its_arn() -> None:
    assert schedule_rule_name({"eventbridge_rule_arn": RULE_ARN}) == "some-db-refresh-schedule"


def test_without_a_schedule_there_is_no_rule() -> None:
    assert schedule_rule_name({}) is None
