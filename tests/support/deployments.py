"""Other deployments on the embedded AWS of this process, and other APIs of the shared one.

`python -m local` would do the same, in a process that takes seconds to start.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.bootstrap import Environment
from local.api import environment_of, serve_api
from local.deployment import read_deployment_of
from local.provisioning import Deployed, provision
from local.values import read_values
from tests.support.client import Api
from tests.support.executions import wait_for_end
from tests.support.lock import arn_of
from tests.support.pipelines import EIGHT_STEPS_VALUES, REFRESH_URL, eight_steps


def beside(prefix: str, values: Mapping[str, Any] | None = None) -> Deployed:
    """Deploy the eight steps once more, with more of the values.

    Its resources and its jobs have names that begin with `prefix`, and nothing has run in it.
    """
    own = read_values(EIGHT_STEPS_VALUES)
    jobs = {job: f"{prefix}-{name}" for job, name in own["job_names"].items()}
    document = {**own, **(values or {}), "name_prefix": prefix, "job_names": jobs}
    return provision(REFRESH_URL, read_deployment_of(document, eight_steps().pipeline))


def api_of(deployed: Deployed, **variables: str) -> Api:
    """Serve the API of a deployment, with more of an environment."""
    url = serve_api(0, Environment(environment_of(deployed) | variables), log_level="INFO")
    return Api(url, wait_for_end=lambda name: wait_for_end(arn_of(deployed, name)))
