"""Small PDFs, made by pypdf's writer."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def pdf(pages: Sequence[str], password: str | None = None) -> bytes:
    """A page for each text, each line of which is drawn on its own."""
    return pdf_of_streams([_drawn(page) for page in pages], password)


def pdf_of_streams(streams: Sequence[bytes], password: str | None = None) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    for stream in streams:
        page = writer.add_blank_page(600, 800)
        content = DecodedStreamObject()
        content.set_data(stream)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = content.flate_encode()
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _drawn(text: str) -> bytes:
    lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.splitlines())
    return f"BT /F1 12 Tf 50 700 Td {lines}ET".encode()
