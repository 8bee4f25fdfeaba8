"""Where moto's Secrets Manager is not like AWS's."""

from collections.abc import Callable
from typing import Any

from local.emulator.declaring import Fix, Replacement


def _by_its_label(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(self: Any, secret_id: str, version_id: str | None, version_stage: str | None) -> Any:
        if not version_id and not version_stage:
            version_stage = "AWSCURRENT"
        return original(self, secret_id, version_id, version_stage)

    return get


THE_CURRENT_SECRET_IS_THE_LABELLED_ONE = Fix(
    name="the_current_secret_is_the_labelled_one",
    service="Secrets Manager",
    moto="A secret that is asked for without a version is the one that was put last as the current "
    "one, wherever its label has been moved since.",
    aws="It is the version that has the label `AWSCURRENT`.",
    docs="https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
    "API_UpdateSecretVersionStage.html",
    replacements=(
        Replacement(
            "moto.secretsmanager.models:SecretsManagerBackend", "get_secret_value", _by_its_label
        ),
    ),
)

FIXES = (THE_CURRENT_SECRET_IS_THE_LABELLED_ONE,)
