"""Resources that a running emulator's Cloud Control makes, changes and deletes."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from tests.emulator.running import RunningEmulator

QUEUE = "AWS::SQS::Queue"
QUEUE_POLICY = "AWS::SQS::QueueInlinePolicy"


def new_name() -> str:
    return f"queue-{uuid.uuid4().hex[:8]}"


@dataclass(frozen=True, slots=True)
class CloudControl:
    emulator: RunningEmulator

    @property
    def client(self) -> Any:
        return self.emulator.client("cloudcontrol")

    def ended(self, answer: dict[str, Any]) -> dict[str, Any]:
        """What has become of a request that was answered so."""
        token = answer["ProgressEvent"]["RequestToken"]
        event: dict[str, Any] = self.client.get_resource_request_status(RequestToken=token)["ProgressEvent"]
        return event

    def create(self, type_name: str, **properties: Any) -> dict[str, Any]:
        return self.ended(self.client.create_resource(TypeName=type_name, DesiredState=json.dumps(properties)))

    def queue(self, **properties: Any) -> str:
        """Its identifier."""
        return str(self.create(QUEUE, **({"QueueName": new_name()} | properties))["Identifier"])

    def update(self, type_name: str, identifier: str, *patch: dict[str, Any]) -> dict[str, Any]:
        asked = {"TypeName": type_name, "Identifier": identifier, "PatchDocument": json.dumps(patch)}
        return self.ended(self.client.update_resource(**asked))

    def delete(self, type_name: str, identifier: str) -> dict[str, Any]:
        return self.ended(self.client.delete_resource(TypeName=type_name, Identifier=identifier))

    def properties(self, type_name: str, identifier: str) -> dict[str, Any]:
        told = self.client.get_resource(TypeName=type_name, Identifier=identifier)["ResourceDescription"]
        assert told["Identifier"] == identifier
        properties: dict[str, Any] = json.loads(told["Properties"])
        return properties

    def attributes(self, url: str) -> dict[str, str]:
        told = self.emulator.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        attributes: dict[str, str] = told["Attributes"]
        return attributes
