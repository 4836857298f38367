"""Where a continuation meets what there was."""

import pytest

from kipux.application.generation.seam import Seam


def sewn(before: str, *pieces: str) -> str:
    seam = Seam(before)
    return before + "".join(seam.take(piece) for piece in pieces) + seam.close()


@pytest.mark.parametrize(
    ("before", "continuation", "whole"),
    [
        ("El lago Titicaca es el", "lago Titicaca es el más alto.", "El lago Titicaca es el más alto."),
        ("El lago Titicaca es el", " más alto.", "El lago Titicaca es el más alto."),
        ("El lago Titicaca es el", "más alto.", "El lago Titicaca es el más alto."),
        ("El lago Titi", "lago Titicaca.", "El lago Titicaca."),
        ("El lago ", "\n\nEl lago es hondo", "El lago es hondo"),
        ("Uno. ", "Dos.", "Uno. Dos."),
        ("1. a\n2.", "2. b", "1. a\n2.2. b"),
        ("ja", "ja ja", "ja ja"),
        ("湖は", "深い", "湖は深い"),
        ("Un final.", "Un final.", "Un final."),
        ("Fin", "", "Fin"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_nothing_is_said_twice_and_no_words_are_glued(before: str, continuation: str, whole: str, size: int) -> None:
    pieces = [continuation[at : at + size] for at in range(0, len(continuation), size)]
    assert sewn(before, *pieces) == whole


def test_what_repeats_nothing_is_not_held_back() -> None:
    seam = Seam("El lago Titicaca es el")
    assert seam.take("más") == " más"
    assert seam.take(" alto") == " alto"
