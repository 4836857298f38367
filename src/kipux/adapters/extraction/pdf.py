"""PDFs, by PDFium: fast, and used to files that were made to break it."""

import re
from collections.abc import Iterator
from datetime import date

from pypdfium2 import PdfDocument, PdfiumError

from kipux.adapters.extraction.errors import Unreadable
from kipux.domain.page import Page

_MOST_PAGES = 200
_MOST_CHARACTERS = 400_000
_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_BROKEN_WORD = re.compile(r"\ufffe(?:\r?\n)?")
"""What PDFium has for a hyphen at the end of a line."""
_GOES_ON = re.compile(r"[^.!?:;…»”\"')\]]$")
_SHORT = 0.7
"""A line that is this much shorter than the longest ends its paragraph."""


def read_pdf(url: str, body: bytes) -> Page:
    """The text of its first pages. Raises `Unreadable` for one that is broken, or locked with a password."""
    try:
        document = PdfDocument(body)
        told = document.get_metadata_dict()
        text = "\n".join(_pages(document))
    except PdfiumError as error:
        raise Unreadable from error
    return Page(
        url, text, told.get("Title", ""), told.get("Author", ""), published_on=_day(told.get("CreationDate", ""))
    )


def _pages(document: PdfDocument) -> Iterator[str]:
    left = _MOST_CHARACTERS
    for index in range(min(len(document), _MOST_PAGES)):
        text = document[index].get_textpage().get_text_range()[:left]
        yield "\n".join(_paragraphs(_BROKEN_WORD.sub("", text).splitlines()))
        left -= len(text)
        if left <= 0:
            return


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines joined that were only broken where the page ends."""
    longest = max(map(len, lines), default=0)
    paragraph = ""
    for line in map(str.strip, lines):
        paragraph = paragraph[:-1] + line if re.search(r"\w-$", paragraph) else f"{paragraph} {line}".strip()
        if len(line) < longest * _SHORT or not _GOES_ON.search(line):
            yield paragraph
            paragraph = ""
    yield paragraph


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
