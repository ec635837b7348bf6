"""JSON is taken as JSON and as nothing else, and answered as documented whatever a client would rather have."""

from conformance.addresses import nobodys
from conformance.probing import probe
from conformance.reading import path_parameters, success
from conformance.refusals import UNSUPPORTED_TYPE, refused
from conformance.sending import first_body, headers_of, is_looked_at
from conformance.stage import Stage
from contract import Document, Operation

OTHERS = "A body of another media type is refused"
AS_JSON = "A body is JSON by its media type alone"
ANSWERED = "An answer is of the documented media type"
_OTHER_TYPES = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
# Its parameters, its case and what the client would rather have make no difference.
_SPELLINGS = (
    {"Content-Type": "application/json; charset=utf-8"},
    {"Content-Type": "Application/JSON"},
    {"Content-Type": "application/json", "Accept": "text/html"},
)


def refuses_types(document: Document, operation: Operation) -> bool:
    return is_looked_at(document, operation) and "415" in operation.raw["responses"]


@probe(refuses_types)
def other_types_are_refused(stage: Stage) -> None:
    """None at all is not another: API Gateway takes a body without a type for JSON;
    https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html.
    """
    path = nobodys(stage.document, stage.operation)
    body = first_body(stage.document, stage.operation)
    for content_type in _OTHER_TYPES:
        answer = stage.ask(path=path, headers=headers_of(stage), body=body, content_type=content_type)
        refused(stage, answer, UNSUPPORTED_TYPE, promise=OTHERS, what=f"A documented body as {content_type}")


def is_callable(document: Document, operation: Operation) -> bool:
    return is_looked_at(document, operation) and not path_parameters(document, operation)


@probe(is_callable)
def json_by_any_spelling(stage: Stage) -> None:
    status, response = success(stage.document, stage.operation)
    body = first_body(stage.document, stage.operation)
    for headers in _SPELLINGS:
        answer = stage.ask(headers={**headers_of(stage), **headers}, body=body)
        stage.expect(answer, int(status), promise=AS_JSON)
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        if media_type not in response.get("content", {}):
            stage.broken(ANSWERED, f"It is {media_type or 'of none'}.", answer, answer)
