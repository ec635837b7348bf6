"""HTML to Markdown, so that headings, lists and tables survive. Scripts, styles, menus and forms are left out."""

from html_to_markdown import ConversionError, ConversionOptions, PreprocessingOptions, WarningKind, convert

from handlers.ingestion.cleaning import cleaned
from handlers.ingestion.decoding import decoded_html
from handlers.ingestion.failures import unreadable
from handlers.ingestion.markup import refusal_of_markup
from handlers.runs.run import Failure

DEEPEST = 256  # elements within elements; pages that people read stay under 100


def text_of_html(source: bytes) -> str | Failure:
    page = decoded_html(source)
    if isinstance(page, Failure):
        return page
    # Control characters go first, because the converter takes a page with many of them for a binary file.
    page = cleaned(page)
    return refusal_of_markup(page) or _converted(page)


def _converted(page: str) -> str | Failure:
    try:
        result = convert(page, _options())
    except ConversionError:
        return unreadable(
            "The HTML could not be read. Check it with an HTML validator, or send the text as text/plain."
        )
    if any(warning.kind == WarningKind.DEPTH_LIMIT_EXCEEDED for warning in result.warnings):
        return unreadable(
            f"The HTML has elements nested deeper than {DEEPEST}, whose text would be lost. "
            "Check that its elements are closed, or send the text as text/plain."
        )
    return result.content or ""


def _options() -> ConversionOptions:
    return ConversionOptions(
        autolinks=False,
        compact_tables=True,  # cells padded to their column's width make a page many times as long
        exclude_selectors=["iframe"],
        extract_metadata=False,
        max_depth=DEEPEST,
        preprocessing=PreprocessingOptions(remove_navigation=True, remove_forms=True),
        skip_images=True,
    )
