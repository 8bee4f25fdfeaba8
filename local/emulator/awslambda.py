"""Corrections of moto's Lambda."""

from collections.abc import Callable
from typing import Any

from local.emulator.declaring import Fix, Replacement

FUNCTION = "moto.awslambda.models:LambdaFunction"


def _init(original: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, *args: Any, spec: dict[str, Any], **more: Any) -> None:
        self.logging = spec.get("LoggingConfig", {})
        original(self, *args, spec=spec, **more)

    return init


def _update_configuration(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_configuration(self: Any, updates: dict[str, Any]) -> Any:
        self.logging = updates.get("LoggingConfig", self.logging)
        return original(self, updates)

    return update_configuration


def _get_configuration(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_configuration(self: Any, on_create: bool = False) -> Any:  # noqa: FBT002
        default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        return {**original(self, on_create), "LoggingConfig": {**default, **self.logging}}

    return get_configuration


FUNCTIONS_KEEP_THEIR_LOGGING = Fix(
    name="functions_keep_their_logging",
    service="Lambda",
    moto="A function loses its `LoggingConfig`, so every Terraform plan sets it again.",
    aws="A function keeps its `LoggingConfig`. Without one, it has the defaults.",
    docs="https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html",
    package="awslambda",
    replacements=(
        Replacement(FUNCTION, "__init__", _init),
        Replacement(FUNCTION, "update_configuration", _update_configuration),
        Replacement(FUNCTION, "get_configuration", _get_configuration),
    ),
)

FIXES = (FUNCTIONS_KEEP_THEIR_LOGGING,)
