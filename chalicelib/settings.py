"""The deployment's settings, read from the environment when they are first needed."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Settings(BaseModel):
    """What the deployment tells the API; each field is an environment variable in upper case."""

    model_config = ConfigDict(frozen=True)

    state_machine_arn: str = Field(pattern=r"^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:]+$")
    lock_table_name: str = Field(min_length=1)
    schedule_rule_name: str | None = Field(None, description="Empty or absent: no schedule.")
    poll_after_seconds: float = Field(5, gt=0, description="How often a viewer should come back.")
    live_cache_seconds: float = Field(
        2, ge=0, description="How long what AWS said of a running execution is good for."
    )


class SettingsError(Exception):
    """The deployment's settings are missing or malformed."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings.

    Raises:
        SettingsError: naming each variable that is missing or malformed.
    """
    given = {
        name: environ[name.upper()] for name in Settings.model_fields if name.upper() in environ
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as exc:
        wrong = "; ".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in exc.errors())
        raise SettingsError(f"environment variables: {wrong}") from exc
