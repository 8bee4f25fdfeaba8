"""With the resolver of Powertools, and Pydantic."""

import hashlib
import os
from datetime import datetime
from typing import Annotated, Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from pydantic import BaseModel, Field, TypeAdapter

client = boto3.client("stepfunctions")
app = APIGatewayRestResolver()


class Execution(BaseModel):
    """One execution."""

    name: str
    status: str
    started_at: datetime
    stopped_at: datetime | None


class Page(BaseModel):
    """A page of executions."""

    items: list[Execution]
    next_cursor: str | None


Limit = TypeAdapter(Annotated[int, Field(ge=1, le=100)])


@app.get("/executions")
def list_executions() -> Response[str]:
    """Return a page of executions."""
    answer = client.list_executions(
        stateMachineArn=os.environ["STATE_MACHINE_ARN"],
        maxResults=Limit.validate_python(app.current_event.get_query_string_value("limit", "20")),
    )
    items = [
        Execution(
            name=execution["name"],
            status=execution["status"],
            started_at=execution["startDate"],
            stopped_at=execution.get("stopDate"),
        )
        for execution in answer["executions"]
    ]
    body = Page(items=items, next_cursor=answer.get("nextToken")).model_dump_json()
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    headers = {"ETag": etag}
    if app.current_event.headers.get("if-none-match") == etag:
        return Response(304, headers=headers)
    return Response(200, "application/json", body, headers)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer an event of API Gateway."""
    return app.resolve(event, context)
