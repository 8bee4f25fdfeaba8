"""The Lambda function that answers requests: the API, wired from the environment."""

from chalicelib.api.app import create_app
from chalicelib.bootstrap import Environment

app = create_app(Environment())
