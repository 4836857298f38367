"""What is one emoji, as people see it: one picture, however many code points it takes (the grammar of UTS #51)."""

import re

_BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_TAGS = "[\U000e0020-\U000e007e]{1,10}\U000e007f"
_PART = f"{_BASE}(?:\ufe0f|{_SKIN}|{_TAGS})?"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEY = "[0-9#*]\ufe0f?\u20e3"
_EMOJI = re.compile(f"{_PART}(?:\u200d{_PART}){{0,6}}|{_FLAG}|{_KEY}")


def is_emoji(text: str) -> bool:
    """Whether the whole of a text is one emoji; those of a later Unicode count, too."""
    return _EMOJI.fullmatch(text) is not None
