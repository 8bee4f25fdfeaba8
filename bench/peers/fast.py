"""With FastAPI behind Mangum."""

import hashlib
import os
from datetime import datetime
from typing import Annotated

import boto3
from fastapi import FastAPI, Header, Query, Response
from mangum import Mangum
from pydantic import BaseModel

client = boto3.client("stepfunctions")
app = FastAPI()


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


def list_executions(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a page of executions."""
    answer = client.list_executions(
        stateMachineArn=os.environ["STATE_MACHINE_ARN"], maxResults=limit
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
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")


app.get("/executions", response_model=None)(list_executions)
handler = Mangum(app, lifespan="off")
