"""What the role of a state machine must be allowed, by what its states integrate with."""

from collections.abc import Iterator, Mapping
from typing import Any

# What Step Functions calls for each integration, on behalf of the role.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
CALLS = {
    "glue:startJobRun.sync": {
        *("glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"),
    },
    "sns:publish": {"sns:Publish", "kms:Decrypt", "kms:GenerateDataKey*"},
    "dynamodb:putItem": {"dynamodb:PutItem"},
    "dynamodb:getItem": {"dynamodb:GetItem"},
    "dynamodb:updateItem": {"dynamodb:UpdateItem"},
    "dynamodb:deleteItem": {"dynamodb:DeleteItem"},
    "aws-sdk:sfn:describeExecution": {"states:DescribeExecution"},
    "aws-sdk:sfn:getExecutionHistory": {"states:GetExecutionHistory"},
    "aws-sdk:glue:getJobRuns": {"glue:GetJobRuns"},
}


def integrations(states: Mapping[str, Any]) -> Iterator[str]:
    for state in states.values():
        if state["Type"] == "Task":
            yield state["Resource"].partition(":states:::")[2]
        for inner in (*state.get("Branches", ()), *filter(None, [state.get("ItemProcessor")])):
            yield from integrations(inner["States"])
