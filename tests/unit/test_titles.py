"""Titles from first words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.domain.conversation import checked_title, title_from
from kipux.domain.errors import Invalid


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hola", "Hola"),
        ("  dos\n\nlíneas ", "dos líneas"),
        ("palabra " * 20, "palabra palabra palabra palabra palabra palabra palabra…"),
        ("x" * 100, "x" * 60 + "…"),
        ("a" * 57 + ", (y más cosas que decir", "a" * 57 + "…"),
    ],
)
def test_a_title_is_one_line_cut_at_a_word(text: str, title: str) -> None:
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("**Hola**", "Hola"),
        ("# ¿Qué es un *quipu*?\n> cita", "¿Qué es un quipu? cita"),
        ("- uno\n- dos", "uno - dos"),
        ("Mira [la página](https://kipux.example/a) y **el `código`**", "Mira la página y el código"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("```\n```", "``` ```"),
    ],
)
def test_a_title_has_no_marks_of_markdown(text: str, title: str) -> None:
    assert title_from(text) == title


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "2**3 y 4**5", "f(*args, **kwargs)", "¿Qué hace __init__?", "C# o F#", "a[0](x y)"]
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert title_from(text) == text


@given(st.text())
def test_a_title_is_never_long(text: str) -> None:
    assert len(title_from(text)) <= 61


def test_a_given_title_says_something_and_not_too_much() -> None:
    assert checked_title("  a \n b ") == "a b"
    for bad in (" ", "x" * 201):
        with pytest.raises(Invalid):
            checked_title(bad)
