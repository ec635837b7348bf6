"""Function versions for tests."""

from dataclasses import replace
from typing import Any

from emulator.functions.function_version import FunctionVersion
from tests.emulator.functions.archives import archive_of

ARN = "arn:aws:lambda:us-east-1:123456789012:function:greet"


def version_of(source: str = "def handle(event, context): return event", **changes: Any) -> FunctionVersion:
    """A version of the function `greet` whose module `app` has this source."""
    version = FunctionVersion(
        function_arn=ARN,
        name="greet",
        version="$LATEST",
        region="us-east-1",
        runtime="python3.13",
        handler="app.handle",
        timeout_seconds=10,
        memory_mb=256,
        variables=(),
        code=archive_of({"app.py": source}),
        layers=(),
    )
    return replace(version, **changes)
