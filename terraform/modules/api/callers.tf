# With AWS IAM, who calls is known by the signature, and what they may do by their own policies: these,
# to be given to the principals that may read, and to those that may change something as well.

data "aws_iam_policy_document" "callers" {
  for_each = {
    for role, methods in { viewer = ["GET", "HEAD"], operator = ["GET", "HEAD", "POST", "PUT"] } :
    role => methods if var.authentication == "iam"
  }

  statement {
    actions   = ["execute-api:Invoke"]
    resources = [for method in each.value : "${local.stage_execution_arn}/${method}/*"]
  }
}
