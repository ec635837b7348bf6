"""Where the resources that a path names are kept, and what AWS says when one is not there.

Every operation's path is walked before the operation runs, so operations look nothing up in vain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request, conflict, not_found
from emulator.control_plane.rest_json.service import Operation
from emulator.control_plane.store import Document, Store

# These PUT what the last part of their path names; it need not be there before.
_CREATING = frozenset({"PutMethod", "PutMethodResponse", "PutIntegration", "PutIntegrationResponse"})
# These answer, if with nothing, whatever their path names.
_LENIENT = frozenset({"GetUsagePlanKeys"})

# AWS says another thing here of an API that is not there, and takes any name for an ANY method.
_LOOKING_ITSELF = frozenset({"TestInvokeMethod"})


# What AWS says when an API is not there, where that is neither the API nor what was sought in it.
_WITHOUT_API = {
    "CreateAuthorizer": conflict(
        "Unable to complete operation due to concurrent modification. Please try again later."
    ),
    "CreateRequestValidator": bad_request("Invalid REST API identifier specified"),
}
_NAMING_API = frozenset({"DeleteDocumentationPart"})


@dataclass(frozen=True, slots=True)
class Place:
    member: str  # the input member that names the resource
    find: Callable[[Any, str], Any]  # in what the path named before; None when it is not there
    missing: str  # `{name}` and `{account}` are replaced


_API = "/restapis/{restapi_id}"
_RESOURCE = _API + "/resources/{resource_id}"
_METHOD = _RESOURCE + "/methods/{http_method}"

PLACES: Mapping[str, Place] = {
    _API: Place(
        "restApiId", lambda store, name: store.apis.get(name), "Invalid API identifier specified {account}:{name}"
    ),
    _API + "/resources/{parent_id}": Place(
        "parentId", lambda api, name: api.definition.resources.get(name), "Invalid Resource identifier specified"
    ),
    _RESOURCE: Place(
        "resourceId", lambda api, name: api.definition.resources.get(name), "Invalid Resource identifier specified"
    ),
    _METHOD: Place(
        "httpMethod",
        lambda resource, name: resource["resourceMethods"].get(name),
        "Invalid Method identifier specified",
    ),
    _METHOD + "/responses/{status_code}": Place(
        "statusCode",
        lambda method, name: method.get("methodResponses", {}).get(name),
        "Invalid Response status code specified",
    ),
    _METHOD + "/integration": Place(
        "httpMethod", lambda method, _: method.get("methodIntegration"), "Invalid Integration identifier specified"
    ),
    _METHOD + "/integration/responses/{status_code}": Place(
        "statusCode",
        lambda integration, name: integration.get("integrationResponses", {}).get(name),
        "Invalid Response status code specified",
    ),
    _API + "/models/{model_name}": Place(
        "modelName", lambda api, name: api.definition.models.get(name), "Invalid model name specified: {name}"
    ),
    _API + "/requestvalidators/{requestvalidator_id}": Place(
        "requestValidatorId",
        lambda api, name: api.definition.validators.get(name),
        "Invalid Request Validator identifier specified",
    ),
    _API + "/authorizers/{authorizer_id}": Place(
        "authorizerId",
        lambda api, name: api.definition.authorizers.get(name),
        "Invalid Authorizer identifier specified",
    ),
    _API + "/deployments/{deployment_id}": Place(
        "deploymentId", lambda api, name: api.deployments.get(name), "Invalid Deployment identifier specified"
    ),
    _API + "/stages/{stage_name}": Place(
        "stageName", lambda api, name: api.stages.get(name), "Invalid stage identifier specified"
    ),
    _API + "/documentation/parts/{part_id}": Place(
        "documentationPartId",
        lambda api, name: api.definition.documentation.get(name),
        "Invalid Documentation part identifier specified",
    ),
    _API + "/documentation/versions/{doc_version}": Place(
        "documentationVersion",
        lambda api, name: api.documentation_versions.get(name),
        "Invalid Documentation version specified",
    ),
    "/domainnames/{domain_name}": Place(
        "domainName", lambda store, name: store.domain_names.get(name), "Invalid domain name identifier specified"
    ),
    "/domainnames/{domain_name}/basepathmappings/{base_path}": Place(
        "basePath", lambda domain, name: domain.mappings.get(name), "Invalid base path mapping identifier specified"
    ),
    "/clientcertificates/{clientcertificate_id}": Place(
        "clientCertificateId",
        lambda store, name: store.client_certificates.get(name),
        "Invalid Client Certificate identifier specified",
    ),
    "/vpclinks/{vpclink_id}": Place(
        "vpcLinkId", lambda store, name: store.vpc_links.get(name), "Invalid Vpc Link identifier specified"
    ),
    "/apikeys/{api_Key}": Place(
        "apiKey", lambda store, name: store.api_keys.get(name), "Invalid API Key identifier specified"
    ),
    "/usageplans/{usageplanId}": Place(
        "usagePlanId", lambda store, name: store.plans.get(name), "Invalid Usage Plan ID specified"
    ),
    "/usageplans/{usageplanId}/keys/{keyId}": Place(
        "keyId", lambda plan, name: plan if name in plan.key_ids else None, "Invalid API Key identifier specified"
    ),
}


def places_of(operation: Operation) -> tuple[Place, ...]:
    """The places that the operation's path passes through, outermost first."""
    if operation.name in _LENIENT:
        return ()
    if operation.name in _LOOKING_ITSELF:
        return ()
    segments = operation.segments
    prefixes = ["/" + "/".join(segments[:length]) for length in range(1, len(segments) + 1)]
    if operation.name in _CREATING:
        prefixes.pop()
    return tuple(PLACES[prefix] for prefix in prefixes if prefix in PLACES)


def refuse_missing(store: Store, places: tuple[Place, ...], asked: Document, operation: str) -> Refusal | None:
    found: Any = store
    for index, place in enumerate(places):
        found = place.find(found, asked[place.member])
        if found is None:
            return _missing(store, places[index:], asked, operation)
    return None


def _missing(store: Store, places: tuple[Place, ...], asked: Document, operation: str) -> Refusal:
    """`places` begin with the one that is not there. Of an API that is not there AWS tells what was sought in it."""
    said = places[0]
    if said.member == "restApiId":
        if operation in _WITHOUT_API:
            return _WITHOUT_API[operation]
        said = said if operation in _NAMING_API else places[min(1, len(places) - 1)]
    elif operation == "DeleteIntegrationResponse" and said.member == "httpMethod":
        said = PLACES[_METHOD + "/integration"]
    return not_found(said.missing.format(name=asked[said.member], account=store.account_id))
