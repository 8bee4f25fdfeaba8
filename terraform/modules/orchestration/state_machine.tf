resource "aws_sfn_state_machine" "refresh" {
  name       = local.names.state_machine
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
      condition     = length(local.pipeline_problems) == 0
      error_message = "${local.pipeline_file} is wrong:\n${join("\n", local.pipeline_problems)}"
    }
  }

  # Step Functions tries the log delivery out with the role while it makes the state machine.
  depends_on = [aws_iam_role_policy.step_functions]
}
