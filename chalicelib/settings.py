"""The deployment's settings, read from the environment when they are first needed."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

LOOPBACK = ("127.0.0.1", "localhost")


StateMachineArn = Annotated[
    str, Field(pattern=r"^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:]+$")
]


class Settings(BaseModel):
    """The settings of the API. Each field is an environment variable in upper case."""

    model_config = ConfigDict(frozen=True)

    state_machine_arn: StateMachineArn = Field(
        description="ARN of the state machine that the API starts, reads and stops."
    )
    lock_table_name: str = Field(min_length=1, description="Name of the table with the lock.")
    records_table_name: str | None = Field(
        None,
        description="Name of the table with the records of executions. The API records nothing if "
        "it is empty.",
    )
    environment: str = Field(min_length=1, description="Name of the environment, such as `prod`.")
    schedule_rule_name: str | None = Field(
        None,
        description="Name of the rule that starts the refresh. If it is empty, there is no "
        "schedule.",
    )
    poll_after_seconds: float = Field(
        5, gt=0, description="How long a viewer should wait before it asks again."
    )
    live_cache_seconds: float = Field(
        2,
        ge=0,
        description="How long the API caches the state of a running execution, of the list and of "
        "the schedule. While nothing runs, it caches the list five times as long.",
    )


class KeeperSettings(BaseModel):
    """The settings of the keeper: two of those that the API has."""

    model_config = ConfigDict(frozen=True)

    state_machine_arn: StateMachineArn
    records_table_name: str = Field(min_length=1)


class AccessSettings(BaseModel):
    """The settings of authentication. Without any of them, nobody gets in."""

    model_config = ConfigDict(frozen=True)

    authentication: Literal["token", "iam"] = Field(
        "token",
        description="How callers authenticate: with a token, or with a signature of AWS IAM. "
        "The API ignores the other one.",
    )

    token_secret_arn: str | None = Field(
        None, min_length=1, description="ARN of the secret that lists the access tokens."
    )
    token_cache_seconds: float = Field(
        60,
        ge=0,
        description="How long the list of tokens is cached. A revoked token is accepted for at "
        "most this time plus `authorizer_ttl_seconds`.",
    )
    oidc_issuer: str | None = Field(
        None, description="The issuer of the JWTs, exactly as in their claim `iss`."
    )
    oidc_audience: str | None = Field(
        None, min_length=1, description="The audience of the JWTs, as in their claim `aud`."
    )
    oidc_client_id: str | None = Field(
        None, min_length=1, description="The client id with which people sign in to the dashboard."
    )
    oidc_roles_claim: str = Field(
        "roles",
        min_length=1,
        description="The claim that has the roles. A dot leads to a field inside an object: "
        "`realm.roles`.",
    )
    oidc_roles_claim_is_scope: bool = Field(
        default=False,
        description="Whether the claim is one text, with a space between two roles, as OAuth's "
        "`scope`.",
    )
    oidc_viewer_role: str = Field(
        "viewer", min_length=1, description="The role of the issuer that makes a viewer."
    )
    oidc_operator_role: str = Field(
        "operator", min_length=1, description="The role of the issuer that makes an operator."
    )
    oidc_name_claim: str = Field(
        "sub", min_length=1, description="The claim that has the caller's name."
    )

    cors_origin: str | None = Field(
        None,
        pattern=r"^https?://[^/*\s,]+$",
        description="The one other site whose pages may call the API, such as "
        "`https://ops.example.com`.",
    )

    @property
    def page_client(self) -> dict[str, str] | None:
        """What the dashboard needs to let people sign in with the issuer, if they can."""
        if not (self.oidc_client_id and self.oidc_issuer and self.oidc_audience):
            return None
        return {
            "client-id": self.oidc_client_id,
            "issuer": self.oidc_issuer,
            "audience": self.oidc_audience,
        }

    @model_validator(mode="after")
    def _issuer_is_whole(self) -> Self:
        if (self.oidc_issuer is None) != (self.oidc_audience is None):
            raise ValueError("OIDC_ISSUER and OIDC_AUDIENCE belong together: set both, or neither")
        if self.oidc_client_id is not None and self.oidc_issuer is None:
            raise ValueError("OIDC_CLIENT_ID is of no use without OIDC_ISSUER")
        if self.oidc_issuer is not None:
            url = urlsplit(self.oidc_issuer)
            # Whoever can change what plain HTTP carries could sign tokens of their own.
            if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
                raise ValueError("OIDC_ISSUER must be an https URL")
        return self


class SettingsError(Exception):
    """The deployment's settings are missing or malformed. It names them, and tells no value."""

    @property
    def logged(self) -> str:
        """What the log may say: all of it."""
        return str(self)


Model = TypeVar("Model", bound=BaseModel)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of the API.

    Raises:
        SettingsError: naming each variable that is missing or malformed.
    """
    return _read(Settings, environ)


def read_keeper_settings(environ: Mapping[str, str]) -> KeeperSettings:
    """Return the settings of the keeper.

    Raises:
        SettingsError: naming each variable that is missing or malformed.
    """
    return _read(KeeperSettings, environ)


def read_access_settings(environ: Mapping[str, str]) -> AccessSettings:
    """Return the settings of authentication; an empty variable is as good as none.

    Raises:
        SettingsError: naming each variable that is malformed.
    """
    return _read(AccessSettings, {name: value for name, value in environ.items() if value})


def _read(model: type[Model], environ: Mapping[str, str]) -> Model:
    found = {name: environ[name.upper()] for name in model.model_fields if name.upper() in environ}
    try:
        return model.model_validate(found)
    except ValidationError as exc:
        wrong = "; ".join(
            ": ".join([*(str(part).upper() for part in error["loc"]), error["msg"]])
            for error in exc.errors()
        )
        raise SettingsError(f"environment variables: {wrong}") from exc
