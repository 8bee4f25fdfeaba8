# What the definition file asks for, and the file with its placeholders filled in. The file is YAML
# before and after, so its own defaults ("x-…") are read first; jobs and steps are known from it alone.

locals {
  # Where there is no address yet, the mails name the paths alone.
  refresh_url = trimsuffix(coalesce(var.refresh_url, "…"), "/")

  definition_file   = coalesce(var.definition_file, "${path.module}/refresh.asl.yaml")
  definition_text   = file(local.definition_file)
  definition_source = yamldecode(local.definition_text)
  placeholders      = toset([for found in regexall("\\$\\{(\\w+)\\}", local.definition_text) : found[0]])

  # Filled in by the module itself. No job is named after one of these.
  own_placeholders = toset(["partition", "environment", "refresh_url", "topic_arn", "lock_table_name"])

  file_settings = { for name, value in try(local.definition_source["x-settings"], {}) : name => value }
  file_steps    = { for step, settings in try(local.definition_source["x-steps"], {}) : step => settings }
  file_step_settings = merge([
    for step, settings in local.file_steps : { for name, value in settings : "${step}_${name}" => value }
  ]...)

  # The jobs and steps that the file asks for: <job>_name, <step>_arguments.
  jobs = toset([
    for name in setsubtract(local.placeholders, local.own_placeholders) : trimsuffix(name, "_name") if endswith(name, "_name")
  ])
  steps = toset([for name in local.placeholders : trimsuffix(name, "_arguments") if endswith(name, "_arguments")])

  # The steps whose timeout or retries are placeholders too, not words of the file.
  steps_with_timeout = toset([
    for step in setunion(local.steps, keys(local.file_steps)) : step if contains(local.placeholders, "${step}_timeout_seconds")
  ])
  steps_with_retries = toset([
    for step in setunion(local.steps, keys(local.file_steps)) : step if alltrue([
      for setting in ["attempts", "interval_seconds", "backoff_rate"] : contains(local.placeholders, "${step}_retry_${setting}")
    ])
  ])

  given_settings = merge(
    { for name, value in { execution_timeout_seconds = var.execution_timeout_seconds } : name => value if value != null },
    { for step, seconds in var.job_timeouts : "${step}_timeout_seconds" => seconds },
    merge([
      for step, retry in var.job_retries : { for setting, value in retry : "${step}_retry_${setting}" => value if value != null }
    ]...),
  )

  settings = merge(local.file_settings, local.file_step_settings, local.given_settings)

  # What nobody says: the state machine's precondition names it. Names and arguments are asked of the
  # variables.
  placeholders_without_value = toset([
    for name in setsubtract(local.placeholders, setunion(local.own_placeholders, keys(local.settings))) :
    name if !endswith(name, "_name") && !endswith(name, "_arguments")
  ])

  placeholder_values = merge(
    { for name, value in local.settings : name => jsonencode(value) },
    { for job, name in var.job_names : "${job}_name" => jsonencode(name) },
    { for step in local.steps : "${step}_arguments" => jsonencode(lookup(var.job_arguments, step, {})) },
    {
      partition       = local.partition
      environment     = var.environment
      refresh_url     = local.refresh_url
      topic_arn       = jsonencode(aws_sns_topic.notifications.arn)
      lock_table_name = jsonencode(aws_dynamodb_table.lock.name)
    },
    { for name in local.placeholders_without_value : name => "null" },
  )

  definition = {
    for name, part in yamldecode(templatefile(local.definition_file, local.placeholder_values)) : name => part if !startswith(name, "x-")
  }
}
