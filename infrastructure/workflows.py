"""The state machines, each with its role and its log group."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from infrastructure.bindings import (
    CloudwatchLogGroup,
    Construct,
    IamRole,
    IamRolePolicy,
    SfnStateMachine,
    SfnStateMachineLoggingConfiguration,
    SfnStateMachineTracingConfiguration,
)
from infrastructure.definitions import State, Step, batch_definition, ingest_definition
from infrastructure.functions import Function
from infrastructure.grants import Resource
from infrastructure.naming import named, stage_wide
from infrastructure.policies import trust, workflow_policy
from infrastructure.settings import STEPS
from infrastructure.stage_settings import StageSettings


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps` are the functions that the state machine calls; `limit_seconds` is for a whole execution."""

    define: Callable[[Mapping[str, Step], int, int], State]
    steps: tuple[str, ...]
    limit_seconds: int


WORKFLOWS: Mapping[str, Plan] = MappingProxyType(
    {
        Resource.INGEST.value: Plan(
            ingest_definition, ("split_document", "embed_passages", "index_document", "fail_run"), limit_seconds=1_800
        ),
        Resource.BATCH.value: Plan(
            batch_definition, ("run_batch_part", "collect_batch", "fail_run"), limit_seconds=7_200
        ),
    }
)


class Workflow(Construct):
    """STANDARD, as a run must be watched and stopped, and may take longer than EXPRESS allows."""

    def __init__(self, scope: Construct, name: str, stage: StageSettings, functions: Mapping[str, Function]) -> None:
        super().__init__(scope, name)
        plan = WORKFLOWS[name]
        steps = {step: Step(functions[step].function.arn, STEPS[step].timeout_seconds) for step in plan.steps}
        full_name = stage_wide(stage.name, name)
        # The prefix keeps the resource policy short by which such logs are delivered.
        # https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
        logs = CloudwatchLogGroup(
            self, "logs", name=f"/aws/vendedlogs/states/{full_name}", retention_in_days=stage.log_retention_days
        )
        logs = named(name, logs)
        role = IamRole(self, "role", name=full_name, assume_role_policy=trust("states.amazonaws.com"))
        role = named(name, role)
        document = workflow_policy((step.arn for step in steps.values()), tracing=stage.tracing)
        policy = IamRolePolicy(self, "policy", name="workflow", role=role.name, policy=document)
        policy = named(name, policy)
        machine = SfnStateMachine(
            self,
            "machine",
            name=full_name,
            role_arn=role.arn,
            type="STANDARD",
            definition=json.dumps(plan.define(steps, stage.workflows.parts_at_once, plan.limit_seconds)),
            logging_configuration=SfnStateMachineLoggingConfiguration(
                level=stage.workflows.log_level, include_execution_data=False, log_destination=f"{logs.arn}:*"
            ),
            tracing_configuration=SfnStateMachineTracingConfiguration(enabled=stage.tracing),
            depends_on=[policy],
        )
        named(name, machine)
