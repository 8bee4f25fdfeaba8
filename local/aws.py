"""The embedded AWS: moto's server in this process, provisioned like a deployment."""

import json
import logging
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from moto.core.config import default_user_config
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local import shims
from local.deployment import default_settings, read_values, render_definition, without_waiting

HOST = "127.0.0.1"
REGION = "us-east-1"

# Nothing of the user's own AWS configuration may leak into, or be used by, the embedded AWS.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
FOREIGN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_")


class PortInUse(Exception):
    """Another program listens on the port."""


@dataclass(frozen=True)
class Deployed:
    """What was provisioned."""

    state_machine_arn: str
    resources: Mapping[str, str]  # what the definition was rendered with
    queue_url: str


class EmbeddedAws:
    """moto's server, from `start` on. One a process: moto keeps its state in module globals."""

    def __init__(self, port: int = 0, job_seconds: float = 3) -> None:
        self._port = port
        self._job_seconds = job_seconds

    def start(self) -> str:
        """Start the server, point boto3 in this process at it and return its URL.

        Raises:
            PortInUse: naming the port.
        """
        port = free_port(self._port)
        url = f"http://{HOST}:{port}"
        for name in [name for name in os.environ if name.startswith(FOREIGN)]:
            del os.environ[name]
        # moto's own calls, from a running state machine to Glue or SNS, go to MOTO_PORT.
        os.environ.update(ENVIRONMENT, MOTO_PORT=str(port), AWS_ENDPOINT_URL=url)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        shims.install(self._job_seconds)
        ThreadedMotoServer(ip_address=HOST, port=port, verbose=False).start()
        # Sessions are not thread-safe while they load their first client; parallel branches would.
        boto3.setup_default_session(region_name=REGION)
        boto3.client("sts").get_caller_identity()
        return url

    def deploy(self, refresh_url: str = "http://localhost") -> Deployed:
        """Provision what the Terraform module provisions, and a queue that takes the mails.

        `refresh_url` is the API's, for the links in the mails.
        """
        values = read_values()
        environment = values["environment"]
        for name in values["job_names"].values():
            create_job(name)
        prefix = f"omc-flywheel-{environment}"
        sns = boto3.client("sns")
        topic_arn = sns.create_topic(Name=f"{prefix}-notifications")["TopicArn"]
        sqs = boto3.client("sqs")
        queue_url = sqs.create_queue(QueueName=f"{prefix}-mailbox")["QueueUrl"]
        queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])[
            "Attributes"
        ]["QueueArn"]
        sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn)
        resources = {
            "topic_arn": topic_arn,
            "lock_table_name": _create_lock_table(f"{prefix}-lock"),
            "refresh_url": refresh_url,
        }
        settings = without_waiting(default_settings())
        machine = boto3.client("stepfunctions").create_state_machine(
            name=f"{prefix}-db-refresh",
            definition=json.dumps(render_definition(values, resources, settings)),
            roleArn=_create_role(f"{prefix}-step-functions"),
        )
        return Deployed(machine["stateMachineArn"], resources, queue_url)


def free_port(wanted: int) -> int:
    """Return the port if nothing listens on it; any free one for 0.

    Raises:
        PortInUse: something listens on it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as exc:
            raise PortInUse(f"port {wanted} of {HOST} cannot be used: {exc.strerror}") from exc
        port: int = probe.getsockname()[1]
        return port


def take_notifications(queue_url: str) -> list[dict[str, Any]]:
    """Take the notifications that were sent, oldest first, as SNS delivered them."""
    sqs = boto3.client("sqs")
    taken = []
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        for message in messages:
            taken.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return taken


def create_job(name: str) -> None:
    """Create a Glue job of which two runs may go on at a time."""
    boto3.client("glue").create_job(
        Name=name,
        Role=f"arn:aws:iam::123456789012:role/{name}",
        Command={"Name": "glueetl", "ScriptLocation": f"s3://local/{name}.py"},
        ExecutionProperty={"MaxConcurrentRuns": 2},
        GlueVersion="5.0",
        WorkerType="G.1X",
        NumberOfWorkers=10,
    )


def _create_lock_table(name: str) -> str:
    boto3.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "lock", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "lock", "KeyType": "HASH"}],
    )
    return name


def _create_role(name: str) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "states.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    role = boto3.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
    )
    arn: str = role["Role"]["Arn"]
    return arn
