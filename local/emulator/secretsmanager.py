"""Corrections of moto's Secrets Manager."""

from collections.abc import Callable
from typing import Any

from local.emulator.declaring import Fix, Replacement


def _by_its_label(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(self: Any, secret_id: str, version_id: str | None, version_stage: str | None) -> Any:
        if not version_id and not version_stage:
            version_stage = "AWSCURRENT"
        return original(self, secret_id, version_id, version_stage)

    return get


CURRENT_SECRET_HAS_THE_LABEL = Fix(
    name="current_secret_has_the_label",
    service="Secrets Manager",
    moto="GetSecretValue without a version returns the one that was last put as the current one, "
    "even if the label `AWSCURRENT` was moved later.",
    aws="GetSecretValue without a version returns the one with the label `AWSCURRENT`.",
    docs="https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
    "API_UpdateSecretVersionStage.html",
    replacements=(
        Replacement(
            "moto.secretsmanager.models:SecretsManagerBackend", "get_secret_value", _by_its_label
        ),
    ),
)

FIXES = (CURRENT_SECRET_HAS_THE_LABEL,)
