"""Whether a request has what its method declares: parameters first, then the body."""

from emulator.data_plane import execution_log
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.media_types import DEFAULT_KEY, content_type
from emulator.data_plane.parameters import missing_parameters
from emulator.data_plane.refusals import GatewayResponseType, Refusal


async def validate_request(call: Call, services: Services) -> Call | Refusal:
    del services
    execution_log.execution(call)
    return _check_parameters(call) or _check_body(call) or call


def _check_parameters(call: Call) -> Refusal | None:
    if not call.method.parameters:
        return None
    missing = missing_parameters(
        call.method.parameters, call.path_parameters, call.query, call.arrival.received.headers
    )
    if not missing:
        return None
    message = f"Missing required request parameters: [{', '.join(missing)}]"
    return Refusal(GatewayResponseType.BAD_REQUEST_PARAMETERS, message, validation_error=message)


def _check_body(call: Call) -> Refusal | None:
    """A body of a type that no model is declared for is not validated."""
    validators = call.method.body_validators
    if not validators:
        return None
    validator = validators.get(content_type(call.arrival.headers)) or validators.get(DEFAULT_KEY)
    fault = validator.find_fault(call.arrival.received.body) if validator else None
    if fault is None:
        return None
    return Refusal(GatewayResponseType.BAD_REQUEST_BODY, "Invalid request body", validation_error=fault)
