"""The arguments of Glue that no caller may give, each with the reason.

An override changes what a deployed job does. It must not make another job of it, nor lead data or
logs to another place. The others of AWS's lists are a caller's to give: bookmarks, metrics,
auto-scaling and such change how much a run does, and stay inside what is deployed.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
https://docs.aws.amazon.com/glue/latest/dg/author-job-ray-job-parameters.html
"""

from collections.abc import Mapping

_GLUES = "Glue sets it itself"
_CODE = "it would make the job run other code than the one deployed"
_DATA = "it would lead the job's data to another place"
_LOGS = "it would lead the job's logs to another place, or end them"
_GUARDS = "it would take away a guard that is deployed"

_NAMES: Mapping[str, tuple[str, ...]] = {
    _GLUES: (
        *("JOB_NAME", "JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION"),
        *("debug", "mode", "endpoint"),
    ),
    _CODE: (
        *("scriptLocation", "job-language", "class"),
        *("extra-py-files", "extra-jars", "extra-files", "user-jars-first"),
        *("additional-python-modules", "python-modules-installer-option"),
        # Spark loads what its configuration says, such as spark.jars and Java's options.
        "conf",
        # Variables such as PYTHONPATH.
        *("customer-driver-env-vars", "customer-executor-env-vars"),
        # Ray's. Each argument is an environment variable there, these among them.
        *("pip-install", "s3-py-modules", "working-dir", "rayRuntimeEnv", "runtime_env"),
        *("PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE"),
        *("LD_PRELOAD", "LD_LIBRARY_PATH", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"),
    ),
    _DATA: (
        *("TempDir", "object_spilling_config"),
        # They hold queries, and with them values.
        "spark-event-logs-path",
    ),
    _LOGS: (
        *("continuous-log-logGroup", "continuous-log-logStreamPrefix"),
        *("custom-logGroup-prefix", "custom-logStream-prefix"),
        *("enable-continuous-cloudwatch-log", "logging_configuration"),
    ),
    _GUARDS: ("enable-lakeformation-fine-grained-access", "disable-proxy-v2", "encryption-type"),
}
RESERVED_ARGUMENTS: Mapping[str, str] = {
    f"--{name}": why for why, names in _NAMES.items() for name in names
}
