"""The page of notifications shows what is sent."""

from chalicelib.domain.statuses import Outcome
from local.provisioning import Deployed
from tests.support.mailbox import attributes_of
from tests.support.notifications import notifications
from tools.notifications import COMMAND, PAGE, with_examples


def test_the_examples_on_the_page_are_what_is_sent(deployed: Deployed, mailbox: str) -> None:
    sent = notifications(deployed, mailbox)
    assert {attributes_of(mail)["outcome"] for mail in sent.values()} == {*Outcome}
    page = PAGE.read_text()
    assert page == with_examples(page, sent), f"run: {COMMAND}"
