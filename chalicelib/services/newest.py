"""What Step Functions' list says of executions that are new or run again."""

from collections.abc import Callable
from functools import cache

from chalicelib.domain.execution import Execution, ExecutionListItem, ExecutionListPage
from chalicelib.domain.statuses import ExecutionStatus

Page = Callable[[ExecutionStatus | None, str | None], ExecutionListPage]
# Returns what the list says of an execution that is kept, if it may be new or run again.
Listing = Callable[[Execution], ExecutionListItem | None]


class Newest:
    """The newest page of the list, and that of what runs; each is asked for once, when needed."""

    def __init__(self, page: Page) -> None:
        self._page = cache(page)

    @property
    def page(self) -> ExecutionListPage:
        """The newest page."""
        return self._page(None, None)

    def get(self, name: str) -> ExecutionListItem | None:
        """Return what the list says of an execution, if it is new or runs again."""
        newest = self.page
        if name in newest.by_name or not newest.next_token:
            return newest.by_name.get(name)
        return self._page(ExecutionStatus.RUNNING, None).by_name.get(name)
