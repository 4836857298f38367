"""A preset as a file, which somebody else may bring: whatever is in it was written by who knows whom."""

import re
from typing import Final

import msgspec

from kipux.domain.errors import Invalid
from kipux.domain.preset import Recipe
from kipux.domain.text import words
from kipux.entrypoints.web.faults import WHOLE_BODY, field_at_fault
from kipux.entrypoints.web.schemas import ParametersWish, PresetFile

LARGEST_PRESET: Final = 400_000
"""Bytes that the file of a preset may have: the longest instructions, each character escaped, and the rest."""


def written(recipe: Recipe) -> bytes:
    """A preset as a file."""
    content = PresetFile(
        kipux_preset=1,
        name=recipe.name,
        icon=recipe.icon,
        model=recipe.model,
        instructions=recipe.instructions,
        parameters=msgspec.convert(recipe.parameters, ParametersWish, from_attributes=True),
        starters=recipe.starters,
    )
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def read(content: bytes) -> Recipe:
    """What is in a file, to be checked. Raises `Invalid`: field `file` for what is no preset, else the field in it that is at fault."""
    if len(content) > LARGEST_PRESET:
        raise Invalid({"file": "too_large"})
    try:
        return msgspec.json.decode(content, type=PresetFile).recipe
    except msgspec.ValidationError as error:
        (field, code), *_ = field_at_fault(str(error)).items()
        is_other = field in (WHOLE_BODY, "kipux_preset")
        raise Invalid({"file": "no_preset"} if is_other else {field: code}) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid({"file": "no_preset"}) from None


def file_name(recipe: Recipe) -> str:
    """A name that any system takes."""
    name = re.sub(r"[^a-z0-9-]", "", "-".join(words(recipe.name)))[:60].strip("-")
    return f"{name or 'preset'}.kipux.json"
