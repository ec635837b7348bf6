"""The line that does a failing request again, as it stands: in a shell where the tokens' variables are set.

Schemathesis's own line has its credentials masked and its body under `-d`, which reads a file where the body begins
with `@`; https://curl.se/docs/manpage.html#-d.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from conformance.callers import known_tokens

# What requests adds by itself, or curl does.
LEFT_OUT = frozenset(
    {"accept-encoding", "connection", "content-length", "transfer-encoding", "user-agent", "x-schemathesis-testcaseid"}
)
MOST_OF_A_LINE = 60_000  # Linux takes no argument beyond 128 KiB
BODIES = Path(__file__).parent.parent / "build" / "contract" / "bodies"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def curl_line(method: str, url: str, headers: Mapping[str, str], body: bytes | str | None) -> str:
    """Tokens are named by their variables. A body that no shell can hold is printed by `printf` before."""
    said = [(name, value) for name, value in headers.items() if name.lower() not in LEFT_OUT and value != "*/*"]
    parts = ["curl", "--silent", "--include", "--path-as-is", "--globoff", *_method(method), *map(_header, said)]
    if body is not None and not any(name.lower() == "content-type" for name, _ in said):
        parts += ["-H", "'Content-Type:'"]  # curl would say that it is a form
    if body is None:
        return " ".join([*parts, quote(url)])
    if len(body) > MOST_OF_A_LINE:
        return " ".join([*parts, "--data-binary", quote(f"@{_kept(body)}"), quote(url)])
    text = body if isinstance(body, str) else _text(body)
    if text is not None and not _UNPRINTABLE.search(text):
        return " ".join([*parts, "--data-raw", quote(text), quote(url)])
    raw = body if isinstance(body, bytes) else body.encode()
    return " ".join([f"printf '{_octal(raw)}' |", *parts, "--data-binary", "@-", quote(url)])


def _kept(body: bytes | str) -> Path:
    """A file with the body, for what is too long for a line."""
    raw = body if isinstance(body, bytes) else body.encode()
    BODIES.mkdir(parents=True, exist_ok=True)
    file = BODIES / hashlib.sha256(raw).hexdigest()[:16]
    file.write_bytes(raw)
    return file


def _method(method: str) -> list[str]:
    return ["--head"] if method == "HEAD" else ["-X", method]


def _header(header: tuple[str, str]) -> str:
    name, value = header
    if not value:
        return f"-H {quote(f'{name};')}"
    if not value.isascii():  # each character goes out as one byte, which a shell would make two of
        return f"-H \"$(printf '{_octal(f'{name}: {value}'.encode('latin-1', errors='replace'))}')\""
    shown = _within_quotes(value)
    for token, variable in known_tokens().items():
        first, *others = shown.split(token)
        shown = first + "".join(_variable(variable, after) + after for after in others)
        if token.count(".") == 2:  # of a forged one, the signature is what makes it a good one again
            shown = shown.replace(token.rpartition(".")[2], f"${{{variable}##*.}}")
    return f'-H "{name}: {shown}"' if shown != _within_quotes(value) else f"-H {quote(f'{name}: {value}')}"


def _variable(name: str, after: str) -> str:
    """With braces where what comes after it would belong to the name."""
    return f"${{{name}}}" if re.match(r"\w", after) else f"${name}"


def _within_quotes(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


def _octal(raw: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in raw)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
