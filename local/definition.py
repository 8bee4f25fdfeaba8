"""`python -m local.definition`: the state machine of an environment, for people to read.

As YAML, with the resources by the names that they get in a made-up account.
"""

import argparse
import sys

import yaml

from local.deployment import Deployment, add_options, read_deployment
from local.pipeline import PipelineInvalid
from local.values import ValuesInvalid

ACCOUNT = "123456789012"


def readable(deployment: Deployment) -> str:
    """Return the definition as YAML, in the order of its fragments."""
    names = deployment.resources["names"]
    topic_arn = f"arn:aws:sns:{deployment.values.region}:{ACCOUNT}:{names['notifications_topic']}"
    refresh_url = deployment.values.refresh_url or "…"
    definition = deployment.definition(topic_arn, names["lock_table"], refresh_url)
    return yaml.dump(definition, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _: object) -> bool:
        """Write everything out."""
        return True

    def represent_text(self, text: str) -> yaml.Node:
        """Write what has several lines as a block."""
        style = "|" if "\n" in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def main() -> int:
    """Print it, and return the exit code: 2 where the pipeline or the values are wrong."""
    parser = argparse.ArgumentParser("python -m local.definition", description=__doc__)
    add_options(parser)
    options = parser.parse_args()
    try:
        deployment = read_deployment(options.values, options.pipeline)
    except (PipelineInvalid, ValuesInvalid) as exc:
        print(f"definition: {exc}", file=sys.stderr)
        return 2
    print(readable(deployment), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
