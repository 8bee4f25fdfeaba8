# The state machine itself tells of success and of failed steps. This rule tells what it cannot: that it
# was aborted, ran out of time, or failed outside its steps. Together: one notification an outcome.

resource "aws_cloudwatch_event_rule" "outcomes" {
  name        = local.outcomes_rule_name
  description = "Outcomes of ${local.state_machine_name} that it cannot tell by itself"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.states"]
    detail-type = ["Step Functions Execution Status Change"]
    detail = {
      stateMachineArn = [local.state_machine_arn]
      "$or" = [
        { status = ["ABORTED", "TIMED_OUT"] },
        { status = ["FAILED"], error = [{ anything-but = ["RefreshFailed"] }] },
        # A failure may come without an error, and with none "anything but" has nothing to compare.
        { status = ["FAILED"], error = [{ exists = false }] },
        { status = ["FAILED"], error = [null] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "outcomes" {
  rule = aws_cloudwatch_event_rule.outcomes.name
  arn  = aws_sns_topic.notifications.arn

  input_transformer {
    input_paths = {
      name   = "$.detail.name"
      status = "$.detail.status"
      error  = "$.detail.error"
      cause  = "$.detail.cause"
      time   = "$.time"
    }

    # Text of several lines is a quoted string a line. Not jsonencode: it would write < as \u003c.
    input_template = join("\n", formatlist("\"%s\"", [
      "The database refresh <name> in ${var.environment} ended as <status>.",
      "",
      "Error: <error>",
      "Cause: <cause>",
      "Ended at: <time>",
    ]))
  }
}
