"""What the routes are handed."""

from typing import Protocol

from chalicelib.services.ports import AccessTokens, Aws, Issuer
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.scheduling import Scheduler
from chalicelib.services.unknown_names import UnknownNames
from chalicelib.settings import AccessSettings, Settings


class Wiring(Protocol):
    """The parts of a deployment, each made when it is first needed.

    Every part raises `SettingsError` where the deployment is not configured.
    """

    @property
    def settings(self) -> Settings:
        """What the deployment tells the API."""

    @property
    def access_settings(self) -> AccessSettings:
        """What the deployment tells of who gets in."""

    @property
    def aws(self) -> Aws:
        """What a refresh is run with."""

    @property
    def executions(self) -> ExecutionRepository:
        """The executions of the state machine."""

    @property
    def unknown_names(self) -> UnknownNames:
        """The names that callers ask for and that do not exist."""

    @property
    def scheduler(self) -> Scheduler | None:
        """The schedule, where the deployment has one."""

    @property
    def tokens(self) -> AccessTokens | None:
        """The access tokens, where the deployment takes them."""

    @property
    def issuer(self) -> Issuer | None:
        """The issuer of JWTs, where the deployment trusts one."""
