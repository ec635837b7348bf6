"""Which log events a filter pattern matches."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.filter_patterns import Event, InvalidPattern, compile_pattern

EVENT = {
    "status": 429,
    "latency": 12.5,
    "errorType": "THROTTLED",
    "text": "429",
    "ip": "10.0.0.7",
    "nothing": None,
    "cached": True,
    "fresh": False,
    "user": {"id": 7, "names": ["ada", "grace"], "roles": [{"name": "admin"}, {"name": "reader"}]},
    "cluster.name": "blue",
    "say": 'a "b"',
}

JSON_PATTERNS = [
    ("{ $.status = 429 }", True),
    ("{$.status=429}", True),
    ("{ $.status = 429.0 }", True),
    ("{ $.status != 429 }", False),
    ("{ $.status = 430 }", False),
    ("{ $.status >= 429 && $.status < 430 }", True),
    ("{ $.status > 429 }", False),
    ("{ $.status <= 428 }", False),
    ("{ $.latency > 1.25e1 }", False),
    ("{ $.latency >= 1.25e1 }", True),
    ("{ $.latency > -1 }", True),
    ("{ $.status = 4* }", True),
    ("{ $.status = 5* }", False),
    ("{ $.text = 429 }", True),
    ('{ $.status = 429 && $.errorType = "THROTTLED" }', True),
    ('{ $.status = 429 && $.errorType = "OTHER" }', False),
    ('{ $.status = 200 || $.errorType = "THROTTLED" }', True),
    ('{ $.status = 429 || $.status = 1 && $.errorType = "OTHER" }', True),
    ('{ ($.status = 429 || $.status = 1) && $.errorType = "OTHER" }', False),
    ("{ $.errorType = THROTTLED }", True),
    ("{ $.errorType = throttled }", False),
    ('{ $.errorType = "THR*" }', True),
    ('{ $.errorType = "*OTT*" }', True),
    ('{ $.errorType = "*LED" }', True),
    ('{ $.errorType = "THR*X" }', False),
    ('{ $.errorType != "THR*" }', False),
    ('{ $.errorType != "OTHER" }', True),
    ("{ $.errorType = * }", True),
    ("{ $.ip = 10.0.* }", True),
    ("{ $.ip != 10.* }", False),
    ("{ $.ip = %^10[.]0[.]% }", True),
    ("{ $.errorType = %THROTTLED|DENIED% }", True),
    ("{ $.errorType = %^DENIED% }", False),
    (r'{ $.say = "a \"b\"" }', True),
    ("{ $.nothing IS NULL }", True),
    ("{ $.status IS NULL }", False),
    ("{ $.missing IS NULL }", False),
    ("{ $.missing NOT EXISTS }", True),
    ("{ $.nothing NOT EXISTS }", False),
    ("{ $.missing = * }", False),
    ("{ $.missing != 1 }", False),
    ("{ $.cached IS TRUE }", True),
    ("{ $.cached IS FALSE }", False),
    ("{ $.fresh IS FALSE }", True),
    ("{ $.user.id = 7 }", True),
    ("{ $.user = * }", False),
    ('{ $.user.names[0] = "ada" }', True),
    ('{ $.user.names[1] = "ada" }', False),
    ("{ $.user.names[9] NOT EXISTS }", True),
    ('{ $.user.names[*] = "grace" }', True),
    ('{ $.user.roles[*].name = "reader" }', True),
    ('{ $.user.roles[1].name = "admin" }', False),
    ("{ $.['cluster.name'] = \"blue\" }", True),
    ("{ $.user['id'] = 7 }", True),
]

TERM_PATTERNS = [
    ("", "anything", True),
    ("ERROR", "[ERROR 400] bad", True),
    ("ERROR", "[error 400] bad", False),
    ("ERROR bad", "bad ERROR", True),
    ("ERROR good", "bad ERROR", False),
    ('"bad ERROR"', "a bad ERROR", True),
    ('"bad ERROR"', "ERROR bad", False),
    ('ERROR -"x"', "ERROR x", False),
    ('ERROR -"x"', "ERROR y", True),
    ("-debug", "info", True),
    ("?ERROR ?WARN", "WARN: hot", True),
    ("?ERROR ?WARN", "INFO: fine", False),
    ("ERROR ?WARN", "WARN", False),
    ("%AUTHORI[SZ]ED%", "UNAUTHORIZED request", True),
    ("%^UN% request", "UNAUTHORIZED request", True),
    ("%^REQ%", "a REQ", False),
]

LINE = '127.0.0.1 - ada [10/Oct/2025:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'

COLUMN_PATTERNS = [
    ("[ip, id, user, at, request, status, size]", True),
    ("[ip, id, user, at, request, status]", False),
    ("[ip, id, user, at, request, status = 4*, size > 1000]", True),
    ("[ip, id, user, at, request, status = 5*, size]", False),
    ("[ip, id, user, at, request =*.html*, status = 4*, size]", True),
    ("[..., status = 404, size]", True),
    ("[ip, ..., size < 1000]", False),
    ("[ip, ..., size]", True),
    ("[ip = %^127[.]%, ...]", True),
    ("[ip, id, user = ada || user = grace, ...]", True),
    ("[..., status >= 400 && status < 500, size]", True),
    ('[..., request = "GET /index.html HTTP/1.0", status, size]', True),
    ("[ip != 127.0.0.1, ...]", False),
]

INVALID = [
    "{ $.status = }",
    "{ $.status = 429",
    "{ status = 429 }",
    "{ ($.status = 429 }",
    "{ $.status = 429 && }",
    "{ $.status IS 4 }",
    "{ $.status > abc }",
    "{ $.a = %(a+)+% }",
    "{ $.a = %[% }",
    "{ }",
    "{" + "(" * 500 + "$.a = 1" + ")" * 500 + "}",
    "%(a)%",
    '"open',
    "[..., a, ...]",
    "[a b]",
    "[a",
    "x" * 1025,
]


def matches(pattern: str, message: str) -> bool:
    compiled = compile_pattern(pattern)
    assert not isinstance(compiled, InvalidPattern), compiled.reason
    return Event(message).matches(compiled)


@pytest.mark.parametrize(("pattern", "expected"), JSON_PATTERNS)
def test_json_pattern_tells_which_documents_match(pattern: str, expected: bool) -> None:
    assert matches(pattern, json.dumps(EVENT)) is expected


@pytest.mark.parametrize(("pattern", "message", "expected"), TERM_PATTERNS)
def test_terms_are_looked_for_in_the_message(pattern: str, message: str, expected: bool) -> None:
    assert matches(pattern, message) is expected


@pytest.mark.parametrize(("pattern", "expected"), COLUMN_PATTERNS)
def test_columns_between_spaces_are_compared(pattern: str, expected: bool) -> None:
    assert matches(pattern, LINE) is expected


@pytest.mark.parametrize("pattern", INVALID)
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    assert isinstance(compile_pattern(pattern), InvalidPattern)


@pytest.mark.parametrize("message", ["no JSON", "[1]", '"text"', "{", "", "[" * 100_000])
def test_json_pattern_matches_no_other_text(message: str) -> None:
    assert not matches("{ $.missing NOT EXISTS }", message)


def test_columns_and_fields_have_values() -> None:
    columns, document = Event(LINE), Event(json.dumps(EVENT))

    assert columns.matches(compile_pattern("[ip, ..., status, size]"))  # type: ignore[arg-type] # it is valid
    assert columns.field("$size") == "1534"
    assert document.field("$.user.id") == 7
    assert document.field("$.user.names[*]") is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_a_pattern_or_is_told_not_to_be(pattern: str, message: str) -> None:
    compiled = compile_pattern(pattern)

    assert isinstance(compiled, InvalidPattern) or Event(message).matches(compiled) in (True, False)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_numbers_compare_as_numbers(value: int, wanted: int, operator: str) -> None:
    expected = {
        "=": value == wanted,
        "!=": value != wanted,
        "<": value < wanted,
        "<=": value <= wanted,
        ">": value > wanted,
        ">=": value >= wanted,
    }

    assert matches(f"{{ $.n {operator} {wanted} }}", json.dumps({"n": value})) is expected[operator]


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_wildcards_stand_for_any_text(pattern: str, text: str) -> None:
    def fits(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(fits(pattern[1:], text[place:]) for place in range(len(text) + 1))
        return text[:1] == pattern[0] and fits(pattern[1:], text[1:])

    assert matches(f'{{ $.t = "{pattern}" }}', json.dumps({"t": text})) is fits(pattern, text)
