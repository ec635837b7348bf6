"""AWS_IAM: a signature says who calls, IAM's policies and the API's say what they may do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from emulator.data_plane.access.authorization import Authorization
from emulator.data_plane.access.conditions import PolicyError
from emulator.data_plane.access.denials import denied_to_principal, expired_credentials, unknown_access_key
from emulator.data_plane.access.policies import Policy, Question, Verdict, parse_policy, strongest
from emulator.data_plane.access.principals import AccessKey, AccessKeys, Principal
from emulator.data_plane.access.questions import question_of
from emulator.data_plane.access.resource_policies import combined
from emulator.data_plane.access.signatures import Signature, read_signature
from emulator.data_plane.access.signed_requests import refuse_signature
from emulator.data_plane.calls import Arrival, Call, Services
from emulator.data_plane.refusals import Refusal

_NOTHING = Policy(())


@dataclass(frozen=True, slots=True)
class IamAuthorizer:
    resource_policy: Policy | None

    async def authorize(self, call: Call, services: Services) -> Call | Refusal:
        signature = read_signature(call.arrival.headers, call.arrival.received.query)
        if isinstance(signature, Refusal):
            return signature
        key = authenticate(signature, call.arrival, services.access_keys)
        if isinstance(key, Refusal):
            return key
        principal = key.principal
        question = question_of(call, principal)
        apis = Verdict.SILENT if self.resource_policy is None else self.resource_policy.judge(question)
        same_account = principal.account_id == call.arrival.account_id
        verdict = combined(judge_principal(principal, question), apis, same_account=same_account)
        if verdict is Verdict.ALLOW:
            return replace(call, authorization=_authorization(signature.access_key_id, principal))
        return denied_to_principal(principal.arn, question.resource, explicitly=verdict is Verdict.DENY)


def authenticate(signature: Signature, arrival: Arrival, access_keys: AccessKeys) -> AccessKey | Refusal:
    """The key that the request is signed with, unless it is not."""
    key = access_keys.find(signature.access_key_id)
    if key is None or key.session_token != signature.session_token:
        return unknown_access_key()
    refusal = refuse_signature(arrival.received, signature, key.secret, arrival.region, arrival.started)
    if refusal is not None:
        return refusal
    if key.expires is not None and key.expires <= arrival.started:
        return expired_credentials()
    return key


def judge_principal(principal: Principal, question: Question) -> Verdict:
    if principal.kind == "Account":
        return Verdict.ALLOW
    verdict = strongest(policy.judge(question) for policy in _parse_all(principal.policies))
    limits = [policy.judge(question) for policy in _parse_all(principal.limits)]
    if verdict is Verdict.ALLOW and Verdict.SILENT in limits:
        verdict = Verdict.SILENT
    return Verdict.DENY if Verdict.DENY in limits else verdict


def _parse_all(texts: tuple[str, ...]) -> Iterator[Policy]:
    return map(_parse, texts)


@lru_cache(maxsize=256)
def _parse(text: str) -> Policy:
    """A policy that is none allows nothing; IAM itself would not have taken it."""
    try:
        return parse_policy(json.loads(text))
    except (PolicyError, ValueError):
        return _NOTHING


def _authorization(access_key_id: str, principal: Principal) -> Authorization:
    return Authorization(
        principal_id=principal.principal_id,
        variables={
            "authorizer.principalId": principal.principal_id,
            "authenticate.status": "200",
            "authenticate.latency": "0",
            "authorize.status": "200",
            "authorize.latency": "0",
        },
        identity={
            "accessKey": access_key_id,
            "accountId": principal.account_id,
            "caller": principal.principal_id,
            "user": principal.principal_id,
            "userArn": principal.arn,
        },
    )
