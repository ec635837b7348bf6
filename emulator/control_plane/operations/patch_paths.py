"""What may be patched, resource by resource, in AWS's own spelling of the paths."""

from emulator.control_plane.operations.plan_stages import change_stages, change_throttle, remove_throttles
from emulator.control_plane.patch import ADD_REMOVE, ANY_OP, REMOVE, REPLACE_REMOVE, PatchPath

REST_API = (
    PatchPath("/name"),
    PatchPath("/description", REPLACE_REMOVE),
    PatchPath("/version", REPLACE_REMOVE),
    PatchPath("/apiKeySource"),
    PatchPath("/disableExecuteApiEndpoint"),
    PatchPath("/minimumCompressionSize", ANY_OP),
    PatchPath("/policy", REPLACE_REMOVE),
    PatchPath("/securityPolicy"),
    PatchPath("/binaryMediaTypes/{mediaType}", ANY_OP),
    PatchPath("/endpointConfiguration/types/{type}", ANY_OP),
    PatchPath("/endpointConfiguration/types", ANY_OP),
    PatchPath("/endpointConfiguration/ipAddressType"),
    PatchPath("/endpointConfiguration/vpcEndpointIds", ANY_OP),
)

RESOURCE = (PatchPath("/pathPart"), PatchPath("/parentId"))

METHOD = (
    PatchPath("/authorizationType"),
    PatchPath("/authorizerId", ANY_OP),
    PatchPath("/authorizationScopes", ADD_REMOVE),
    PatchPath("/apiKeyRequired"),
    PatchPath("/operationName", ANY_OP),
    PatchPath("/requestValidatorId", ANY_OP),
    PatchPath("/requestParameters/{parameter}", ANY_OP),
    PatchPath("/requestModels/{contentType}", ANY_OP),
)

METHOD_RESPONSE = (
    PatchPath("/responseParameters/{parameter}", ANY_OP),
    PatchPath("/responseModels/{contentType}", ANY_OP),
)

INTEGRATION = (
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
)

INTEGRATION_RESPONSE = (
    PatchPath("/selectionPattern", REPLACE_REMOVE),
    PatchPath("/contentHandling", REPLACE_REMOVE),
    PatchPath("/responseParameters/{parameter}", ANY_OP),
    PatchPath("/responseTemplates/{contentType}", ANY_OP),
)

MODEL = (PatchPath("/description"), PatchPath("/schema"))

REQUEST_VALIDATOR = (
    PatchPath("/name"),
    PatchPath("/validateRequestBody"),
    PatchPath("/validateRequestParameters"),
)

AUTHORIZER = (
    PatchPath("/name"),
    PatchPath("/type"),
    PatchPath("/authType"),
    PatchPath("/authorizerUri"),
    PatchPath("/authorizerCredentials", REPLACE_REMOVE),
    PatchPath("/identitySource"),
    PatchPath("/identityValidationExpression", REPLACE_REMOVE),
    PatchPath("/authorizerResultTtlInSeconds"),
    PatchPath("/providerARNs", ADD_REMOVE),
)

GATEWAY_RESPONSE = (
    PatchPath("/statusCode"),
    PatchPath("/responseParameters/{parameter}", ANY_OP),
    PatchPath("/responseTemplates/{contentType}", ANY_OP),
)

DEPLOYMENT = (PatchPath("/description"),)

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

STAGE = (
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
    PatchPath("/canarySettings/percentTraffic"),
    PatchPath("/canarySettings/deploymentId"),
    PatchPath("/canarySettings/useStageCache"),
    PatchPath("/canarySettings/stageVariableOverrides/{name}", ANY_OP),
    *(PatchPath(path, target=("methodSettings", "{method}", member)) for path, member in _METHOD_SETTINGS.items()),
    PatchPath("/{method+}/{httpMethod}", REMOVE, target=("methodSettings", "{method}/{httpMethod}")),
)

API_KEY = (
    PatchPath("/name"),
    PatchPath("/description"),
    PatchPath("/customerId"),
    PatchPath("/enabled"),
    PatchPath("/stages", ADD_REMOVE, target=("stageKeys",)),
)

ACCOUNT = (
    PatchPath("/cloudwatchRoleArn", REPLACE_REMOVE),
    PatchPath("/throttleSettings/rateLimit"),
    PatchPath("/throttleSettings/burstLimit"),
    PatchPath("/features", ADD_REMOVE),
)

USAGE_PLAN = (
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
)
