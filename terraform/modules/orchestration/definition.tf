# The state machine, composed from fragments: one for a step, one for a stage, two for the states around the
# stages, and one, which both state machines use, for the text on skipped steps. local/composing.py does the
# same for the embedded AWS, and a test compares the two.

locals {
  # Without an address, the mails have only the paths.
  refresh_url  = trimsuffix(coalesce(var.refresh_url, "…"), "/")
  wait_seconds = merge(local.resources.wait_seconds, { for name, seconds in var.wait_seconds : name => seconds if seconds != null })

  for_every_fragment = {
    partition                 = local.partition
    environment               = var.environment
    refresh_url               = local.refresh_url
    topic_arn                 = jsonencode(aws_sns_topic.notifications.arn)
    lock_table_name           = jsonencode(aws_dynamodb_table.lock.name)
    concurrency_wait_seconds  = jsonencode(local.wait_seconds.concurrency)
    lock_wait_seconds         = jsonencode(local.wait_seconds.lock)
    notification_wait_seconds = jsonencode(local.wait_seconds.notification)
  }

  branches = [
    for step in local.steps : yamldecode(templatefile("${path.module}/step.asl.yaml", merge(local.for_every_fragment, {
      key                    = step.key
      state                  = step.state
      title                  = jsonencode(step.title)
      job_name               = jsonencode(lookup(var.job_names, step.job, ""))
      timeout_seconds        = jsonencode(step.timeout_seconds)
      glue_timeout_minutes   = jsonencode(max(1, min(local.resources.glue_timeout.most_minutes, floor((step.timeout_seconds - local.resources.glue_timeout.margin_seconds) / 60))))
      retry_attempts         = jsonencode(step.retry_attempts)
      retry_interval_seconds = jsonencode(step.retry_interval_seconds)
      retry_backoff_rate     = jsonencode(step.retry_backoff_rate)
    })))
  ]

  stage_entries = [for name in local.stages : "Keep the lock for ${name}"]
  stage_states = [
    for number, name in local.stages : yamldecode(templatefile("${path.module}/stage.asl.yaml", merge(local.for_every_fragment, {
      stage    = name
      branches = jsonencode([for position, step in local.steps : local.branches[position] if step.stage == number])
      next     = jsonencode(concat(local.stage_entries, ["Notify success"])[number + 1])
    })))
  ]

  skipped_states = {
    for machine, next in { refresh = "Take the lock", outcome = "Is somebody named?" } : machine => yamldecode(templatefile("${path.module}/skipped.asl.yaml", {
      skips = jsonencode([for key in local.step_keys : { Variable = "$.skip.${key}", BooleanEquals = true }])
      steps = jsonencode([for key in local.step_keys : { key = key, "skip.$" = "$.skip.${key}" }])
      next  = next
    }))
  }

  # The parts of the input that must be objects if they are present.
  objects     = concat(["$.input", "$.input.overrides", "$.input.skip"], [for key in local.step_keys : "$.input.overrides.${key}"])
  blank_skips = { for key in local.step_keys : key => false }
  for_surroundings = merge(local.for_every_fragment, {
    execution_timeout_seconds = jsonencode(local.execution_timeout_seconds)
    blank_overrides           = jsonencode({ for key in local.step_keys : key => {} })
    blank_skips               = jsonencode(local.blank_skips)
    malformed = jsonencode(concat(
      [for place in local.objects : yamldecode(templatefile("${path.module}/no_object.asl.yaml", { path = place }))],
      [for place in [for key in local.step_keys : "$.input.skip.${key}"] : { And = [{ Variable = place, IsPresent = true }, { Not = { Variable = place, IsBoolean = true } }] }],
    ))
    step_arguments   = jsonencode({ for step in local.steps : step.key => step.arguments })
    failure_in_words = jsonencode(yamldecode(file("${path.module}/failure.asl.yaml")))
    first_stage      = jsonencode(try(local.stage_entries[0], ""))
    job_names        = jsonencode(distinct([for step in local.steps : lookup(var.job_names, step.job, "")]))
  })
  surroundings = yamldecode(templatefile("${path.module}/refresh.asl.yaml", local.for_surroundings))
  input_states = yamldecode(templatefile("${path.module}/input.asl.yaml", local.for_surroundings))

  definition = merge(local.surroundings, { States = merge(local.surroundings.States, local.input_states, local.skipped_states.refresh, local.stage_states...) })
}
