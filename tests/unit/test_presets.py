"""Presets: what they may be made of, and what a conversation takes from one."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from kipux.application.generation.opening import Opening
from kipux.application.ports.llm_gateway import PromptMessage
from kipux.application.use_cases.add_preset import AddPreset
from kipux.application.use_cases.delete_preset import DeletePreset
from kipux.application.use_cases.list_presets import ListPresets
from kipux.application.use_cases.update_preset import UpdatePreset
from kipux.domain.emoji import is_emoji
from kipux.domain.errors import Invalid, NotFound, TooManyPresets
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.preset import DRAWN_ICONS, PRESETS, Preset, Recipe, checked_recipe
from kipux.entrypoints.web.preset_files import file_name, read, written
from tests.factories import a_preset, new_id
from tests.unit.house import House

RECIPE = replace(a_preset(new_id()).recipe, model="n")


async def added(house: House, user_id: UUID, recipe: Recipe = RECIPE) -> Preset:
    return await AddPreset(house.begin, house.clock, house.ids)(user_id, recipe)


@pytest.mark.parametrize(
    "icon",
    [
        "🦙",
        "✍️",
        "☀",
        "👩🏽‍🚀",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇵🇪",
        "5️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "❤️‍🔥",
        "👍🏿",
    ],
)
def test_one_emoji_is_one_however_it_is_made(icon: str) -> None:
    assert is_emoji(icon)
    assert checked_recipe(Recipe(name="x", icon=f" {icon} ")).icon == icon


@pytest.mark.parametrize(
    "icon",
    ["🦙🦙", "a", "é", "5", "ñandú", "🇵", "👩‍", "<svg>", "🦙a", "\u200d", "\ufe0f", "star2", "../mark", "🏽", "→" * 2],
)
def test_anything_else_is_no_icon(icon: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_recipe(Recipe(name="x", icon=icon))
    assert error.value.fields == {"icon": "not_an_icon"}


def test_every_drawn_icon_is_in_the_sprite() -> None:
    sprite = Path("templates/partials/icons.html").read_text(encoding="utf-8")
    assert set(DRAWN_ICONS) <= set(re.findall(r'id="i-([a-z]+)"', sprite))


def test_a_recipe_is_tidied() -> None:
    untidy = Recipe(
        name="  Mi \n asistente ", icon="", model=" ", instructions=" a\r\nb ", starters=(" uno\tdos ", "  ")
    )
    assert checked_recipe(untidy) == Recipe(
        name="Mi asistente", icon="star", model=None, instructions="a\nb", starters=("uno dos",)
    )


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Invalid) as error:
        checked_recipe(
            Recipe(
                name=" ",
                icon="x",
                model="m" * 301,
                instructions="i" * 20_001,
                parameters=Parameters(9.0, 0),
                starters=("s",) * 7,
            )
        )
    assert error.value.fields == {
        "name": "required",
        "icon": "not_an_icon",
        "model": "too_long",
        "instructions": "too_long",
        "parameters.temperature": "out_of_range",
        "parameters.max_output_tokens": "out_of_range",
        "starters": "too_many",
    }


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066"])
def test_control_characters_are_refused_wherever_they_stand(mark: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_recipe(Recipe(name=f"a{mark}b", model=f"a{mark}b", instructions=f"a{mark}b", starters=(f"a{mark}b",)))
    assert error.value.fields == dict.fromkeys(("name", "model", "instructions", "starters"), "not_plain")


async def test_a_conversation_takes_the_preset_s_model_instructions_and_parameters(house: House) -> None:
    user_id = await house.somebody()
    preset = await added(house, user_id)
    sent = await house.ask("haiga", user_id, opening=Opening(preset_id=preset.id))
    await house.done(sent)
    (request,) = house.gateway.requests
    assert request.model == "n"
    assert request.messages[0] == PromptMessage("system", "Corrige.\n\tSin comentarios.")
    assert (request.temperature, request.max_output_tokens, request.reasoning_effort) == (0.2, 4_000, Effort.LOW)
    assert sent.conversation.preset_id == preset.id


async def test_what_is_asked_for_beside_a_preset_has_the_last_word(house: House) -> None:
    user_id = await house.somebody()
    preset = await added(house, user_id)
    await house.done(
        await house.ask("Hola", user_id, model="m", opening=Opening("Otra cosa.", Parameters(), preset.id))
    )
    (request,) = house.gateway.requests
    assert (request.model, request.messages[0].text, request.temperature) == ("m", "Otra cosa.", None)


async def test_an_old_conversation_stays_as_it_was_when_its_preset_changes_and_goes(house: House) -> None:
    user_id = await house.somebody()
    preset = await added(house, user_id)
    sent = await house.ask("Hola", user_id, opening=Opening(preset_id=preset.id))
    await house.done(sent)
    await UpdatePreset(house.begin)(user_id, preset.id, instructions="Muy distinto.", parameters=Parameters())
    await DeletePreset(house.begin)(user_id, preset.id)
    await house.done(await house.ask("¿Y?", user_id, conversation_id=sent.conversation.id))
    first, second = house.gateway.requests
    assert second.messages[0] == first.messages[0]
    assert second.temperature == first.temperature
    assert (await house.read_conversation(user_id, sent.conversation.id)).preset_id is None


async def test_somebody_else_s_preset_is_not_there(house: House) -> None:
    preset = await added(house, await house.somebody())
    other = await house.somebody()
    for asked in (
        house.ask("Hola", other, opening=Opening(preset_id=preset.id)),
        UpdatePreset(house.begin)(other, preset.id, name="mío"),
        DeletePreset(house.begin)(other, preset.id),
    ):
        with pytest.raises(NotFound):
            await asked
    assert house.gateway.requests == []


async def test_a_change_leaves_what_is_not_named_and_an_empty_model_forgets_it(house: House) -> None:
    user_id = await house.somebody()
    preset = await added(house, user_id)
    changed = await UpdatePreset(house.begin)(user_id, preset.id, name="Otro", model="")
    assert changed == replace(preset, recipe=replace(preset.recipe, name="Otro", model=None))
    assert await ListPresets(house.begin)(user_id) == (changed,)


async def test_there_is_an_end_to_how_many_one_may_have(house: House) -> None:
    user_id = await house.somebody()
    for _ in range(PRESETS):
        await added(house, user_id)
    with pytest.raises(TooManyPresets):
        await added(house, user_id)
    assert len(await ListPresets(house.begin)(user_id)) == PRESETS


@pytest.mark.parametrize("recipe", [RECIPE, Recipe(name="x"), Recipe(name="🦙 «ñ» \\u0000 </script>", icon="🦙")])
def test_a_file_brings_back_what_went_into_it(recipe: Recipe) -> None:
    assert checked_recipe(read(written(recipe))) == recipe


def test_the_name_of_a_file_is_one_that_any_system_takes() -> None:
    assert file_name(RECIPE) == "corrector.kipux.json"
    assert file_name(Recipe(name='../"; rm -rf / \r\n')) == "rm-rf.kipux.json"
    assert file_name(Recipe(name="🦙")) == "preset.kipux.json"


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"", {"file": "no_preset"}),
        (b"\xff\xfe\x00", {"file": "no_preset"}),
        (b"[" * 100_000, {"file": "no_preset"}),
        (b"null", {"file": "no_preset"}),
        (b"x" * 400_001, {"file": "too_large"}),
        (b'{"name": "x"}', {"file": "no_preset"}),
        (b'{"kipux_preset": 2, "name": "x"}', {"file": "no_preset"}),
        (b'{"kipux_preset": 1}', {"name": "required"}),
        (b'{"kipux_preset": 1, "name": ' + b"[" * 100_000, {"name": "invalid"}),
        (b'{"kipux_preset": 1, "name": 7}', {"name": "invalid"}),
        (b'{"kipux_preset": 1, "name": "x", "user_id": "somebody"}', {"user_id": "unknown_field"}),
        (b'{"kipux_preset": 1, "name": "x", "icon": null}', {"icon": "invalid"}),
        (b'{"kipux_preset": 1, "name": "x", "starters": [1]}', {"starters[0]": "invalid"}),
        (b'{"kipux_preset": 1, "name": "x", "starters": ["1","2","3","4","5","6","7"]}', {"starters": "too_many"}),
        (
            b'{"kipux_preset": 1, "name": "x", "parameters": {"temperature": 1e400}}',
            {"parameters.temperature": "invalid"},
        ),
        (
            b'{"kipux_preset": 1, "name": "x", "parameters": {"temperature": 9}}',
            {"parameters.temperature": "out_of_range"},
        ),
        (
            b'{"kipux_preset": 1, "name": "x", "parameters": {"api_base": "http://evil.example"}}',
            {"parameters.api_base": "unknown_field"},
        ),
    ],
)
def test_a_hostile_file_is_refused_with_the_place_of_its_fault(content: bytes, fields: dict[str, str]) -> None:
    with pytest.raises(Invalid) as error:
        checked_recipe(read(content))
    assert error.value.fields == fields


def test_nothing_in_a_file_tells_whose_it_was() -> None:
    assert set(msgspec.json.decode(written(RECIPE))) == {
        "kipux_preset",
        "name",
        "icon",
        "model",
        "instructions",
        "parameters",
        "starters",
    }
