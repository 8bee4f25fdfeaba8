"""`python -m local.definition`: print the state machine of an environment as YAML.

The ARNs have a made-up account.
"""

import argparse
import sys

import yaml

from local.deployment import Deployment, add_options, read_deployment
from local.pipeline import PipelineInvalid
from local.values import ValuesInvalid

ACCOUNT = "123456789012"


def definition_yaml(deployment: Deployment) -> str:
    """Return the definition as YAML, in the order of its fragments."""
    names = deployment.resources["names"]
    topic_arn = f"arn:aws:sns:{deployment.values.region}:{ACCOUNT}:{names['notifications_topic']}"
    refresh_url = deployment.values.refresh_url or "…"
    definition = deployment.definition(topic_arn, names["lock_table"], refresh_url)
    return yaml.dump(definition, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _: object) -> bool:
        """Write no anchors: repeat what occurs twice."""
        return True

    def represent_text(self, text: str) -> yaml.Node:
        """Write a text of several lines as a block."""
        style = "|" if "\n" in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def main() -> int:
    """Print the definition, and return the exit code: 2 if the pipeline or the values are wrong."""
    parser = argparse.ArgumentParser("python -m local.definition", description=__doc__)
    add_options(parser)
    options = parser.parse_args()
    try:
        deployment = read_deployment(options.values, options.pipeline)
    except (PipelineInvalid, ValuesInvalid) as exc:
        print(f"definition: {exc}", file=sys.stderr)
        return 2
    print(definition_yaml(deployment), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
