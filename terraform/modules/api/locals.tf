locals {
  name = "${var.name_prefix}-${var.environment}-api"

  # The only stage, and the first part of the URL's path. Chalice uses the same name.
  stage_name = "api"

  # The wheels in the package fix the runtime and the architecture.
  manifest = jsondecode(file("${var.package_directory}/manifest.json"))
  archive  = "${var.package_directory}/${local.manifest.archive}"

  # arn:partition:states:region:account:stateMachine:name. The API is in the same account and region.
  state_machine = split(":", var.state_machine_arn)
  partition     = local.state_machine[1]
  region        = local.state_machine[3]
  account_id    = local.state_machine[4]
}
