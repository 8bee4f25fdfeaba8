locals {
  name = "${var.name_prefix}-${var.environment}-api"

  # The one stage, and the first part of the URL's path; Chalice's own word for it.
  stage_name = "api"

  # The runtime and the architecture are facts of the wheels in the package.
  manifest = jsondecode(file("${var.package_directory}/manifest.json"))
  archive  = "${var.package_directory}/${local.manifest.archive}"

  # arn:partition:states:region:account:stateMachine:name; the API lives where its state machine does.
  state_machine = split(":", var.state_machine_arn)
  partition     = local.state_machine[1]
  region        = local.state_machine[3]
  account_id    = local.state_machine[4]
}
