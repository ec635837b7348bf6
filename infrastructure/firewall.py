"""AWS WAF in front of a stage: what it refuses before API Gateway sees it, and what it writes down of that.

Rules that look into bodies count, and block nothing. A body here is text for a model: it may be 5 MiB long, where WAF
takes more than 8 KB for an attack, and may quote HTML, file paths, addresses or Java, where WAF sees an attempt. It is
never run, included or shown as HTML, and the contract's schemas say what else it may be.
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from infrastructure.bindings import (
    CloudwatchLogGroup,
    Construct,
    Wafv2WebAcl,
    Wafv2WebAclAssociation,
    Wafv2WebAclDefaultAction,
    Wafv2WebAclDefaultActionAllow,
    Wafv2WebAclLoggingConfiguration,
    Wafv2WebAclLoggingConfigurationLoggingFilter,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilter,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition,
    Wafv2WebAclLoggingConfigurationRedactedFields,
    Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader,
    Wafv2WebAclRule,
    Wafv2WebAclVisibilityConfig,
)
from infrastructure.naming import named, stage_wide
from infrastructure.stage_settings import Firewall, StageSettings

# AWS's own groups, in the order in which they are asked, each with the rules that only count.
MANAGED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AWSManagedRulesAmazonIpReputationList": (),
        # Tor and the like are refused; from hosting providers, teams' own programs come.
        "AWSManagedRulesAnonymousIpList": ("HostingProviderIPList",),
        "AWSManagedRulesKnownBadInputsRuleSet": ("JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"),
        "AWSManagedRulesCommonRuleSet": (
            "CrossSiteScripting_BODY",
            "EC2MetaDataSSRF_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
            "SizeRestrictions_BODY",
        ),
    }
)
RATE_WINDOW_SECONDS = 300
REDACTED_HEADERS = ("authorization", "x-api-key")
# WAF writes only to groups whose names begin so.
LOG_PREFIX = "aws-waf-logs-"


class WebFirewall(Construct):
    def __init__(self, scope: Construct, stage: StageSettings, firewall: Firewall, stage_arn: str) -> None:
        super().__init__(scope, "firewall")
        name = stage_wide(stage.name, "firewall")
        acl = Wafv2WebAcl(
            self,
            "acl",
            name=name,
            scope="REGIONAL",
            default_action=Wafv2WebAclDefaultAction(allow=Wafv2WebAclDefaultActionAllow()),
            rule=_rules(firewall),
            visibility_config=Wafv2WebAclVisibilityConfig(
                metric_name=name, cloudwatch_metrics_enabled=True, sampled_requests_enabled=False
            ),
        )
        self._acl = named("facade", acl)
        association = Wafv2WebAclAssociation(self, "association", resource_arn=stage_arn, web_acl_arn=self._acl.arn)
        named("facade", association)
        self._log_what_is_blocked(LOG_PREFIX + name, stage.log_retention_days)

    def _log_what_is_blocked(self, group_name: str, retention_days: int) -> None:
        """Who came, for what, and which rule refused it; neither a body nor what opens anything is in such a log."""
        group = CloudwatchLogGroup(self, "logs", name=group_name, retention_in_days=retention_days)
        group = named("firewall", group)
        blocked = Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition(action="BLOCK")
        condition = Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition(action_condition=blocked)
        kept = Wafv2WebAclLoggingConfigurationLoggingFilterFilter(
            behavior="KEEP", requirement="MEETS_ANY", condition=[condition]
        )
        logging = Wafv2WebAclLoggingConfiguration(
            self,
            "logging",
            resource_arn=self._acl.arn,
            log_destination_configs=[group.arn],
            logging_filter=Wafv2WebAclLoggingConfigurationLoggingFilter(default_behavior="DROP", filter=[kept]),
            redacted_fields=[
                Wafv2WebAclLoggingConfigurationRedactedFields(
                    single_header=Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader(name=header)
                )
                for header in REDACTED_HEADERS
            ],
        )
        named("facade", logging)


def _rules(firewall: Firewall) -> list[Wafv2WebAclRule]:
    """In the words of the provider's schema: the bindings have no classes for what is in a statement."""
    managed: list[dict[str, Any]] = [
        {
            "name": name,
            "priority": priority,
            "override_action": {"none": {}},
            "statement": {
                "managed_rule_group_statement": {
                    "name": name,
                    "vendor_name": "AWS",
                    "rule_action_override": [{"name": rule, "action_to_use": {"count": {}}} for rule in counted],
                }
            },
            "visibility_config": _measured(name),
        }
        for priority, (name, counted) in enumerate(MANAGED.items(), start=1)
    ]
    flood: dict[str, Any] = {
        "name": "requests-of-one-address",
        "priority": 0,
        "action": {"block": {}},
        "statement": {
            "rate_based_statement": {
                "limit": firewall.requests_of_one_address,
                "evaluation_window_sec": RATE_WINDOW_SECONDS,
                "aggregate_key_type": "IP",
            }
        },
        "visibility_config": _measured("requests-of-one-address"),
    }
    return [Wafv2WebAclRule(**rule) for rule in (flood, *managed)]


def _measured(name: str) -> dict[str, Any]:
    """Samples would keep whole headers, of what was let through as well."""
    return {"metric_name": name, "cloudwatch_metrics_enabled": True, "sampled_requests_enabled": False}
