"""How many tokens a text is, before any model has counted it. `static/js/models/context.js` counts by the same rule."""

_BYTES_PER_TOKEN = (7, 2)
"""Three and a half UTF-8 bytes a token: English and Spanish have some more, code and other alphabets about as many."""
_FRAME = 4
"""What the frame of a message takes."""


def tokens_in(text: str) -> int:
    """An estimate that is rather too high than too low."""
    seven, two = _BYTES_PER_TOKEN
    return -(-len(text.encode(errors="surrogatepass")) * two // seven)


def tokens_of_message(text: str) -> int:
    """The same with what a message's frame takes; nothing for one that says nothing, since it is not sent."""
    return tokens_in(text) + _FRAME if text else 0


def cut_to(text: str, tokens: int) -> str:
    """The beginning of the text that takes so many tokens at most."""
    seven, two = _BYTES_PER_TOKEN
    return text.encode(errors="surrogatepass")[: max(0, tokens) * seven // two].decode(errors="ignore")
