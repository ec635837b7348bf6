"""moto's functions as `FunctionVersion`s: which version a name stands for, its settings, its policy's decisions."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from moto.awslambda.exceptions import UnknownAliasException, UnknownFunctionException
from moto.awslambda.models import LambdaBackend, lambda_backends
from moto.awslambda.policy import Policy

from emulator.functions.function_version import (
    DEFAULT_AGE_SECONDS,
    DEFAULT_RETRIES,
    EventSettings,
    FunctionVersion,
    Resolved,
)
from emulator.functions.invocation import Refusal
from emulator.functions.moto_lambda import CheckedFunction, unqualified_arn
from emulator.functions.permissions import lets_in

_KEPT_DECISIONS = 10_000
_LATEST = "$LATEST"


@dataclass(frozen=True, slots=True)
class _Name:
    region: str
    account_id: str
    name: str
    qualifier: str | None

    @property
    def arn(self) -> str:
        """With the qualifier that was asked for."""
        unqualified = f"arn:aws:lambda:{self.region}:{self.account_id}:function:{self.name}"
        return f"{unqualified}:{self.qualifier}" if self.qualifier else unqualified


@dataclass(frozen=True, slots=True)
class _Decision:
    """Holds as long as the function has the same policy, and that has not changed."""

    functions: Mapping[str, Any]  # moto's, by name
    name: str
    policy: Policy
    revision: str
    statements: int  # moto gives a policy no new revision when it takes a statement away
    allowed: bool

    def stands(self) -> bool:
        versions = self.functions.get(self.name)
        latest = versions and versions["latest"]
        policy = self.policy
        return (
            latest is not None
            and latest.policy is policy
            and policy.revision == self.revision
            and len(policy.statements) == self.statements
        )


class MotoFunctions:
    """Implements `FunctionRegistry` over moto's Lambda backends. `draw` gives a number from 0 up to 1."""

    def __init__(self, account_id: str, region: str, draw: Callable[[], float] = random.random) -> None:
        self._account_id = account_id
        self._region = region
        self._draw = draw
        self._versions: WeakKeyDictionary[CheckedFunction, tuple[tuple[Any, ...], FunctionVersion]] = (
            WeakKeyDictionary()
        )
        self._decisions: dict[tuple[str, str], _Decision] = {}

    def find(self, function_arn: str) -> Resolved | Refusal:
        asked = self._split(function_arn)
        found = self._find(asked)
        if isinstance(found, Refusal):
            return found
        backend, function = found
        # moto copies the bound when it publishes a version, and then changes the original's alone.
        bounded = function if asked.qualifier is None else backend.get_function(asked.name)
        return Resolved(self._version(function), asked.arn, bounded.reserved_concurrency)

    def event_settings(self, function_arn: str) -> EventSettings | Refusal:
        asked = self._split(function_arn)
        found = self._find(asked)
        if isinstance(found, Refusal):
            return found
        backend, function = found
        arn = asked.arn if asked.qualifier else f"{asked.arn}:{_LATEST}"
        config = function.event_invoke_config[0].config if function.event_invoke_config else {}
        destinations = config.get("DestinationConfig") or {}
        return EventSettings(
            function_arn=arn,
            turned_off=backend.get_function(asked.name).reserved_concurrency == 0,
            max_retries=config.get("MaximumRetryAttempts", DEFAULT_RETRIES),
            max_age_seconds=config.get("MaximumEventAgeInSeconds", DEFAULT_AGE_SECONDS),
            on_success=(destinations.get("OnSuccess") or {}).get("Destination"),
            on_failure=(destinations.get("OnFailure") or {}).get("Destination"),
            dead_letter_target=function.dead_letter_config.get("TargetArn"),
        )

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        known = self._decisions.get((function_arn, source_arn))
        if known is not None and known.stands():
            return known.allowed
        asked = self._split(function_arn)
        found = self._find(asked)
        if isinstance(found, Refusal):
            return False
        backend, function = found
        policy = function.policy
        allowed = lets_in(policy.statements, asked.arn.removesuffix(f":{_LATEST}"), source_arn, source_account)
        if len(self._decisions) >= _KEPT_DECISIONS:
            self._decisions.clear()
        self._decisions[function_arn, source_arn] = _Decision(
            backend._lambdas._functions,  # noqa: SLF001 - asking moto for a function takes longer than all the rest
            asked.name,
            policy,
            policy.revision,
            len(policy.statements),
            allowed,
        )
        return allowed

    def _find(self, asked: _Name) -> tuple[LambdaBackend, CheckedFunction] | Refusal:
        try:
            backend = lambda_backends[asked.account_id][asked.region]
            function = backend.get_function(asked.name, self._route(backend, asked))
        except (UnknownFunctionException, KeyError, ValueError):
            return Refusal(404, "ResourceNotFoundException", f"Function not found: {asked.arn}")
        assert isinstance(function, CheckedFunction), "moto makes no other"
        return backend, function

    def _route(self, backend: LambdaBackend, asked: _Name) -> str | None:
        """The version that an alias stands for this time."""
        qualifier = asked.qualifier
        if qualifier is None or qualifier == _LATEST or qualifier.isdecimal():
            return qualifier
        try:
            alias = backend.get_alias(qualifier, asked.name)
        except UnknownAliasException:
            return qualifier
        routing: Any = alias.routing_config or {}
        drawn = self._draw()
        for version, weight in (routing.get("AdditionalVersionWeights") or {}).items():
            drawn -= weight
            if drawn < 0:
                return str(version)
        return str(alias.function_version)

    def _split(self, function_arn: str) -> _Name:
        """An ARN, an account's "123456789012:function:name", or a name; each with a qualifier or without."""
        parts = function_arn.split(":")
        region, account_id = self._region, self._account_id
        if parts[0] == "arn" and len(parts) >= 7:
            region, account_id = parts[3], parts[4]
            parts = parts[6:]
        elif len(parts) >= 3 and parts[1] == "function":
            account_id = parts[0]
            parts = parts[2:]
        return _Name(region, account_id, parts[0], ":".join(parts[1:]) or None)

    def _version(self, function: CheckedFunction) -> FunctionVersion:
        """A change of a function sets its attributes anew, so that looking at them tells of every change."""
        marks = (
            function.archive,
            function.environment_vars,
            function.layer_archives,
            function.handler,
            function.run_time,
            function.timeout,
            function.memory_size,
            function.version,
        )
        known = self._versions.get(function)
        if known is not None and all(now is then for now, then in zip(marks, known[0], strict=True)):
            return known[1]
        version = _read(function)
        self._versions[function] = (marks, version)
        return version


def _read(function: CheckedFunction) -> FunctionVersion:
    assert function.archive is not None, "a container image is refused"
    return FunctionVersion(
        function_arn=unqualified_arn(function),
        name=function.function_name,
        version=str(function.version),
        region=function.region,
        runtime=function.run_time or "",
        handler=function.handler or "",
        timeout_seconds=int(function.timeout),
        memory_mb=int(function.memory_size),
        variables=tuple(sorted((function.environment_vars or {}).items())),
        code=function.archive,
        layers=function.layer_archives,
    )
