"""What may be patched, resource by resource, in AWS's own spelling of the paths."""

from emulator.control_plane.operations.canary import begin_canary, promote
from emulator.control_plane.operations.method_settings import begin_method_settings
from emulator.control_plane.operations.patch_refusals import (
    absent_content_type,
    absent_parameter,
    listing,
    listing_api_key,
    naming_path,
    naming_path_or_operations,
    no_method_setting,
    of_a_stage,
)
from emulator.control_plane.operations.plan_stages import change_stages, change_throttle, remove_throttles
from emulator.control_plane.patch_table import ADD_REMOVE, ANY_OP, COPY, REMOVE, REPLACE_REMOVE, PatchPath, PatchTable
from emulator.control_plane.refusal import bad_request
from emulator.control_plane.rules.rest_apis import change_compression_size, change_endpoint_type, change_ip_address_type

REST_API = PatchTable(
    (
        PatchPath("/name"),
        PatchPath("/description", REPLACE_REMOVE),
        PatchPath("/version", REPLACE_REMOVE),
        PatchPath("/apiKeySource"),
        PatchPath("/disableExecuteApiEndpoint"),
        PatchPath("/minimumCompressionSize", apply=change_compression_size),
        PatchPath("/policy", REPLACE_REMOVE),
        PatchPath("/securityPolicy"),
        PatchPath("/binaryMediaTypes/{mediaType}", ANY_OP),
        PatchPath("/endpointConfiguration/types/{type}", ANY_OP, apply=change_endpoint_type),
        PatchPath("/endpointConfiguration/types", ANY_OP, apply=change_endpoint_type),
        PatchPath("/endpointConfiguration/ipAddressType", apply=change_ip_address_type),
        PatchPath("/endpointConfiguration/vpcEndpointIds", ANY_OP),
    ),
    refuse=naming_path_or_operations,
)

RESOURCE = PatchTable((PatchPath("/parentId"), PatchPath("/pathPart")), refuse=listing)

METHOD = PatchTable(
    (
        PatchPath("/authorizationType"),
        PatchPath("/authorizerId"),
        PatchPath("/authorizationScopes", ADD_REMOVE),
        PatchPath("/apiKeyRequired"),
        PatchPath("/operationName"),
        PatchPath("/requestValidatorId"),
        PatchPath("/requestParameters/{parameter}", ANY_OP, absent=absent_parameter),
        PatchPath("/requestModels/{contentType}", ANY_OP, absent=absent_content_type),
    ),
    refuse=naming_path_or_operations,
)

METHOD_RESPONSE = PatchTable(
    (
        PatchPath("/responseParameters/{parameter}", ANY_OP, absent=absent_parameter),
        PatchPath("/responseModels/{contentType}", ANY_OP, absent=absent_content_type),
    ),
    refuse=naming_path_or_operations,
)

INTEGRATION = PatchTable(
    (
        PatchPath("/type"),
        PatchPath("/uri"),
        PatchPath("/httpMethod"),
        PatchPath("/credentials", REPLACE_REMOVE),
        PatchPath("/connectionType"),
        PatchPath("/connectionId", REPLACE_REMOVE),
        PatchPath("/passthroughBehavior"),
        PatchPath("/contentHandling", REPLACE_REMOVE),
        PatchPath("/timeoutInMillis"),
        PatchPath("/responseTransferMode", REPLACE_REMOVE),
        PatchPath("/cacheNamespace", REPLACE_REMOVE),
        PatchPath("/cacheKeyParameters/{parameter}", ANY_OP),
        PatchPath("/requestParameters/{parameter}", ANY_OP),
        PatchPath("/requestTemplates/{contentType}", ANY_OP),
        PatchPath("/tlsConfig/insecureSkipVerification"),
    ),
    refuse=naming_path_or_operations,
)

INTEGRATION_RESPONSE = PatchTable(
    (
        PatchPath("/selectionPattern", REPLACE_REMOVE),
        PatchPath("/contentHandling", REPLACE_REMOVE),
        PatchPath("/responseParameters/{parameter}", ANY_OP),
        PatchPath("/responseTemplates/{contentType}", ANY_OP),
    ),
    refuse=naming_path_or_operations,
)

MODEL = PatchTable((PatchPath("/description"), PatchPath("/schema")), refuse=listing)

REQUEST_VALIDATOR = PatchTable(
    (
        PatchPath("/name"),
        PatchPath("/validateRequestParameters"),
        PatchPath("/validateRequestBody"),
    ),
    refuse=listing,
)

AUTHORIZER = PatchTable(
    (
        PatchPath("/name"),
        PatchPath("/type"),
        PatchPath("/authType"),
        PatchPath("/authorizerUri"),
        PatchPath("/authorizerCredentials", REPLACE_REMOVE),
        PatchPath("/identitySource"),
        PatchPath("/identityValidationExpression", REPLACE_REMOVE),
        PatchPath("/authorizerResultTtlInSeconds"),
        PatchPath("/providerARNs", ADD_REMOVE),
    ),
    refuse=listing,
)

GATEWAY_RESPONSE = PatchTable(
    (
        PatchPath("/statusCode"),
        PatchPath(
            "/responseParameters/{parameter}",
            ANY_OP,
            absent=absent_parameter,
            without_value=bad_request("Invalid null or empty value in responseParameters"),
        ),
        PatchPath(
            "/responseTemplates/{contentType}",
            ANY_OP,
            absent=absent_content_type,
            without_value=bad_request("Invalid null or empty value in responseTemplates"),
        ),
    ),
    refuse=naming_path,
)

DEPLOYMENT = PatchTable((PatchPath("/description"),), refuse=listing)

DOCUMENTATION_PART = PatchTable((PatchPath("/properties"),), refuse=listing)

DOCUMENTATION_VERSION = PatchTable((PatchPath("/description"),), refuse=listing)

VPC_LINK = PatchTable((PatchPath("/name"), PatchPath("/description")), refuse=listing)

CLIENT_CERTIFICATE = PatchTable((PatchPath("/description"),), refuse=listing)

DOMAIN_NAME = PatchTable(
    (
        PatchPath("/certificateName"),
        PatchPath("/certificateArn"),
        PatchPath("/regionalCertificateName"),
        PatchPath("/regionalCertificateArn"),
        PatchPath("/ownershipVerificationCertificateArn", ANY_OP),
        PatchPath("/securityPolicy"),
        PatchPath("/endpointAccessMode", REPLACE_REMOVE),
        PatchPath("/routingMode"),
        PatchPath("/policy", REPLACE_REMOVE),
        PatchPath("/managementPolicy", REPLACE_REMOVE),
        PatchPath("/endpointConfiguration/types/{type}", ANY_OP, apply=change_endpoint_type),
        PatchPath("/endpointConfiguration/types", ANY_OP, apply=change_endpoint_type),
        PatchPath("/endpointConfiguration/ipAddressType", apply=change_ip_address_type),
        PatchPath("/mutualTlsAuthentication/truststoreUri", ANY_OP),
        PatchPath("/mutualTlsAuthentication/truststoreVersion", ANY_OP),
    ),
    refuse=listing,
)

BASE_PATH_MAPPING = PatchTable(
    (PatchPath("/basePath"), PatchPath("/restapiId", target=("restApiId",)), PatchPath("/stage")),
    refuse=listing,
)

# A method's settings in a stage: AWS's spelling in the path, and the member that it means.
_METHOD_SETTINGS = {
    "/{method+}/metrics/enabled": "metricsEnabled",
    "/{method+}/logging/loglevel": "loggingLevel",
    "/{method+}/logging/dataTrace": "dataTraceEnabled",
    "/{method+}/throttling/burstLimit": "throttlingBurstLimit",
    "/{method+}/throttling/rateLimit": "throttlingRateLimit",
    "/{method+}/caching/enabled": "cachingEnabled",
    "/{method+}/caching/ttlInSeconds": "cacheTtlInSeconds",
    "/{method+}/caching/dataEncrypted": "cacheDataEncrypted",
    "/{method+}/caching/requireAuthorizationForCacheControl": "requireAuthorizationForCacheControl",
    "/{method+}/caching/unauthorizedCacheControlHeaderStrategy": "unauthorizedCacheControlHeaderStrategy",
}

STAGE = PatchTable(
    (
        PatchPath("/deploymentId"),
        PatchPath("/description", REPLACE_REMOVE),
        PatchPath("/cacheClusterEnabled"),
        PatchPath("/cacheClusterSize", REPLACE_REMOVE),
        PatchPath("/clientCertificateId", REPLACE_REMOVE),
        PatchPath("/documentationVersion", REPLACE_REMOVE),
        PatchPath("/tracingEnabled"),
        PatchPath("/accessLogSettings", REMOVE),
        PatchPath("/accessLogSettings/destinationArn", ANY_OP),
        PatchPath("/accessLogSettings/format", ANY_OP),
        PatchPath("/variables/{name}", ANY_OP),
        PatchPath("/canarySettings", REMOVE),
        PatchPath("/canarySettings/percentTraffic", prepare=begin_canary),
        PatchPath("/canarySettings/deploymentId", prepare=begin_canary),
        PatchPath("/canarySettings/useStageCache", prepare=begin_canary),
        PatchPath("/canarySettings/stageVariableOverrides/{name}", REPLACE_REMOVE, prepare=begin_canary),
        PatchPath("/deploymentId", COPY, apply=promote),
        PatchPath("/variables", COPY, apply=promote),
        *(
            PatchPath(path, target=("methodSettings", "{method}", member), prepare=begin_method_settings)
            for path, member in _METHOD_SETTINGS.items()
        ),
        PatchPath(
            "/{method+}/{httpMethod}",
            REMOVE,
            target=("methodSettings", "{method}/{httpMethod}"),
            absent=lambda patch: no_method_setting(patch.path),
        ),
    ),
    refuse=of_a_stage,
)

API_KEY = PatchTable(
    (
        PatchPath("/name"),
        PatchPath("/description"),
        PatchPath("/customerId"),
        PatchPath("/enabled"),
        PatchPath("/stages", ADD_REMOVE, target=("stageKeys",)),
    ),
    refuse=listing_api_key,
)

ACCOUNT = PatchTable(
    (
        PatchPath("/cloudwatchRoleArn", REPLACE_REMOVE),
        PatchPath("/throttleSettings/rateLimit"),
        PatchPath("/throttleSettings/burstLimit"),
        PatchPath("/features", ADD_REMOVE),
    ),
    refuse=listing,
)

USAGE_PLAN = PatchTable(
    (
        PatchPath("/name"),
        PatchPath("/description", REPLACE_REMOVE),
        PatchPath("/productCode", ANY_OP),
        PatchPath("/throttle", REMOVE),
        PatchPath("/throttle/rateLimit", ANY_OP),
        PatchPath("/throttle/burstLimit", ANY_OP),
        PatchPath("/quota", REMOVE),
        PatchPath("/quota/limit", ANY_OP),
        PatchPath("/quota/offset", ANY_OP),
        PatchPath("/quota/period", ANY_OP),
        PatchPath("/apiStages", ADD_REMOVE, apply=change_stages),
        PatchPath("/apiStages/{stage}/throttle", REMOVE, apply=remove_throttles),
        PatchPath("/apiStages/{stage}/throttle/{method+}/rateLimit", ANY_OP, apply=change_throttle),
        PatchPath("/apiStages/{stage}/throttle/{method+}/burstLimit", ANY_OP, apply=change_throttle),
        PatchPath("/apiStages/{stage}/throttle/{method+}", REMOVE, apply=remove_throttles),
    ),
    refuse=listing,
)
