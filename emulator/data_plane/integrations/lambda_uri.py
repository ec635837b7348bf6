"""The function that an integration's URI names, which may depend on the stage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_INVOCATIONS = re.compile(
    r"arn:[\w-]+:apigateway:(?P<region>[^:]*):lambda:path/+\d{4}-\d\d-\d\d/functions/(?P<arn>.+)/"
    r"(?P<operation>response-streaming-invocations|invocations)",
    re.DOTALL,
)
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


@dataclass(frozen=True, slots=True)
class LambdaUri:
    """`function_arn` may hold ${stageVariables.name}. `streams` where the URI asks for the streaming form of Invoke.

    `region` is the one that the URI names before the function's: the API's own.
    """

    region: str
    function_arn: str
    streams: bool

    def resolve(self, variables: Mapping[str, str]) -> str:
        """A variable that the stage does not have leaves nothing behind."""
        if "$" not in self.function_arn:
            return self.function_arn
        return _STAGE_VARIABLE.sub(lambda found: variables.get(found[1], ""), self.function_arn)


def parse_lambda_uri(uri: str) -> LambdaUri | None:
    """None for a URI that is not a Lambda function's."""
    found = _INVOCATIONS.fullmatch(uri)
    return LambdaUri(found["region"], found["arn"], found["operation"] != "invocations") if found else None
