# Reads the pipeline, checks it against pipeline_rules.yaml, and completes every step with the defaults.
# local/pipeline.py does the same for the embedded AWS, and a test compares the two, problems included.

locals {
  rules         = yamldecode(file("${path.module}/pipeline_rules.yaml"))
  pipeline_file = coalesce(var.pipeline_file, "${path.module}/pipeline.yaml")
  pipeline      = can(file(local.pipeline_file)) ? yamldecode(file(local.pipeline_file)) : null

  # The stages and steps as given, right or wrong. Only a list has an index 0; a mapping does not.
  given_stages = try([
    for number, stage in local.pipeline.stages : {
      where = "stage ${number + 1} (${try(coalesce(tostring(stage.name)), "without a name")})"
      stage = stage
    } if can(local.pipeline.stages[0])
  ], [])
  given_steps = flatten([
    for number, given in local.given_stages : try([
      for position, step in given.stage.steps : {
        where    = "${given.where}, step ${position + 1} ${try(jsonencode(step), "")}"
        stage    = number
        step     = step
        complete = try(merge(local.pipeline.step_defaults, step), merge(step, {}), local.pipeline.step_defaults, {})
        state    = trim("${try(coalesce(tostring(step.key)), "")}-${trim(replace(lower(try(coalesce(tostring(step.title)), "")), "/[^a-z0-9]+/", "-"), "-")}", "-")
      } if can(given.stage.steps[0])
    ], [])
  ])
  given_keys  = [for given in local.given_steps : try(jsonencode(given.step.key), "")]
  given_names = [for given in local.given_stages : try(coalesce(tostring(given.stage.name)), "")]

  surrounding_states = merge(yamldecode(file("${path.module}/refresh.asl.yaml")).States, yamldecode(file("${path.module}/input.asl.yaml")))
  taken_names = concat(
    keys(local.surrounding_states),
    flatten([for state in values(local.surrounding_states) : try(keys(state.ItemProcessor.States), [])]),
    keys(yamldecode(file("${path.module}/failure.asl.yaml")).States),
    keys(yamldecode(file("${path.module}/skipped.asl.yaml"))),
    local.given_names,
    [for name in local.given_names : "Keep the lock for ${name}"],
    [for given in local.given_steps : given.state],
    flatten([for given in local.given_steps : [for how in ["skipped", "failed"] : "${try(coalesce(tostring(given.step.key)), "")} ${how}"]]),
  )

  pipeline_problems = concat(
    [
      for name in try(keys(local.pipeline), []) :
      "the pipeline: ${name} is no field; there are ${join(", ", local.rules.fields.pipeline)}"
      if !contains(local.rules.fields.pipeline, name)
    ],
    can(local.pipeline.stages[0]) ? [] : ["the pipeline: stages is a list of one stage or more"],
    !can(local.pipeline.step_defaults) || can(keys(local.pipeline.step_defaults)) ? [] : ["step_defaults is a mapping"],
    [
      for name in try(keys(local.pipeline.step_defaults), []) :
      "step_defaults: ${name} is no field; there are ${join(", ", keys(local.rules.numbers))}"
      if !contains(keys(local.rules.numbers), name)
    ],
    [
      for name, value in try({ for name, value in local.pipeline.step_defaults : name => value }, {}) :
      "step_defaults: ${name} is ${local.rules.numbers[name].rule}"
      if contains(keys(local.rules.numbers), name) && !try(
        jsonencode(value) == jsonencode(tonumber(value)) && value >= local.rules.numbers[name].least && value <= local.rules.numbers[name].most && (!local.rules.numbers[name].whole || floor(value) == value),
        false
      )
    ],
    flatten([for given in local.given_stages : [for problem in concat(
      [
        for name in try(keys(given.stage), []) :
        "${name} is no field; there are ${join(", ", local.rules.fields.stage)}" if !contains(local.rules.fields.stage, name)
      ],
      !try(jsonencode(given.stage.name) == jsonencode(tostring(given.stage.name)) && can(regex(local.rules.texts.name.pattern, given.stage.name)), false) ? [
        "name is ${local.rules.texts.name.rule}"
      ] : [],
      try(length([for name in local.taken_names : name if name == given.stage.name]) > 1, false) ? [
        "name is taken, by another stage, a step or a state around them"
      ] : [],
      !can(given.stage.steps[0]) ? ["steps is a list of one step or more"] : [],
      can(given.stage.steps[local.rules.most_steps_in_a_stage]) ? [
        "steps has ${length(given.stage.steps)} steps; a stage has at most ${local.rules.most_steps_in_a_stage}, whose failures fit into a state of Step Functions"
      ] : [],
    ) : "${given.where}: ${problem}"]]),
    flatten([for position, given in local.given_steps : [for problem in concat(
      [
        for name in try(keys(given.step), []) :
        "${name} is no field; there are ${join(", ", concat(local.rules.fields.step, keys(local.rules.numbers)))}"
        if !contains(concat(local.rules.fields.step, keys(local.rules.numbers)), name)
      ],
      [
        for field in ["key", "title", "job"] :
        "${field} is ${local.rules.texts[field].rule}"
        if !try(jsonencode(given.step[field]) == jsonencode(tostring(given.step[field])) && can(regex(local.rules.texts[field].pattern, given.step[field])), false)
      ],
      can(given.step.key) && index(local.given_keys, local.given_keys[position]) < position ? [
        "key is taken by an earlier step"
      ] : [],
      [
        for name, number in local.rules.numbers :
        can(given.complete[name]) ? "${name} is ${number.rule}" : "${name} is missing, here and in step_defaults"
        if !can(given.complete[name]) || (can(given.step[name]) && !try(
          jsonencode(given.step[name]) == jsonencode(tonumber(given.step[name])) && given.step[name] >= number.least && given.step[name] <= number.most && (!number.whole || floor(given.step[name]) == given.step[name]),
          false
        ))
      ],
      can(given.step.arguments) && !can(keys(given.step.arguments)) ? ["arguments is a mapping of names to texts"] : [],
      [
        for name in try(keys(given.step.arguments), []) :
        "arguments: the name ${name} ${local.rules.arguments.name.rule}" if !can(regex(local.rules.arguments.name.pattern, name))
      ],
      [
        for name in try(keys(given.step.arguments), []) :
        "arguments: ${name} is ${local.rules.arguments.not_value.rule}"
        if !try(jsonencode(given.step.arguments[name]) == jsonencode(tostring(given.step.arguments[name])) && given.step.arguments[name] != null && !can(regex(local.rules.arguments.not_value.pattern, given.step.arguments[name])), false)
      ],
    ) : "${given.where}: ${problem}"]]),
  )

  # A wrong pipeline is used no further, so that its own problems are the only ones reported.
  stages = [for given in local.given_stages : given.stage.name if length(local.pipeline_problems) == 0]
  steps = [
    for given in local.given_steps : {
      stage                  = given.stage
      key                    = given.step.key
      title                  = given.step.title
      job                    = given.step.job
      state                  = given.state
      arguments              = merge(try(given.step.arguments, {}), lookup(var.job_arguments, given.step.key, {}))
      timeout_seconds        = lookup(var.step_timeouts, given.step.key, given.complete.timeout_seconds)
      retry_attempts         = coalesce(try(var.step_retries[given.step.key].attempts, null), given.complete.retry_attempts)
      retry_interval_seconds = coalesce(try(var.step_retries[given.step.key].interval_seconds, null), given.complete.retry_interval_seconds)
      retry_backoff_rate     = coalesce(try(var.step_retries[given.step.key].backoff_rate, null), given.complete.retry_backoff_rate)
    } if length(local.pipeline_problems) == 0
  ]
  # Terraform has no function that counts bytes. In base64, four characters are three bytes.
  arguments_bytes = {
    for step in local.steps : step.key => floor(length(replace(base64encode(jsonencode(step.arguments)), "=", "")) * 3 / 4)
  }
  step_keys = [for given in local.given_steps : given.step.key if length(local.pipeline_problems) == 0]
  jobs      = toset([for given in local.given_steps : given.step.job if length(local.pipeline_problems) == 0])
}
