"""The note of who switched the schedule: an item of the lock's table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.moments import moment_of, text_of
from chalicelib.domain.schedule import Switch

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# It stands beside the lock: the rule belongs to Terraform, and has no room for it.
KEY: Mapping[str, Any] = {"lock": {"S": "schedule"}}


class SwitchNote:
    """The note. Every method raises `RefreshError`s."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.client = client
        self._table = table

    def read(self) -> Switch | None:
        """Return the last note; `None` where there is none, or where it has another form."""
        with translated("read who switched the schedule"):
            answer = self.client.get_item(TableName=self._table, Key=KEY, ConsistentRead=True)
            item: Mapping[str, Mapping[str, Any]] = answer.get("Item", {})
        enabled, by = item.get("enabled", {}).get("BOOL"), item.get("by", {}).get("S")
        at = moment_of(item.get("at", {}).get("S"))
        if enabled is None or by is None or at is None:
            return None
        return Switch(enabled, by, at, item.get("reason", {}).get("S"))

    def write(self, switch: Switch) -> None:
        """Write the note over the earlier one."""
        item: dict[str, Any] = {
            **KEY,
            "enabled": {"BOOL": switch.enabled},
            "by": {"S": switch.by},
            "at": {"S": text_of(switch.at)},
        }
        if switch.reason is not None:
            item["reason"] = {"S": switch.reason}
        with translated("note who switched the schedule"):
            self.client.put_item(TableName=self._table, Item=item)
