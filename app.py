"""The Lambda function that answers requests: the API, wired from the environment."""

import gc

# No module is garbage. To look for it while they are imported takes a tenth of a cold start.
gc.disable()

from chalicelib.api.app import create_app  # noqa: E402
from chalicelib.bootstrap import Environment  # noqa: E402

app = create_app(Environment())

gc.freeze()
gc.enable()
