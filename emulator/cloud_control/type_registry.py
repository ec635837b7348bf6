"""CloudFormation's DescribeType, for the types that Cloud Control has here.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html
"""

import json
from uuid import uuid4
from xml.sax.saxutils import escape

from emulator.cloud_control.known_types import KNOWN_TYPES
from emulator.cloud_control.resource_types import ResourceType
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.query_protocol import parameters_of

_NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"
_HEADERS = (("Content-Type", "text/xml"),)


def describe_type(request: HttpRequest) -> HttpAnswer:
    asked = dict(parameters_of(request.query, request.header.get("content-type", ""), request.body))
    name = asked.get("TypeName") or asked.get("Arn", "").rpartition("/")[2].replace("-", "::")
    known = KNOWN_TYPES.get(name) if asked.get("Type", "RESOURCE") == "RESOURCE" else None
    if known is None:
        return _answer(404, "ErrorResponse", _error("TypeNotFoundException", f"The type '{name}' cannot be found."))
    region = request.signed_for.region if request.signed_for else "us-east-1"
    return _answer(
        200, "DescribeTypeResponse", f"<DescribeTypeResult>{_description(known, region)}</DescribeTypeResult>"
    )


def _description(known: ResourceType, region: str) -> str:
    told = {
        "Arn": f"arn:aws:cloudformation:{region}::type/resource/{known.name.replace('::', '-')}",
        "Type": "RESOURCE",
        "TypeName": known.name,
        "Description": known.schema["description"],
        "DeprecatedStatus": "LIVE",
        "IsDefaultVersion": "true",
        "ProvisioningType": "FULLY_MUTABLE",
        "Visibility": "PUBLIC",
        "Schema": json.dumps(known.schema),
    }
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())


def _error(code: str, message: str) -> str:
    return f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"


def _answer(status: int, name: str, inner: str) -> HttpAnswer:
    request_id = str(uuid4())
    told = f"<RequestId>{request_id}</RequestId>"
    told = told if status >= 400 else f"<ResponseMetadata>{told}</ResponseMetadata>"
    body = f'<{name} xmlns="{_NAMESPACE}">{inner}{told}</{name}>'
    return HttpAnswer(status, (*_HEADERS, ("x-amzn-RequestId", request_id)), body.encode())
