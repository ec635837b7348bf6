"""Bytes into text. Text is UTF-8; HTML may name one of the encodings that old pages have."""

import re
from collections.abc import Mapping

from handlers.ingestion.failures import unreadable
from handlers.runs.run import Failure

BYTE_ORDER_MARKS: Mapping[bytes, str] = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
META = re.compile(rb"<meta\b[^<>]{0,500}?\bcharset\s{0,10}=\s{0,10}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
META_WITHIN = 1024  # bytes, as https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding has it

# Python's codec by HTML's label. Not codecs.lookup: a page could name "zip" or "idna" there.
# Browsers read Latin 1 as Windows 1252, by https://encoding.spec.whatwg.org/#names-and-labels.
CODECS: Mapping[str, str] = {
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{page}": f"cp{page}" for page in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    "iso-8859-9": "cp1254",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    **dict.fromkeys(("gb18030", "gbk", "gb2312"), "gb18030"),
}
UTF_8 = frozenset({"utf-8", "utf8"})


def decoded(source: bytes) -> str | Failure:
    marked = BYTE_ORDER_MARKS.get(source[:2])
    if marked:
        return unreadable(f"The text begins with the byte order mark of {marked}. Save it as UTF-8 and send it again.")
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        return unreadable(f"The text is not UTF-8: {_place(error)} cannot be read. Save it as UTF-8 and send it again.")


def decoded_html(source: bytes) -> str | Failure:
    """UTF-8 wherever it can be: what is valid UTF-8 is hardly ever anything else, whatever a page says of itself."""
    text = decoded(source)
    named = META.search(source[:META_WITHIN])
    if isinstance(text, str) or named is None:
        return text
    label = named[1].decode("ascii").lower()
    if label in UTF_8:
        return text
    codec = CODECS.get(label)
    if codec is None:
        return unreadable(
            f'The page names the encoding "{label}", which is not read. Save it as UTF-8 and send it again.'
        )
    try:
        return source.decode(codec)
    except UnicodeDecodeError as error:
        return unreadable(f'The page names the encoding "{label}", but {_place(error)} is not in it. Save it as UTF-8.')


def _place(error: UnicodeDecodeError) -> str:
    return f"byte {error.start:,} (0x{error.object[error.start]:02X})"
