"""Where the embedded AWS is, and how boto3 gets there. It loads nothing of the emulator."""

import os
import socket

HOST = "127.0.0.1"
REGION = "us-east-1"

# The embedded AWS must not use the user's own AWS configuration.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
REMOVED_PREFIXES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_")


class PortInUse(Exception):
    """Another program listens on the port."""


def free_port(wanted: int) -> int:
    """Return the port if it is free, or any free port for 0.

    Raises:
        PortInUse: the port cannot be used.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as exc:
            raise PortInUse(f"port {wanted} of {HOST} cannot be used: {exc.strerror}") from exc
        port: int = probe.getsockname()[1]
        return port
