"""The rule that starts refreshes on a schedule."""

from typing import TYPE_CHECKING

from chalicelib.adapters.aws.errors import translated
from chalicelib.domain.schedule import Schedule

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


class ScheduleRule:
    """The EventBridge rule. Every method raises `RefreshError`s."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self.client = client
        self._name = name

    def read(self) -> Schedule:
        """Return the schedule.

        Raises:
            NotFound: the rule is gone.
        """
        with translated("read the schedule", f"the schedule's rule {self._name} does not exist"):
            answer = self.client.describe_rule(Name=self._name)
            return Schedule(answer["ScheduleExpression"], answer["State"] == "ENABLED")

    def switch(self, *, on: bool) -> None:
        """Enable or disable the rule.

        Raises:
            NotFound: the rule is gone.
        """
        with translated("switch the schedule", f"the schedule's rule {self._name} does not exist"):
            if on:
                self.client.enable_rule(Name=self._name)
            else:
                self.client.disable_rule(Name=self._name)
