"""What API Gateway writes about each request: one JSON object a line.

A refused request has its line too: whose it was, as far as the authorizer has said, and which type of gateway response
it was answered with. Which operation it was for, the method and the path of the resource say together.

Left out on purpose: the token, the API key itself, as its id is enough, and what a caller could fill with quotation
marks to forge a field, such as the user agent: API Gateway puts values in as they are. Its own error messages are among
that, as they may quote the `Authorization` header. The team and the client are the deployer's and Cognito's own words.
"""

import json

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
FIELDS = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "traceId": "$context.xrayTraceId",
    "requestTime": "$context.requestTime",
    "apiId": "$context.apiId",
    "stage": "$context.stage",
    "ip": "$context.identity.sourceIp",
    "apiKeyId": "$context.identity.apiKeyId",
    "team": "$context.authorizer.tenant",
    "client": "$context.authorizer.client",
    "authorizerStatus": "$context.authorizer.status",
    "authorizerError": "$context.authorizer.error",
    "authorizerLatency": "$context.authorizer.latency",
    "protocol": "$context.protocol",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "integrationRequestId": "$context.integration.requestId",
    "integrationError": "$context.integration.error",
    "errorType": "$context.error.responseType",
    "wafStatus": "$context.waf.status",
    "wafLatency": "$context.waf.latency",
}


def access_log_format() -> str:
    """Every value is a JSON string: a variable without a value is written as a bare `-`."""
    return json.dumps(FIELDS)
