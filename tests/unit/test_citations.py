"""Citations of sources that do not exist are taken out while a reply streams."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.application.generation.citations import Citations


def through(text: str, *, numbers: tuple[int, ...] = (1, 2)) -> str:
    citations = Citations(numbers)
    return citations.take(text) + citations.close()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Tiene 4.500 años [1].", "Tiene 4.500 años [1]."),
        ("Eso [7].", "Eso."),
        ("Eso[7] y aquello [2][9].", "Eso y aquello [2]."),
        ("Todo [1, 2, 3].", "Todo [1][2]."),
        ("Nada [8; 9].", "Nada."),
        ("Según 【1†source】 y 【4†fuente】.", "Según [1] y."),
        ("Un enlace [1](https://a.example/x_(y)) y ya.", "Un enlace [1] y ya."),
        ("En código `lista[7]` no, y [7] sí.", "En código `lista[7]` no, y sí."),
        ("``a ` [9]`` y [9]", "``a ` [9]`` y"),
        ("```python\nx[9] = `[8]`\n```\n[9]fin", "```python\nx[9] = `[8]`\n```\nfin"),
        ("un ` suelto [9]\n[9] y otro [1]", "un ` suelto [9]\n y otro [1]"),
        ("En 2026 [2026] y [nota] y [ ] tarea", "En 2026 [2026] y [nota] y [ ] tarea"),
        (r"Escapado \[9] queda", r"Escapado \[9] queda"),
        ("![9](https://a.example/p.png)", "![9](https://a.example/p.png)"),
        ("[texto](https://a.example) [2](sin dirección)", "[texto](https://a.example) [2](sin dirección)"),
        ("¡Bien! [9] y ¡sí! [7](https://evil.example/x) y [1].", "¡Bien! y ¡sí! y [1]."),
        ("~~~py\nx = a[9]\n```\n~~~\n[9]fin", "~~~py\nx = a[9]\n```\n~~~\nfin"),
        ("Un ~~tachado [9]~~ y [1](https://a.example/~ana)", "Un ~~tachado~~ y [1]"),
        ("arr[0] y [0]", "arr[0] y [0]"),
        ("acaba en [", "acaba en ["),
        ("acaba en [1", "acaba en [1"),
        ("", ""),
    ],
)
def test_only_numbers_of_sources_stay(said: str, shown: str) -> None:
    assert through(said) == shown


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "1",
        "9",
        ",",
        " ",
        "`",
        "```",
        "~",
        "~~~",
        "\n",
        "(",
        ")",
        "https://a.example",
        "【",
        "】",
        "†",
        "a",
        "\\",
        "!",
        "[1]",
        "[9]",
    ]
)


@given(pieces=st.lists(PIECES, max_size=30), cuts=st.lists(st.integers(0, 200), max_size=8))
def test_how_a_text_is_cut_into_pieces_changes_nothing(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    citations = Citations((1,))
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    said = "".join(citations.take(text[one:other]) for one, other in pairwise(places))
    assert said + citations.close() == through(text, numbers=(1,))


@given(text=st.text())
def test_with_all_numbers_known_plain_text_goes_through(text: str) -> None:
    plain = text.replace("[", "").replace("【", "")
    assert through(plain) == plain
