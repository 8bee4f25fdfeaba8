"""What the tests of the Terraform code share: it runs on a copy, so that nothing that `init` makes
is left in the checkout.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from local.applying import MADE_BY_TERRAFORM, AppliedDeployment
from local.deployment import read_deployment
from local.module import TERRAFORM
from local.terraform import Terraform, TerraformMissing
from local.values import ENVIRONMENTS
from tests.support.process import printing
from tests.support.programs import skip_or_fail
from tests.terraform.applied import REFRESH_URL, Applied, client_at, package_without_libraries
from tests.terraform.guide import Reader, missing_programs
from tests.terraform.one_provider import REATTACH, one_provider

CHANGES = {
    "memory_size": "512",
    "reserved_concurrency": "20",
    "api_log_retention_days": "5",
    "notification_emails": '["night-shift@example.com"]',
    "schedule_expression": "cron(0 3 1 * ? *)",
    "execution_timeout_seconds": "9999",
}


@pytest.fixture(scope="session")
def terraform_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the folder `terraform`; skip where there is no terraform, but fail in CI."""
    copy = tmp_path_factory.mktemp("terraform") / "terraform"
    try:
        Terraform(TERRAFORM)
    except TerraformMissing as missing:
        skip_or_fail(str(missing))
    shutil.copytree(TERRAFORM, copy, ignore=MADE_BY_TERRAFORM)
    return copy


@pytest.fixture(scope="session")
def initialised(terraform_files: Path) -> Iterator[Callable[[str], Terraform]]:
    """Give a function that returns terraform in a folder of the copy, initialised once.

    The first folder installs the provider. One process of the provider serves all folders.
    """
    ready: dict[str, Terraform] = {}
    attached: dict[str, str] = {}
    with ExitStack() as providers:

        def terraform_in(folder: str) -> Terraform:
            if folder not in ready:
                terraform = Terraform(terraform_files / folder, attached)
                terraform.init()
                if not attached:
                    providers.enter_context(one_provider(terraform))
                    attached[REATTACH] = terraform.environment[REATTACH]
                ready[folder] = terraform
            return ready[folder]

        yield terraform_in


@pytest.fixture(scope="module")
def deployers_requests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file into which the bare AWS writes the requests of Terraform's provider."""
    return tmp_path_factory.mktemp("requests") / "requests.jsonl"


@pytest.fixture(scope="module")
def bare_aws(deployers_requests: Path) -> Iterator[str]:
    with printing("tests.support.bare_aws", str(deployers_requests)) as url:
        yield url


@pytest.fixture(scope="module")
def reader(workspaces: Mapping[str, AppliedDeployment]) -> Reader | None:
    """Give somebody who follows the guide for dev, if the programs that it needs are there."""
    if missing_programs():
        return None
    return Reader(workspaces["dev"].terraform, REFRESH_URL)


@pytest.fixture(scope="module")
def workspaces(
    bare_aws: str, terraform_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, AppliedDeployment]:
    """Give both environments, each with files of its own. The guide gives dev a backend."""
    package = tmp_path_factory.mktemp("package")
    package_without_libraries(package)
    environments = {}
    for name in ("dev", "prod"):
        environments[name] = AppliedDeployment(
            read_deployment(ENVIRONMENTS / name / "terraform.tfvars.json"),
            bare_aws,
            package,
            tmp_path_factory.mktemp(name),
            own_backend=name == "dev" and not missing_programs(),
        )
    return environments


@pytest.fixture(scope="module")
def applied(
    bare_aws: str, workspaces: Mapping[str, AppliedDeployment], reader: Reader | None
) -> Iterator[Applied]:
    """Apply both environments to one AWS, side by side: the provider waits more than it works."""
    dev, prod = workspaces["dev"], workspaces["prod"]
    prod.terraform.init()
    if not reader:
        dev.terraform.init()
    with (
        one_provider(prod.terraform),
        one_provider(dev.terraform, initialised=prod.terraform),
        ThreadPoolExecutor() as pool,
    ):

        def apply_dev() -> Mapping[str, Any]:
            if not reader:
                return dev.apply(refresh_url=REFRESH_URL)
            deploy_by_the_guide(reader, bare_aws)
            dev.variables = ["-var-file=dev/terraform.tfvars.json"]
            return dev.outputs()

        of_dev = pool.submit(apply_dev)
        of_prod = pool.submit(prod.apply, refresh_url=REFRESH_URL)
        outputs = {"dev": of_dev.result(), "prod": of_prod.result()}
        yield Applied(workspaces, outputs, bare_aws)


def deploy_by_the_guide(reader: Reader, aws_url: str) -> None:
    """Follow the guide to the deployment that knows the API's URL."""
    assert reader.follow("Before you begin").split() == ["[]"]
    reader.follow("1. Let somebody deploy")
    # The bucket takes only connections with TLS, and the embedded AWS has none.
    s3 = client_at(aws_url, "s3")
    (bucket,) = s3.list_buckets()["Buckets"]
    s3.delete_bucket_policy(Bucket=bucket["Name"])
    assert "Apply complete!" in reader.follow("2. Plan and deploy")
    assert "Apply complete!" in reader.follow("5. Tell the mails where the API is")


@pytest.fixture(scope="module")
def destroyed(applied: Applied) -> Applied:
    """Destroy both environments; what asks for this runs after its file's other tests."""
    # Production's records are protected. The other changes are for what a deployer must be allowed.
    applied.environments["prod"].apply(records_deletion_protection="false", **CHANGES)
    with ThreadPoolExecutor() as pool:
        list(pool.map(AppliedDeployment.destroy, applied.environments.values()))
    return applied


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what is applied until the last test has seen it, in whatever order the tests are."""
    files = {item.path: place for place, item in reversed(list(enumerate(items)))}
    items.sort(
        key=lambda item: (files[item.path], "destroyed" in getattr(item, "fixturenames", ()))
    )
