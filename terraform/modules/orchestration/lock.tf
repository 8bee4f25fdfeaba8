# One item of this table is the lock. The state machine takes it before its first stage, and the API before it
# starts an execution. So only one refresh runs at a time, whoever starts it.

resource "aws_dynamodb_table" "lock" {
  #checkov:skip=CKV_AWS_28:The table has one item, which every refresh writes again, so there is nothing to restore.
  #checkov:skip=CKV_AWS_119:The item has only ARNs and times, and every reader would need a grant for a key of our own.
  #checkov:skip=CKV2_AWS_16:The table is billed per request, so there is no capacity to scale.
  name         = local.names.lock_table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = local.resources.lock.hash_key
  tags         = var.tags

  attribute {
    name = local.resources.lock.hash_key
    type = local.resources.lock.hash_key_type
  }
}
