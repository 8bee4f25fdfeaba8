"""The Lambda function that a rule calls every few minutes: the keeper. It decides nothing.

A function of its own, from the same package: `app.py` and its middleware do not run here.
"""

from chalicelib.bootstrap import Environment
from chalicelib.observability import logger

_environment = Environment()


class KeeperFailed(Exception):
    """Makes Lambda count an error. Lambda logs it, so it says nothing more."""

    def __init__(self) -> None:
        super().__init__("not everything could be recorded; the line before says why")


def keep(_: object, context: object) -> None:
    """Let the keeper run once.

    Raises:
        KeeperFailed: for whatever reason; the log has it.
    """
    logger().append_keys(correlation_id=getattr(context, "aws_request_id", None))
    try:
        _environment.keep_records()
    except Exception:  # noqa: BLE001  # Lambda would log all of it
        logger().exception("the keeper failed")
        raise KeeperFailed from None
