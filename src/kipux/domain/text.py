"""What text becomes to be kept and to be found."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The same text, of the same length, with U+FFFD in place of what is not text to a database: U+0000 and lone surrogates."""
    return _UNSTORABLE.sub("\ufffd", text)


def folded(text: str) -> str:
    """What a search compares: without case, accents and other marks, and with compatible forms of a character made one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()
