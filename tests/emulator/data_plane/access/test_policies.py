"""Policies: what they say of a question, whatever they consist of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.access.conditions import PolicyError
from emulator.data_plane.access.policies import Policy, Question, Verdict, parse_policy, strongest

RESOURCE = "arn:aws:execute-api:eu-west-1:123456789012:abc123/dev/GET/pets"
USER = "arn:aws:iam::123456789012:user/ada"


def question(*principals: str) -> Question:
    return Question("execute-api:Invoke", RESOURCE, lambda key: (), frozenset(principals))


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "execute-api:Invoke", "Resource": "*", **elements}


def policy(*statements: Any) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("elements", "applies"),
    [
        ({}, True),
        ({"Action": "*"}, True),
        ({"Action": ["s3:*", "EXECUTE-API:invoke"]}, True),
        ({"Action": "execute-api:ManageConnections"}, False),
        ({"Resource": "arn:aws:execute-api:*:*:abc123/dev/GET/*"}, True),
        ({"Resource": ["arn:aws:execute-api:*:*:abc123/dev/POST/*"]}, False),
        ({"Condition": {"StringEquals": {"aws:username": "ada"}}}, False),
        ({"Condition": {"Null": {"aws:username": "true"}}}, True),
    ],
)
def test_a_statement_applies_where_all_its_elements_do(elements: dict[str, Any], applies: bool) -> None:
    verdict = policy(statement(**elements)).judge(question())

    assert verdict is (Verdict.ALLOW if applies else Verdict.SILENT)


def test_elements_may_say_what_a_statement_does_not_apply_to() -> None:
    other_action = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
    other_resource = {"Effect": "Allow", "Action": "*", "NotResource": "*/POST/*"}
    this_resource = {"Effect": "Allow", "Action": "*", "NotResource": "*/GET/*"}

    verdicts = [policy(each).judge(question()) for each in (other_action, other_resource, this_resource)]

    assert verdicts == [Verdict.ALLOW, Verdict.ALLOW, Verdict.SILENT]


@pytest.mark.parametrize(
    ("principal", "of_anonymous", "of_user"),
    [
        ("*", True, True),
        ({"AWS": "*"}, True, True),
        ({"AWS": USER}, False, True),
        ({"AWS": [USER, "999999999999"], "Service": "apigateway.amazonaws.com"}, False, True),
        ({"AWS": "123456789012"}, False, True),
        ({"AWS": "arn:aws:iam::123456789012:user/*"}, False, False),
        ({"Service": "apigateway.amazonaws.com"}, False, False),
    ],
)
def test_principals_are_named_in_full(principal: object, of_anonymous: bool, of_user: bool) -> None:
    allowing = policy(statement(Principal=principal))

    verdicts = [allowing.judge(each) for each in (question(), question(USER, "123456789012"))]

    assert [verdict is Verdict.ALLOW for verdict in verdicts] == [of_anonymous, of_user]


def test_everybody_but_the_named_is_a_principal_too() -> None:
    denying = policy(statement("Deny", NotPrincipal={"AWS": USER}))

    assert denying.judge(question()) is Verdict.DENY
    assert denying.judge(question(USER)) is Verdict.SILENT


@pytest.mark.parametrize(
    "document",
    [
        None,
        "text",
        [],
        {},
        {"Statement": "text"},
        {"Statement": ["text"]},
        {"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Action": 1, "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": {"AWS": "*"}}},
    ],
)
def test_what_is_no_policy_is_told(document: object) -> None:
    with pytest.raises(PolicyError):
        parse_policy(document)


STATEMENTS = st.lists(
    st.builds(
        statement,
        st.sampled_from(["Allow", "Deny"]),
        Resource=st.sampled_from(["*", "*/GET/*", "*/POST/*"]),
        Action=st.sampled_from(["*", "s3:*", "execute-api:*"]),
    ),
    max_size=6,
)


@given(STATEMENTS)
def test_deny_prevails_and_silence_is_no_permission(statements: list[dict[str, Any]]) -> None:
    each = [policy(one).judge(question()) for one in statements]

    verdict = policy(*statements).judge(question())

    assert (verdict is Verdict.DENY) is (Verdict.DENY in each)
    assert (verdict is Verdict.ALLOW) is (Verdict.ALLOW in each and Verdict.DENY not in each)


@given(STATEMENTS, STATEMENTS)
def test_the_order_and_the_grouping_of_statements_do_not_matter(
    some: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    together = policy(*some, *others).judge(question())

    assert policy(*reversed(others), *some).judge(question()) is together
    assert strongest([policy(*some).judge(question()), policy(*others).judge(question())]) is together


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("*?AllowDeny:", max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["Statement", "Effect", "Action", "Resource", "Principal", "Condition", "Bool"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_document_is_a_policy_or_told_not_to_be_one(document: object) -> None:
    try:
        verdict = parse_policy(document).judge(question())
    except PolicyError:
        return
    assert verdict in Verdict
