"""What the control plane remembers: resources in AWS's wire shapes.

An API is its definition, which changes, and its deployments, which do not.
"""

import secrets
import string
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from emulator.data_plane.calls import CompiledApi
from emulator.snapshot import Snapshot

# A resource as botocore's output shape has it; timestamps are epoch seconds.
Document = dict[str, Any]

_ID_ALPHABET = string.ascii_lowercase + string.digits
LONG_ID = 10  # REST APIs, root resources, API keys
SHORT_ID = 6  # everything else


def new_id(length: int = SHORT_ID) -> str:
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(length))


@dataclass(slots=True)
class Definition:
    """What PutRestApi and the single operations build, and what a deployment freezes.

    `api["policy"]` is plain JSON text; only the wire has it escaped.
    """

    api: Document
    resources: dict[str, Document]  # by id; `resourceMethods` by HTTP method, each with its `methodIntegration`
    models: dict[str, Document] = field(default_factory=dict)  # by name
    validators: dict[str, Document] = field(default_factory=dict)
    authorizers: dict[str, Document] = field(default_factory=dict)
    gateway_responses: dict[str, Document] = field(default_factory=dict)  # by type; only those that were put
    documentation: dict[str, Document] = field(default_factory=dict)  # parts by id; not part of a deployment

    def freeze(self) -> Snapshot:
        return Snapshot(
            api=deepcopy(self.api),
            resources=tuple(deepcopy(list(self.resources.values()))),
            models=deepcopy(self.models),
            validators=deepcopy(self.validators),
            authorizers=deepcopy(self.authorizers),
            gateway_responses=deepcopy(self.gateway_responses),
        )


@dataclass(slots=True)
class Deployment:
    wire: Document
    snapshot: Snapshot
    compiled: CompiledApi


@dataclass(slots=True)
class DocumentationVersion:
    wire: Document
    parts: tuple[Document, ...]  # as they were when the version was made


@dataclass(slots=True)
class RestApi:
    definition: Definition
    deployments: dict[str, Deployment] = field(default_factory=dict)
    stages: dict[str, Document] = field(default_factory=dict)
    documentation_versions: dict[str, DocumentationVersion] = field(default_factory=dict)

    @property
    def api_id(self) -> str:
        return str(self.definition.api["id"])


@dataclass(slots=True)
class Plan:
    wire: Document
    key_ids: dict[str, None] = field(default_factory=dict)  # in the order they joined
    usage: dict[str, dict[str, int]] = field(default_factory=dict)  # requests by key id and ISO date
    extensions: dict[str, int] = field(default_factory=dict)  # what UpdateUsage added to the quota, by key id


@dataclass(slots=True)
class DomainName:
    wire: Document
    mappings: dict[str, Document] = field(default_factory=dict)  # BasePathMapping by base path


@dataclass(slots=True)
class Store:
    region: str
    account_id: str
    now: Callable[[], float] = time.time
    apis: dict[str, RestApi] = field(default_factory=dict)
    api_keys: dict[str, Document] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    domain_names: dict[str, DomainName] = field(default_factory=dict)
    access_associations: dict[str, Document] = field(default_factory=dict)  # by ARN
    client_certificates: dict[str, Document] = field(default_factory=dict)
    vpc_links: dict[str, Document] = field(default_factory=dict)
    account: Document = field(
        default_factory=lambda: {
            "throttleSettings": {"burstLimit": 5000, "rateLimit": 10000.0},
            "features": ["UsagePlans"],
            "apiKeyVersion": "4",
        }
    )

    def epoch(self) -> int:
        return int(self.now())

    def leave_plans(self, api_id: str, stage_name: str) -> None:
        """A stage that is gone is in no usage plan."""
        for plan in self.plans.values():
            plan.wire["apiStages"] = [
                stage for stage in plan.wire["apiStages"] if (stage["apiId"], stage["stage"]) != (api_id, stage_name)
            ]

    # What follows is for operations: places.py has refused a name that is not there.

    def api(self, asked: Document) -> RestApi:
        return self.apis[asked["restApiId"]]

    def resource(self, asked: Document) -> Document:
        return self.api(asked).definition.resources[asked["resourceId"]]

    def method(self, asked: Document) -> Document:
        method: Document = self.resource(asked)["resourceMethods"][asked["httpMethod"]]
        return method

    def integration(self, asked: Document) -> Document:
        integration: Document = self.method(asked)["methodIntegration"]
        return integration
