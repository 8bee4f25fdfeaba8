import pytest

from chalicelib.settings import SettingsError, read_access_settings, read_settings

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:omc-flywheel-dev-db-refresh"


TOLD = {"STATE_MACHINE_ARN": ARN, "LOCK_TABLE_NAME": "lock", "ENVIRONMENT": "dev"}


def test_the_state_machine_the_lock_and_the_environment_are_all_that_has_to_be_told() -> None:
    settings = read_settings({**TOLD, "HOME": "/root"})
    assert (settings.state_machine_arn, settings.poll_after_seconds) == (ARN, 5)
    assert settings.environment == "dev"
    assert settings.schedule_rule_name is None


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "STATE_MACHINE_ARN"),
        ({"STATE_MACHINE_ARN": ARN}, "LOCK_TABLE_NAME"),
        ({"STATE_MACHINE_ARN": ARN, "LOCK_TABLE_NAME": "lock"}, "ENVIRONMENT"),
        ({**TOLD, "ENVIRONMENT": ""}, "ENVIRONMENT"),
        ({**TOLD, "STATE_MACHINE_ARN": "db-refresh"}, "STATE_MACHINE_ARN"),
        ({**TOLD, "POLL_AFTER_SECONDS": "soon"}, "POLL_AFTER_SECONDS"),
        ({**TOLD, "POLL_AFTER_SECONDS": "0"}, "POLL_AFTER_SECONDS"),
        ({**TOLD, "LIVE_CACHE_SECONDS": "-1"}, "LIVE_CACHE_SECONDS"),
    ],
)
def test_a_setting_that_is_missing_or_malformed_is_named(
    environ: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(environ)


def test_a_client_of_no_issuer_is_a_mistake() -> None:
    with pytest.raises(SettingsError, match="OIDC_CLIENT_ID"):
        read_access_settings({"OIDC_CLIENT_ID": "dashboard"})
