"""What every `Presets` promises, and conversations of the presets that they began with."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.errors import NotFound
from kipux.domain.preset import Preset
from kipux.domain.user import User
from tests.contract.conftest import is_kept_waiting
from tests.contract.nasty import STORED, TEXTS, UNSTORABLE
from tests.factories import NOW, a_conversation, a_preset, new_id


async def added(begin: Begin, user: User, **changes: object) -> Preset:
    preset = a_preset(user.id, **changes)
    async with begin() as work:
        await work.presets.add(preset)
        await work.commit()
    return preset


async def begun_with(begin: Begin, preset: Preset) -> Conversation:
    conversation = a_conversation(preset.user_id, preset_id=preset.id)
    async with begin() as work:
        await work.conversations.add(conversation)
        await work.commit()
    return conversation


async def deleted(begin: Begin, preset: Preset) -> None:
    async with begin() as work:
        await work.presets.delete(preset.id, preset.user_id)
        await work.commit()


async def kept(begin: Begin, preset_id: UUID, user: User) -> Preset:
    async with begin() as work:
        return await work.presets.get(preset_id, user.id)


async def test_a_preset_is_kept_whole(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)
    bare = await added(begin, alice, model=None, instructions="", starters=())
    assert await kept(begin, preset.id, alice) == preset
    assert await kept(begin, bare.id, alice) == bare


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_comes_back_as_it_was(begin: Begin, alice: User, text: str) -> None:
    preset = await added(begin, alice, name=text, instructions=text, starters=(text, text))
    assert await kept(begin, preset.id, alice) == preset


async def test_what_is_no_text_is_replaced(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice, instructions=UNSTORABLE, starters=(UNSTORABLE,))
    recipe = (await kept(begin, preset.id, alice)).recipe
    assert (recipe.instructions, recipe.starters) == (STORED, (STORED,))


async def test_all_of_a_person_s_come_the_oldest_first(begin: Begin, alice: User, bob: User) -> None:
    first, second = [await added(begin, alice, name=name) for name in ("zeta", "alfa")]
    await added(begin, bob)
    async with begin() as work:
        assert await work.presets.of_person(alice.id) == (first, second)
        assert await work.presets.of_person(new_id()) == ()


async def test_what_is_saved_takes_the_place_of_what_was_kept(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)
    changed = replace(preset, recipe=replace(preset.recipe, name="Otro", starters=()))
    async with begin() as work:
        assert await work.presets.lock(preset.id, alice.id) == preset
        await work.presets.save(changed)
        await work.commit()
    assert await kept(begin, preset.id, alice) == changed


async def test_nothing_lasts_without_commit(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)
    async with begin() as work:
        await work.presets.add(a_preset(alice.id))
        await work.presets.delete(preset.id, alice.id)
    async with begin() as work:
        assert await work.presets.of_person(alice.id) == (preset,)


async def test_who_locks_a_preset_keeps_others_waiting(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)

    async def lock() -> None:
        async with begin() as work:
            await work.presets.lock(preset.id, alice.id)

    async with begin() as work:
        await work.presets.lock(preset.id, alice.id)
        other = asyncio.create_task(lock())
        assert await is_kept_waiting(other)
    await asyncio.wait_for(other, 5)


async def test_somebody_else_s_is_not_there(begin: Begin, alice: User, bob: User) -> None:
    preset = await added(begin, alice)
    stolen = replace(preset, user_id=bob.id)
    async with begin() as work:
        for asked in (
            work.presets.get(preset.id, bob.id),
            work.presets.lock(preset.id, bob.id),
            work.presets.save(stolen),
            work.presets.delete(preset.id, bob.id),
        ):
            with pytest.raises(NotFound):
                await asked
    assert await kept(begin, preset.id, alice) == preset


async def test_nobody_has_no_presets(begin: Begin, alice: User) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.presets.add(a_preset(new_id()))


async def test_a_conversation_remembers_its_preset_until_that_is_deleted(begin: Begin, alice: User) -> None:
    preset, other = await added(begin, alice), await added(begin, alice)
    conversation, unconcerned = await begun_with(begin, preset), await begun_with(begin, other)
    async with begin() as work:
        assert (await work.conversations.get(conversation.id, alice.id)).preset_id == preset.id
    await deleted(begin, preset)
    async with begin() as work:
        assert await work.conversations.get(conversation.id, alice.id) == replace(conversation, preset_id=None)
        assert await work.conversations.get(unconcerned.id, alice.id) == unconcerned
        assert await work.presets.of_person(alice.id) == (other,)


async def test_a_conversation_that_comes_back_does_not_bring_a_deleted_preset_along(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)
    conversation = await begun_with(begin, preset)
    async with begin() as work:
        await work.conversations.delete(conversation.id, alice.id, at=NOW)
        await work.commit()
    await deleted(begin, preset)
    async with begin() as work:
        await work.conversations.restore(conversation.id, alice.id)
        await work.commit()
    async with begin() as work:
        assert (await work.conversations.get(conversation.id, alice.id)).preset_id is None


async def test_a_conversation_cannot_begin_with_a_preset_that_is_not_there(begin: Begin, alice: User) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.add(a_conversation(alice.id, preset_id=new_id()))


async def test_presets_go_with_their_person(begin: Begin, alice: User) -> None:
    preset = await added(begin, alice)
    await begun_with(begin, preset)
    async with begin() as work:
        await work.users.delete(alice.id)
        await work.commit()
    async with begin() as work:
        assert await work.presets.of_person(alice.id) == ()
