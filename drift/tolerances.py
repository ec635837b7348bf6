"""What AWS itself changes between the import of a gateway body and its export: a rule each, with its source.

A rule foretells the export from the body wherever it can, so that the export is compared as it is; it takes out of it
what nobody can foretell alone. Whatever no rule names is a difference. F… are answers that were recorded from AWS; the
emulator's tests hold them under these ids.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drift import document_rules, method_rules, security_rules
from drift.difference import Difference, differences
from drift.methods import Json, Pair

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
_REFERENCE = "https://docs.aws.amazon.com/apigateway/latest/api"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """`change` gives what is wanted and what is served, both without the difference that `name` tells."""

    name: str
    source: str
    change: Callable[[Json, Json], Pair]


TOLERANCES = (
    Tolerance(
        "An export is of OpenAPI 3.0.1, whatever was imported",
        "F346",
        document_rules.version_of_openapi_is_its_own,
    ),
    Tolerance(
        "An export's server is API Gateway's own address of the stage",
        f"{_GUIDE}/api-gateway-export-api.html",
        document_rules.address_is_its_own,
    ),
    Tolerance(
        "Statuses of gateway responses are written as numbers or as texts",
        f"{_GUIDE}/api-gateway-swagger-extensions-gateway-responses.gatewayResponse.html",
        document_rules.statuses_of_gateway_responses_are_numbers,
    ),
    Tolerance(
        "Descriptions become documentation, which such an export leaves out; a response is described by its status",
        f"F339; {_GUIDE}/api-gateway-documenting-api-quick-start-import-export.html",
        method_rules.documentation_is_left_out,
    ),
    Tolerance(
        "The request validator of all methods stands at each",
        f"{_GUIDE}/api-gateway-swagger-extensions-request-validator.html",
        method_rules.validator_of_all_stands_at_each,
    ),
    Tolerance(
        "Parameters and headers have no type but text",
        "F339",
        method_rules.parameters_and_headers_are_text,
    ),
    Tolerance(
        "A response without a model has an empty content",
        "F346",
        method_rules.responses_without_a_model_have_empty_content,
    ),
    Tolerance(
        "Parameters have no order",
        f"{_REFERENCE}/API_Method.html, where requestParameters is a map",
        method_rules.parameters_have_no_order,
    ),
    Tolerance(
        "Defaults of integrations and parameters are written out or left away",
        f"F328, F330; {_REFERENCE}/API_Integration.html",
        method_rules.defaults_are_written_out_or_not,
    ),
    Tolerance(
        "The security of all methods stands at each, and none where nothing is asked",
        "F309, F311",
        security_rules.security_of_all_stands_at_each,
    ),
    Tolerance(
        "The scheme of an API key is called api_key",
        f"{_REFERENCE}/API_Method.html, where apiKeyRequired is yes or no",
        security_rules.keys_are_one_scheme,
    ),
    Tolerance(
        "Schemes are asked for one by one",
        f"{_REFERENCE}/API_Method.html, which has one authorizer, and a key or none",
        security_rules.schemes_are_asked_for_one_by_one,
    ),
    Tolerance(
        "Schemes that no method asks for are left out",
        f"{_GUIDE}/api-gateway-export-api.html",
        security_rules.schemes_that_nothing_asks_for_are_left_out,
    ),
    Tolerance(
        "The header of an authorizer of whole requests is called Unused",
        f"{_GUIDE}/api-gateway-swagger-extensions-authorizer.html",
        security_rules.authorizers_of_requests_read_no_one_header,
    ),
    Tolerance(
        "The default of an authorizer is written out or left away",
        f"{_REFERENCE}/API_CreateAuthorizer.html",
        security_rules.authorizers_defaults_are_written_out_or_not,
    ),
    Tolerance(
        "A schema without a name becomes a model with one",
        f"{_GUIDE}/models-mappings-models.html",
        document_rules.schemas_without_a_name_are_given_one,
    ),
    Tolerance(
        "Required properties have no order",
        "https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00#section-5.4.3",
        document_rules.required_properties_have_no_order,
    ),
)


def export_differences(
    body: Json, exported: Json, tolerances: tuple[Tolerance, ...] = TOLERANCES
) -> tuple[Difference, ...]:
    """What is not as the gateway body says, and AWS has not changed by itself."""
    pair: tuple[Json, Json] = body, exported
    for tolerance in tolerances:
        pair = tolerance.change(*pair)
    return differences(*pair)
