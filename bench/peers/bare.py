"""With boto3 alone."""

import hashlib
import json
import os
from typing import Any

import boto3

client = boto3.client("stepfunctions")


def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
    """Return a page of executions."""
    query = event.get("queryStringParameters") or {}
    limit = int(query.get("limit", 20))
    if not 1 <= limit <= 100:
        return {"statusCode": 422, "headers": {}, "body": "limit: give 1 to 100"}
    answer = client.list_executions(
        stateMachineArn=os.environ["STATE_MACHINE_ARN"], maxResults=limit
    )
    items = [
        {
            "name": execution["name"],
            "status": execution["status"],
            "started_at": execution["startDate"].isoformat(),
            "stopped_at": execution["stopDate"].isoformat() if "stopDate" in execution else None,
        }
        for execution in answer["executions"]
    ]
    body = json.dumps({"items": items, "next_cursor": answer.get("nextToken")})
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    headers = {"Content-Type": "application/json", "ETag": etag}
    if event["headers"].get("if-none-match") == etag:
        return {"statusCode": 304, "headers": headers, "body": ""}
    return {"statusCode": 200, "headers": headers, "body": body}
