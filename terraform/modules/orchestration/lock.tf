# One item of this table is the lock: the state machine takes it before its first stage, and the API before
# it starts an execution, so that no two refreshes run at once, whoever starts them.

resource "aws_dynamodb_table" "lock" {
  #checkov:skip=CKV_AWS_28:One item, which a running refresh writes anew; there is nothing to restore.
  #checkov:skip=CKV_AWS_119:It holds ARNs and times; a key of our own would have to be granted to all who read it.
  #checkov:skip=CKV2_AWS_16:Requests are paid for one by one; there is no capacity to scale.
  name         = local.names.lock_table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = local.resources.lock.hash_key
  tags         = var.tags

  attribute {
    name = local.resources.lock.hash_key
    type = local.resources.lock.hash_key_type
  }
}
