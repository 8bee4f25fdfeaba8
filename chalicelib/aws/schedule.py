"""The rule that starts refreshes on a schedule, and the note of who switched it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.aws.errors import translated
from chalicelib.aws.moments import moment_of, text_of
from chalicelib.domain.schedule import Schedule, Switch

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient

# Beside the lock's own item: the rule is Terraform's, and has no room for it.
NOTE_KEY: Mapping[str, Any] = {"lock": {"S": "schedule"}}


class ScheduleRule:
    """The EventBridge rule. Every method raises `RefreshError`s."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self.client = client
        self._name = name

    def read(self) -> Schedule:
        """Return the schedule as it is.

        Raises:
            NotFound: the rule is gone.
        """
        with translated("read the schedule", f"the schedule's rule {self._name} does not exist"):
            answer = self.client.describe_rule(Name=self._name)
            return Schedule(answer["ScheduleExpression"], answer["State"] == "ENABLED")

    def switch(self, *, on: bool) -> None:
        """Enable or disable it; doing so twice changes nothing.

        Raises:
            NotFound: the rule is gone.
        """
        with translated("switch the schedule", f"the schedule's rule {self._name} does not exist"):
            if on:
                self.client.enable_rule(Name=self._name)
            else:
                self.client.disable_rule(Name=self._name)


class SwitchNote:
    """The note of who switched the schedule, an item of the lock's table.

    Every method raises `RefreshError`s.
    """

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.client = client
        self._table = table

    def read(self) -> Switch | None:
        """Return what was written last; none where nothing was, or by hand and not in its form."""
        with translated("read who switched the schedule"):
            answer = self.client.get_item(TableName=self._table, Key=NOTE_KEY, ConsistentRead=True)
            item: Mapping[str, Mapping[str, Any]] = answer.get("Item", {})
        enabled, by = item.get("enabled", {}).get("BOOL"), item.get("by", {}).get("S")
        at = moment_of(item.get("at", {}).get("S"))
        if enabled is None or by is None or at is None:
            return None
        return Switch(enabled, by, at, item.get("reason", {}).get("S"))

    def write(self, switch: Switch) -> None:
        """Write it in the place of the one before."""
        item: dict[str, Any] = {
            **NOTE_KEY,
            "enabled": {"BOOL": switch.enabled},
            "by": {"S": switch.by},
            "at": {"S": text_of(switch.at)},
        }
        if switch.reason is not None:
            item["reason"] = {"S": switch.reason}
        with translated("keep who switched the schedule"):
            self.client.put_item(TableName=self._table, Item=item)
