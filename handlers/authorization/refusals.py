"""Why a request is refused: words for the logs. Its sender learns nothing but `Unauthorized`."""

from enum import StrEnum


class Refusal(StrEnum):
    NO_TOKEN = "no-token"  # noqa: S105 - a word, not a token
    SEVERAL_TOKENS = "several-tokens"
    TOO_LONG = "too-long"
    NOT_BEARER = "not-bearer"
    MALFORMED = "malformed"
    FORBIDDEN_HEADER = "forbidden-header"
    WRONG_ALGORITHM = "wrong-algorithm"
    UNKNOWN_KEY = "unknown-key"
    WRONG_SIGNATURE = "wrong-signature"
    WRONG_ISSUER = "wrong-issuer"
    WRONG_USE = "wrong-use"
    NOT_IN_FORCE = "not-in-force"
    WRONG_SUBJECT = "wrong-subject"
    WRONG_CLIENT = "wrong-client"
    WRONG_SCOPE = "wrong-scope"
    UNKNOWN_CLIENT = "unknown-client"
