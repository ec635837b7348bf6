"""An invocation as a worker gets it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    request_id: str
    payload: bytes
    invoked_arn: str
    trace_id: str
    client_context: str | None  # JSON

    def headers(self, deadline_ms: int) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": self.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": self.invoked_arn,
            "Lambda-Runtime-Trace-Id": self.trace_id,
        }
        if self.client_context is not None:
            headers["Lambda-Runtime-Client-Context"] = self.client_context
        return headers
