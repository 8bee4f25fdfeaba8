# The records of executions that have ended, an item for each: Step Functions forgets them after 90 days.

locals {
  records_table = "${local.name}-records"
  records_index = "by_start"
  records_arn   = "arn:${local.partition}:dynamodb:${local.region}:${local.account_id}:table/${local.records_table}"
}

resource "aws_dynamodb_table" "records" {
  #checkov:skip=CKV_AWS_119:without kms_key_arn, a key of AWS: one of our own would have to be granted to all who read it
  #checkov:skip=CKV2_AWS_16:requests are paid for one by one; there is no capacity to scale
  name                        = local.records_table
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "name"
  deletion_protection_enabled = var.records_deletion_protection
  tags                        = var.tags

  attribute {
    name = "name"
    type = "S"
  }

  # All items of the index have the same one, so that it is one list.
  attribute {
    name = "collection"
    type = "S"
  }

  # The start and the name.
  attribute {
    name = "placed"
    type = "S"
  }

  global_secondary_index {
    name               = local.records_index
    hash_key           = "collection"
    range_key          = "placed"
    projection_type    = "INCLUDE"
    non_key_attributes = ["outcome", "reason", "requested_by", "status", "stopped_at", "trigger"]
  }

  point_in_time_recovery {
    enabled = true
  }

  # Disabled is with a key of AWS: there is no table that is not encrypted.
  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }
}
