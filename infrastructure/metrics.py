"""What can be measured of a stage: the metrics of AWS's services and the facade's own, by name and dimensions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from infrastructure.naming import stage_wide
from infrastructure.settings import PROJECT

BY_TEAM = ("stage", "team")
BY_MODEL = ("stage", "model")
BY_KIND = ("stage", "kind")
# The names of the facade's own metrics, and by which dimensions each is written: by functions (handlers/telemetry), the
# last ones by filters over the access log (infrastructure/log_metrics.py).
WRITTEN: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "InputTokens": (BY_TEAM, BY_MODEL),
        "OutputTokens": (BY_TEAM, BY_MODEL),
        "Cost": (BY_TEAM, BY_MODEL),
        "ModelLatency": (BY_MODEL,),
        "ModelErrors": (BY_MODEL,),
        "BudgetRefusals": (BY_TEAM,),
        "BudgetUsed": (BY_TEAM,),
        "ColdStarts": (("stage", "operation"),),
        "Uncounted": (("stage",),),
        "RunsStarted": (BY_KIND,),
        "RunsSucceeded": (BY_KIND,),
        "RunsFailed": (BY_KIND,),
        "RunsCancelled": (BY_KIND,),
        "Throttled": (("stage",), BY_TEAM),
        "QuotaExceeded": (("stage",), BY_TEAM),
        "Unauthorized": (("stage",),),
        "AccessDenied": (("stage",),),
        "AuthorizerFailed": (("stage",),),
    }
)


@dataclass(frozen=True, slots=True)
class Metric:
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A metric by one of CloudWatch's statistics, such as `Sum` or `p99`."""

    metric: Metric
    stat: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue and the one for what nobody could work on, by the names that they have within the stage."""

    name: str
    dead_letters: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What a stage has. `operations` are functions by operationId; `kinds` are of runs, and name the state machines."""

    stage: str
    region: str
    account: str
    operations: Mapping[str, str]
    authorizers: tuple[str, ...]
    steps: tuple[str, ...]
    teams: tuple[str, ...]
    models: tuple[str, ...]
    kinds: tuple[str, ...]
    queues: tuple[Queue, ...]

    @property
    def functions(self) -> tuple[str, ...]:
        return (*self.operations.values(), *self.authorizers, *self.steps)

    def own(self, name: str, **dimension: str) -> Metric:
        """A metric that the facade writes, with one dimension beside the stage or none; KeyError of any other."""
        if ("stage", *dimension) not in WRITTEN[name]:
            raise KeyError(f"{name} is not written by {', '.join(dimension)}")
        return Metric(PROJECT, name, (("stage", self.stage), *dimension.items()))

    def gateway(self, name: str) -> Metric:
        return Metric("AWS/ApiGateway", name, (("ApiName", f"{PROJECT}-{self.stage}"), ("Stage", self.stage)))

    def function(self, name: str, function: str) -> Metric:
        return Metric("AWS/Lambda", name, (("FunctionName", stage_wide(self.stage, function)),))

    def machine(self, name: str, kind: str) -> Metric:
        arn = f"arn:aws:states:{self.region}:{self.account}:stateMachine:{stage_wide(self.stage, kind)}"
        return Metric("AWS/States", name, (("StateMachineArn", arn),))

    def queue(self, name: str, queue: str) -> Metric:
        return Metric("AWS/SQS", name, (("QueueName", stage_wide(self.stage, queue)),))


def of_account(name: str) -> Metric:
    """Of all functions of the account and region, which share one limit of what runs at once."""
    return Metric("AWS/Lambda", name)
