resource "aws_sfn_state_machine" "refresh" {
  name       = local.state_machine_name
  role_arn   = aws_iam_role.step_functions.arn
  definition = jsonencode(local.definition)
  tags       = var.tags

  logging_configuration {
    level                  = var.log_level
    include_execution_data = var.include_execution_data
    log_destination        = "${aws_cloudwatch_log_group.executions.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  lifecycle {
    precondition {
      condition     = length(local.placeholders_without_value) == 0
      error_message = "Every placeholder of the definition has a value: from its own x-settings or x-steps, or it is partition, environment, refresh_url, topic_arn, lock_table_name, <job>_name or <step>_arguments. These have none: ${join(", ", local.placeholders_without_value)}."
    }
  }

  # Step Functions tries the log delivery out with the role while it makes the state machine.
  depends_on = [aws_iam_role_policy.step_functions]
}
