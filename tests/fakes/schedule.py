"""The schedule, in memory."""

from dataclasses import replace

from chalicelib.domain.schedule import Schedule, Switch


class FakeScheduleRule:
    """The rule that starts refreshes; it counts what it is asked."""

    def __init__(self, expression: str = "cron(0 2 1 * ? *)", *, enabled: bool = True) -> None:
        self.schedule = Schedule(expression, enabled)
        self.asked: list[str] = []

    def read(self) -> Schedule:
        self.asked.append("read")
        return self.schedule

    def switch(self, *, on: bool) -> None:
        self.asked.append("switch")
        self.schedule = Schedule(self.schedule.expression, on)


class FakeSwitchNote:
    """The note of who switched the schedule."""

    def __init__(self) -> None:
        self.switch: Switch | None = None

    def read(self) -> Switch | None:
        return self.switch

    def write(self, switch: Switch) -> None:
        # As exactly as the table has it.
        moment = switch.at.replace(microsecond=switch.at.microsecond // 1000 * 1000)
        self.switch = replace(switch, at=moment)
