"""What an operation answers when it does not do what was asked: a value, in the words of AWS."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of the service model: `code` is its shape's name, `status` its HTTP status."""

    status: int
    code: str
    message: str


def bad_request(message: str) -> Refusal:
    return Refusal(400, "BadRequestException", message)


def not_found(message: str) -> Refusal:
    return Refusal(404, "NotFoundException", message)


def conflict(message: str) -> Refusal:
    return Refusal(409, "ConflictException", message)


def limit_exceeded(message: str) -> Refusal:
    return Refusal(429, "LimitExceededException", message)
