"""`python -m tools.notifications`: the examples in docs/reference/notifications.md.

They are real: each outcome is brought about on the embedded AWS, and a queue gets its message.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.provisioning import provision
from tests.support.bare_aws import quick_aws
from tests.support.executions import watch_ends
from tests.support.mailbox import attributes_of
from tests.support.notifications import notifications
from tests.support.pipelines import REFRESH_URL, eight_steps
from tools.markdown import replace_generated, table

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "notifications.md"
COMMAND = "python -m tools.notifications"

Mail = Mapping[str, Any]


def with_examples(page: str, examples: Mapping[str, Mail]) -> str:
    """Return the page with these notifications, each under its kind.

    Raises:
        MarkerMissing: the page has no markers for the examples.
    """
    return replace_generated(page, PAGE.name, COMMAND, "\n".join(_examples(examples)))


def _examples(examples: Mapping[str, Mail]) -> Iterator[str]:
    names = sorted({name for mail in examples.values() for name in attributes_of(dict(mail))})
    yield from ("## Attributes", "")
    yield from table(
        ("Notification", "`Subject`", *(f"`{name}`" for name in names)),
        (
            (
                f"[{kind}](#{kind.lower().replace(' ', '-')})",
                f"`{mail['Subject']}`",
                *(f"`{attributes_of(dict(mail))[name]}`" for name in names),
            )
            for kind, mail in examples.items()
        ),
    )
    yield from ("## Examples", "")
    for kind, mail in examples.items():
        yield from (f"### {kind}", "", "```text", *mail["Message"].splitlines(), "```", "")


def main() -> None:
    """Bring every outcome about, and write its notification into the page."""
    for noisy in ("moto", "localstack"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    quick_aws().start()
    watch_ends()
    deployed = provision(REFRESH_URL, eight_steps())
    examples = notifications(deployed, deployed.queue_url)
    PAGE.write_text(with_examples(PAGE.read_text(), examples))


if __name__ == "__main__":
    main()
