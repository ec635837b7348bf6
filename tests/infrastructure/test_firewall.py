from typing import Any

import pytest

from tests.infrastructure.project import Project

# Bodies are text for a model, of up to 5 MiB; teams' programs run at hosting providers.
ONLY_COUNTED = {
    "AWSManagedRulesAmazonIpReputationList": set(),
    "AWSManagedRulesAnonymousIpList": {"HostingProviderIPList"},
    "AWSManagedRulesKnownBadInputsRuleSet": {"JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"},
    "AWSManagedRulesCommonRuleSet": {
        "CrossSiteScripting_BODY",
        "EC2MetaDataSSRF_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "SizeRestrictions_BODY",
    },
}
KINDS = (
    "aws_wafv2_web_acl",
    "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration",
)


def test_the_firewall_stands_before_the_stage(project: Project) -> None:
    association = project.resource("prod", "aws_wafv2_web_acl_association", "facade")

    assert association["resource_arn"] == "${aws_api_gateway_stage.facade.arn}"
    assert association["web_acl_arn"] == "${aws_wafv2_web_acl.facade.arn}"
    assert project.resource("prod", "aws_wafv2_web_acl", "facade")["scope"] == "REGIONAL"


def test_aws_managed_groups_block_but_for_what_is_in_a_body(project: Project) -> None:
    groups = {rule["name"]: rule for rule in rules(project) if "override_action" in rule}

    counted = {
        name: {
            override["name"]
            for override in rule["statement"]["managed_rule_group_statement"]["rule_action_override"]
            if override["action_to_use"] == {"count": {}}
        }
        for name, rule in groups.items()
    }

    assert counted == ONLY_COUNTED
    assert all(rule["override_action"] == {"none": {}} for rule in groups.values())


def test_an_address_that_floods_the_stage_is_blocked_before_anything_else_is_asked(project: Project) -> None:
    first = min(rules(project), key=lambda rule: rule["priority"])

    assert first["action"] == {"block": {}}
    assert first["statement"]["rate_based_statement"] == {
        "limit": 30_000,
        "evaluation_window_sec": 300,
        "aggregate_key_type": "IP",
    }


def test_rules_are_asked_one_after_the_other(project: Project) -> None:
    priorities = [rule["priority"] for rule in rules(project)]

    assert len(set(priorities)) == len(priorities)


def test_what_is_blocked_is_logged_without_what_opens_anything(project: Project) -> None:
    logging = project.resource("prod", "aws_wafv2_web_acl_logging_configuration", "facade")
    group = project.resource("prod", "aws_cloudwatch_log_group", "firewall")

    assert logging["log_destination_configs"] == ["${aws_cloudwatch_log_group.firewall.arn}"]
    assert {field["single_header"]["name"] for field in logging["redacted_fields"]} == {"authorization", "x-api-key"}
    assert logging["logging_filter"] == {
        "default_behavior": "DROP",
        "filter": [
            {
                "behavior": "KEEP",
                "requirement": "MEETS_ANY",
                "condition": [{"action_condition": {"action": "BLOCK"}}],
            }
        ],
    }
    assert group["name"].startswith("aws-waf-logs-")
    assert group["retention_in_days"] == 90


def test_no_sample_of_a_request_is_kept(project: Project) -> None:
    acl = project.resource("prod", "aws_wafv2_web_acl", "facade")

    measured = [acl["visibility_config"], *(rule["visibility_config"] for rule in rules(project))]

    assert all(each["sampled_requests_enabled"] is False for each in measured)


@pytest.mark.parametrize("stage", ["local", "dev"])
def test_a_stage_has_a_firewall_by_its_settings(project: Project, stage: str) -> None:
    assert project.stack(stage)["resource"].keys().isdisjoint(KINDS)


def rules(project: Project) -> list[dict[str, Any]]:
    declared: list[dict[str, Any]] = project.resource("prod", "aws_wafv2_web_acl", "facade")["rule"]
    return declared
