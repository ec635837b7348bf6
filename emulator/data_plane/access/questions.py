"""What policies are asked of a call: may it execute this method, under these circumstances?"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from emulator.data_plane.access.policies import Question
from emulator.data_plane.access.principals import Principal
from emulator.data_plane.calls import Call

ACTION = "execute-api:Invoke"

# Condition keys in lower case. AWS leaves those out that a request has no value for, as those of VPCs here.
_OF_CALL: Mapping[str, Callable[[Call], str | None]] = {
    "aws:sourceip": lambda call: call.arrival.received.client_ip,
    "aws:useragent": lambda call: call.arrival.headers.get("user-agent"),
    "aws:referer": lambda call: call.arrival.headers.get("referer"),
    "aws:currenttime": lambda call: datetime.fromtimestamp(call.arrival.started, UTC).isoformat(),
    "aws:epochtime": lambda call: str(int(call.arrival.started)),
    "aws:requestedregion": lambda call: call.arrival.region,
    # On AWS no stage can be reached otherwise, and policies may insist on it.
    "aws:securetransport": lambda _: "true",
}
_OF_PRINCIPAL: Mapping[str, Callable[[Principal], str | None]] = {
    "aws:principalarn": lambda principal: principal.arn,
    "aws:principalaccount": lambda principal: principal.account_id,
    "aws:principaltype": lambda principal: principal.kind,
    "aws:userid": lambda principal: principal.principal_id,
    "aws:username": lambda principal: principal.user_name,
}


def method_arn(call: Call) -> str:
    """Of the method as it is called: with the request's own path and HTTP method."""
    arrival = call.arrival
    place = f"{arrival.settings.api_id}/{arrival.settings.stage_name}/{arrival.http_method}/{_path_of(call)}"
    return f"arn:aws:execute-api:{arrival.region}:{arrival.account_id}:{place}"


def _path_of(call: Call) -> str:
    """As it was sent, but for what routing does not heed: /admin serves /%61dmin and /admin/, too.

    A policy that denies it must not be evaded by another spelling.
    """
    path = call.arrival.received.path.strip("/")
    if "%" not in path:
        return path
    sent, declared = path.split("/"), call.method.resource_path.strip("/").split("/")
    named = [wanted if not wanted.startswith("{") else given for given, wanted in zip(sent, declared, strict=False)]
    return "/".join([*named, *sent[len(named) :]])


def question_of(call: Call, principal: Principal | None = None, resource: str | None = None) -> Question:
    """`principal` is None for a caller that IAM does not know."""

    def circumstances(key: str) -> tuple[str, ...]:
        if key in _OF_CALL:
            value = _OF_CALL[key](call)
        else:
            value = _OF_PRINCIPAL[key](principal) if principal and key in _OF_PRINCIPAL else None
        return () if value is None else (value,)

    names = frozenset[str]()
    if principal:
        account = principal.account_id
        names = principal.names | {principal.arn, account, f"arn:aws:iam::{account}:root"}
    return Question(ACTION, resource or method_arn(call), circumstances, names)
