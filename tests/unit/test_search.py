"""Searching, and showing what was found."""

import pytest

from kipux.domain.errors import Invalid, NotFound
from tests.unit.house import House


async def test_titles_and_messages_are_found_with_their_words_marked(house: House) -> None:
    sent = await house.ask("¿Dónde vive el ñandú?")
    await house.done(sent)
    title, question = (await house.search_conversations(sent.conversation.user_id, "nandu", limit=20)).items
    assert (title.hit.message, title.snippet) == (None, ())
    assert [part.text for part in title.title if part.is_hit] == ["ñandú"]
    assert question.hit.message is not None
    assert question.hit.message.id == sent.user_message.id
    assert [part.text for part in question.snippet if part.is_hit] == ["ñandú"]


async def test_no_more_is_found_than_asked_for(house: House) -> None:
    sent = await house.ask("llama")
    await house.done(sent)
    for limit in (1, 2, 3):
        found = await house.search_conversations(sent.conversation.user_id, "llama", limit=limit)
        assert (len(found.items), found.next is None) == (min(limit, 2), limit > 1)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_page_after_page_everything_is_found_once(house: House, limit: int) -> None:
    owner = await house.somebody()
    for n in range(3):
        await house.done(await house.ask(f"llama {n}", owner))
    seen, after = [], None
    while True:
        found = await house.search_conversations(owner, "llama", limit=limit, after=after)
        seen += [finding.hit.message.text for finding in found.items if finding.hit.message]
        if (after := found.next) is None:
            break
    assert seen == ["llama 2", "llama 1", "llama 0"]


@pytest.mark.parametrize("after", ["", "x", "0" * 73, "2" + "A" * 72])
async def test_a_cursor_that_is_none_is_refused(house: House, after: str) -> None:
    with pytest.raises(Invalid):
        await house.search_conversations(await house.somebody(), "llama", limit=3, after=after)


async def test_a_message_of_another_branch_is_shown_with_what_follows_it(house: House) -> None:
    first = await house.ask("uno")
    await house.done(first)
    owner = first.conversation.user_id
    again = await house.regenerate_reply(owner, first.reply.id)
    await house.done(again)
    assert [it.message.id for it in (await house.read_branch(owner, first.conversation.id)).items][-1] == again.reply.id
    await house.show_message(owner, first.reply.id)
    assert [it.message.id for it in (await house.read_branch(owner, first.conversation.id)).items][-1] == first.reply.id
    await house.show_message(owner, first.user_message.id)
    assert [it.message.id for it in (await house.read_branch(owner, first.conversation.id)).items][-1] == first.reply.id


async def test_somebody_else_s_message_is_not_shown(house: House) -> None:
    sent = await house.ask("uno")
    with pytest.raises(NotFound):
        await house.show_message(await house.somebody(), sent.reply.id)
