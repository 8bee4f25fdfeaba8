"""Names of what a pipeline uses, where nothing has to be there."""

RESOURCES = {
    "topic_arn": "arn:aws:sns:us-east-1:123456789012:topic",
    "lock_table_name": "lock",
    "refresh_url": "https://refresh.example.com",
}
