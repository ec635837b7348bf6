"""Text as it is kept: one kind of newline, and no character that JSON, a terminal or UTF-8 would stumble over."""

import re

NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls but tab and newline, the byte order mark, halves of surrogate pairs (PDFs have them) and noncharacters.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    return UNWANTED.sub("", NEWLINE.sub("\n", text))
