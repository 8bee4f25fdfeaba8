"""The only place that knows boto3."""
