# With AWS IAM, the signature identifies the caller, and the caller's own policy says what they may do. Attach
# one of these policies to each principal: viewer to those that may read, operator to those that may also
# make changes.

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
