"""A queue that AWS's Cloud Control API makes. Terraform waits only for as long as that says IN_PROGRESS.

Of a queue that it makes by SQS's own API, the AWS provider looks six times, five seconds apart, at what was asked for:
25 seconds a queue, 50 where one needs the other's ARN, and as many again for an aws_sqs_queue_policy. The price: the
provider compares what is declared with what was declared, not with the queue, and its default tags are not put on it.
"""

import json
from collections.abc import Mapping
from typing import Any

from infrastructure.bindings import CloudcontrolapiResource, Construct, Fn
from infrastructure.naming import named
from infrastructure.policies import tls_only


class Queue(Construct):
    """For whoever comes with TLS, encrypted by SQS's own keys.

    `name` is Terraform's; `arn` is the one that the queue is to have, and has its name. `properties` are the others of
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html.
    """

    def __init__(
        self, scope: Construct, name: str, *, arn: str, properties: Mapping[str, Any], tags: Mapping[str, str]
    ) -> None:
        super().__init__(scope, name)
        self._place, _, queue_name = arn.rpartition(":")
        desired = {
            "QueueName": queue_name,
            "SqsManagedSseEnabled": True,
            **properties,
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        queue = CloudcontrolapiResource(
            self, "queue", type_name="AWS::SQS::Queue", desired_state=json.dumps(desired, sort_keys=True)
        )
        self._queue = named(name, queue)
        policy = {"Queue": self.url, "PolicyDocument": json.loads(tls_only("sqs", [arn]))}
        declared = CloudcontrolapiResource(
            self,
            "policy",
            type_name="AWS::SQS::QueueInlinePolicy",
            desired_state=json.dumps(policy, sort_keys=True),
        )
        named(f"{name}_policy", declared)

    @property
    def url(self) -> str:
        return self._queue.id

    @property
    def arn(self) -> str:
        """Known while the queue is changed, when its `properties` are not: who needs them would be replaced."""
        return f"{self._place}:{Fn.basename(self.url)}"
