"""What a search shows of a text."""

import pytest

from kipux.domain.snippet import snippet


def shown(text: str, query: str) -> str:
    """The snippet with its hits in brackets."""
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in snippet(text, query))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("La canción del ñandú", "CANCION nan", "La [canción] del [ñandú]"),
        ("La cancion", "canción", "La [cancion]"),
        ("LA CANCIO\u0301N sigue", "cancion", "LA [CANCIO\u0301N] sigue"),
        ("una canción", "canciones", "una [canción]"),
        ("desde la de ella", "de la x", "desde [la] [de] ella"),
        ("(quoted) [a-z]+", "quoted z", "([quoted]) [a-[z]]+"),
        ("nothing to see", "🦙", "nothing to see"),
        ("nothing to see", "straße", "nothing to see"),
        ("two\n\n  lines\there", "lines", "two [lines] here"),
        ("## Un título\n\n- **negrita** y `código`", "codigo", "Un título - negrita y [código]"),
        ("", "x", ""),
    ],
)
def test_the_words_that_were_sought_are_marked(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_a_long_text_is_cut_around_its_first_hit() -> None:
    line = shown("alpha " * 100 + "llama and " + "omega " * 100 + "llama", "llama")
    assert line.startswith("…alpha")
    assert line.endswith("…")
    assert line.count("[llama]") == 1
    assert len(line) <= 200 + len("…[]…")


def test_a_very_long_word_is_cut_too() -> None:
    assert len(shown("x" * 100_000 + " llama", "llama")) <= 210
    assert shown("y" * 300, "yyy") == "y" * 200 + "…"
