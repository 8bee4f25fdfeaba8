"""The snapshot that the containers of the API share, past the API."""

from typing import Any

import boto3

from chalicelib.adapters.aws.lease import lease_key
from chalicelib.adapters.aws.snapshots import DOCUMENT, HEAD
from tests.support.wiring import RenewableWiring


def new_container(wiring: RenewableWiring, **variables: str) -> None:
    """Have the next request answered by a new container, with no snapshot by others."""
    client, table = boto3.client("dynamodb"), str(wiring.settings.records_table_name)
    for name in (HEAD, DOCUMENT):
        client.delete_item(TableName=table, Key=lease_key(name))
    wiring.renew(**variables)


def content(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a document says, without when AWS was asked."""
    return {name: value for name, value in document.items() if name != "as_of"}
