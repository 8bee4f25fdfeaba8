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

    precondition {
      condition     = alltrue([for size in values(local.arguments_bytes) : size <= local.rules.arguments.most_bytes])
      error_message = "The arguments of a step, those of the pipeline and of job_arguments together, must be at most ${local.rules.arguments.most_bytes} bytes as JSON; these steps have more: ${join(", ", [for key, size in local.arguments_bytes : "${key} ${size}" if size > local.rules.arguments.most_bytes])}."
    }
  }

  # Step Functions tests the log delivery with the role while it creates the state machine.
  depends_on = [aws_iam_role_policy.step_functions]
}
