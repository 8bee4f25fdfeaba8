"""The wiring of the API that the tests share."""

from collections.abc import Callable, Mapping
from functools import cached_property

from chalicelib.adapters.aws.clients import secretsmanager
from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.bootstrap import Environment
from local.aws import REGION


class RenewableWiring(Environment):
    """A wiring that a test can have made anew, with other variables.

    By `clock`, in seconds, it forgets the access tokens.
    """

    def __init__(self, variables: Mapping[str, str], clock: Callable[[], float]) -> None:
        super().__init__(variables)
        self._own = variables
        self._clock = clock

    @cached_property
    def tokens(self) -> TokenSecret | None:
        """The access tokens, where the deployment takes them."""
        arn = self.access_settings.token_secret_arn
        if arn is None:
            return None
        keep_seconds = self.access_settings.token_cache_seconds
        return TokenSecret(secretsmanager(REGION), arn, keep_seconds, clock=self._clock)

    def renew(self, **variables: str) -> None:
        """Make every part anew when it is next needed, with these variables over its own."""
        own, clock = self._own, self._clock
        vars(self).clear()
        super().__init__({**own, **variables})
        self._own, self._clock = own, clock
