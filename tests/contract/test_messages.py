"""What every `Messages` promises."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from kipux.application.ports.messages import BranchPage
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.errors import NotFound
from kipux.domain.message import Attachment, Failure, Message, MessageStatus, Source, Timing, Usage
from kipux.domain.user import User
from kipux.domain.web_use import WebUse
from tests.contract.nasty import STORED, TEXTS, UNSTORABLE
from tests.factories import NOW, a_conversation, a_message, a_reply, a_reply_being_written, new_id


@pytest.fixture
async def conversation(begin: Begin, alice: User) -> Conversation:
    return await started(begin, alice)


async def started(begin: Begin, owner: User) -> Conversation:
    conversation = a_conversation(owner.id)
    async with begin() as work:
        await work.conversations.add(conversation)
        await work.commit()
    return conversation


async def kept(begin: Begin, *messages: Message) -> None:
    async with begin() as work:
        for message in messages:
            await work.messages.add(message)
        await work.commit()


async def found(begin: Begin, message: Message, owner: User) -> Message:
    async with begin() as work:
        return await work.messages.get(message.id, owner.id)


async def settled(begin: Begin, message: Message, raw: str | None = None) -> bool:
    async with begin() as work:
        done = await work.messages.settle(message, raw)
        await work.commit()
    return done


async def sources_of(begin: Begin, message: Message, owner: User) -> tuple[Source, ...]:
    async with begin() as work:
        return await work.messages.sources(message.id, owner.id)


async def checkpointed(begin: Begin, message: Message, text: str, reasoning: str = "") -> None:
    async with begin() as work:
        await work.messages.checkpoint(replace(message, text=text, reasoning=reasoning))
        await work.commit()


async def test_what_is_at_or_below_a_message_is_told(begin: Begin, alice: User, bob: User) -> None:
    conversation, other = a_conversation(alice.id), a_conversation(bob.id)
    question = a_message(conversation.id)
    reply = a_reply(question)
    below = a_message(conversation.id, parent_id=reply.id)
    beside = a_message(conversation.id)
    async with begin() as work:
        for each in (conversation, other):
            await work.conversations.add(each)
        for message in (question, reply, below, beside, a_message(other.id)):
            await work.messages.add(message)
        await work.commit()
    async with begin() as work:
        told = work.messages.at_or_below
        assert sorted(await told(conversation.id, reply.id)) == sorted([reply.id, below.id])
        assert sorted(await told(conversation.id)) == sorted([question.id, reply.id, below.id, beside.id])
        assert await told(other.id, reply.id) == await told(conversation.id, new_id()) == ()


async def test_a_message_is_kept_whole(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(
        conversation.id,
        attachments=(Attachment(id=new_id(), name="año.pdf", media_type="application/pdf", size=2**40),),
    )
    failure = Failure("rate_limited", {"retry_after": 7, "model": "m", "unknown": None}, request_id="r-1")
    complete, failed = a_reply(question), a_reply(question, status=MessageStatus.FAILED, error=failure)
    await kept(begin, question, complete, failed)
    for message in (question, complete, failed):
        assert await found(begin, message, alice) == message


async def test_passages_are_kept_and_read_on_their_own(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(conversation.id, web=WebUse.ALWAYS)
    sources = (
        Source(1, "https://a.example", "A", "a.example", "…", date(2026, 1, 2), NOW, ("uno", "ñ\n dos")),
        Source(2, "https://b.example", "B", "b.example"),
    )
    reply = a_reply(question, sources=sources)
    listed = replace(reply, sources=tuple(source.listed for source in sources))
    writing = a_reply_being_written(question)
    await kept(begin, question, reply, writing)
    assert (await found(begin, question, alice)).web is WebUse.ALWAYS
    assert await found(begin, reply, alice) == listed
    assert await sources_of(begin, reply, alice) == sources
    async with begin() as work:
        assert [message.sources for message in await work.messages.tree(conversation.id)] == [(), sources, ()]
        with pytest.raises(NotFound):
            await work.messages.sources(reply.id, new_id())
        await work.messages.checkpoint(replace(writing, sources=sources, steps=reply.steps))
        await work.commit()
    assert (await found(begin, writing, alice)).steps == reply.steps
    assert await sources_of(begin, writing, alice) == sources
    assert await settled(begin, replace(listed, id=writing.id))
    assert await sources_of(begin, writing, alice) == sources, "what is not told is left as it is"


async def test_what_is_unknown_stays_unknown(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(conversation.id)
    bare = a_reply_being_written(question)
    partly = a_reply(question, usage=Usage(output_tokens=0), timing=Timing(), cost=None)
    await kept(begin, question, bare, partly)
    assert await found(begin, bare, alice) == bare
    assert await found(begin, partly, alice) == partly


@pytest.mark.parametrize("cost", ["0", "0.000000000001", "123456.789012345678", "1E-12", "0.10"])
async def test_a_cost_is_exact(begin: Begin, alice: User, conversation: Conversation, cost: str) -> None:
    question = a_message(conversation.id)
    reply = a_reply(question, cost=Decimal(cost))
    await kept(begin, question, reply)
    assert (await found(begin, reply, alice)).cost == Decimal(cost)


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_is_kept_as_it_is(begin: Begin, alice: User, conversation: Conversation, text: str) -> None:
    short = text[:100]
    message = a_message(conversation.id, text=text)
    reply = a_reply(
        message,
        text=text,
        reasoning=text,
        model=short,
        sources=(Source(n=1, url=short, title=short, site=short, snippet=text),),
        error=Failure(short, {short: short}, short),
    )
    await kept(begin, message, reply)
    assert await found(begin, message, alice) == message
    assert await found(begin, reply, alice) == reply


async def test_what_is_no_text_is_replaced_sign_by_sign(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(conversation.id, text=UNSTORABLE, attachments=(Attachment(new_id(), UNSTORABLE, "a/b", 1),))
    writing = a_reply_being_written(question)
    await kept(begin, question, writing)
    assert (await found(begin, question, alice)).attachments[0].name == STORED

    await checkpointed(begin, writing, UNSTORABLE, UNSTORABLE)
    so_far = await found(begin, writing, alice)
    assert (so_far.text, so_far.reasoning) == (STORED, STORED)

    def end(text: str) -> Message:
        source = Source(n=1, url=text, title=text, site=text, snippet=text)
        return a_reply(
            question, id=writing.id, text=text, reasoning=text, sources=(source,), error=Failure(text, {text: text})
        )

    assert await settled(begin, end(UNSTORABLE), UNSTORABLE)
    assert await found(begin, writing, alice) == end(STORED)
    async with begin() as work:
        assert await work.messages.raw(writing.id, alice.id) == STORED


async def test_a_message_needs_its_conversation(begin: Begin) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.messages.add(a_message(new_id()))


async def test_a_parent_must_be_there_and_of_the_same_conversation(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    elsewhere = a_message((await started(begin, alice)).id)
    await kept(begin, elsewhere)
    for parent in (new_id(), elsewhere.id):
        async with begin() as work:
            with pytest.raises(NotFound):
                await work.messages.add(a_message(conversation.id, parent_id=parent))


async def test_somebody_else_s_message_is_not_found(
    begin: Begin, bob: User, alice: User, conversation: Conversation
) -> None:
    message = a_message(conversation.id)
    await kept(begin, message)
    async with begin() as work:
        for message_id, owner in ((message.id, bob.id), (message.id, new_id()), (new_id(), alice.id)):
            with pytest.raises(NotFound):
                await work.messages.get(message_id, owner)
            with pytest.raises(NotFound):
                await work.messages.raw(message_id, owner)


async def test_a_checkpoint_keeps_what_there_is_so_far(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    await checkpointed(begin, reply, "Once", "Hm")
    await checkpointed(begin, reply, "Once upon", "Hm, a tale")
    assert await found(begin, reply, alice) == replace(reply, text="Once upon", reasoning="Hm, a tale")


async def test_a_checkpoint_changes_nothing_but_a_reply_being_written(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    end = a_reply(question, id=reply.id)
    await kept(begin, question, reply)
    assert await settled(begin, end, '{"raw": true}')
    for message in (question, reply, a_message(new_id())):
        await checkpointed(begin, message, "too late")
    assert await found(begin, reply, alice) == end
    assert await found(begin, question, alice) == question
    async with begin() as work:
        assert await work.messages.raw(reply.id, alice.id) == '{"raw": true}'


@pytest.mark.parametrize("status", [MessageStatus.COMPLETE, MessageStatus.STOPPED, MessageStatus.FAILED])
async def test_a_reply_is_settled_once(
    begin: Begin, alice: User, conversation: Conversation, status: MessageStatus
) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    await checkpointed(begin, reply, "so far")
    end = a_reply(question, id=reply.id, status=status, error=Failure("stream_cut"))
    assert await settled(begin, end, "{}")
    assert not await settled(begin, replace(end, text="again"), "[]")
    assert await found(begin, reply, alice) == end
    async with begin() as work:
        assert await work.messages.raw(reply.id, alice.id) == "{}"


async def test_a_reply_that_was_given_up_still_takes_its_writers_own_end(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    given_up = a_reply(question, id=reply.id, status=MessageStatus.FAILED, error=Failure("reply_interrupted"))
    assert await settled(begin, given_up)
    assert not await settled(begin, given_up)
    end = a_reply(question, id=reply.id, text="the whole of it")
    assert await settled(begin, end, "{}")
    assert not await settled(begin, given_up)
    assert await found(begin, reply, alice) == end


async def test_settling_leaves_a_message_in_its_place(begin: Begin, alice: User, conversation: Conversation) -> None:
    question, other = a_message(conversation.id), a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, other, reply)
    assert await settled(begin, a_reply(other, id=reply.id, created_at=NOW + timedelta(1)))
    assert await found(begin, reply, alice) == a_reply(question, id=reply.id)


async def test_of_several_who_settle_at_once_one_does(begin: Begin, alice: User, conversation: Conversation) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    ends = [a_reply(question, id=reply.id, text=f"end {n}") for n in range(6)]
    done = await asyncio.gather(*(settled(begin, end) for end in ends))
    assert sorted(done) == [False] * 5 + [True]
    assert await found(begin, reply, alice) == ends[done.index(True)]


async def test_who_settles_after_one_that_gave_up_is_the_first(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    async with begin() as work:
        assert await work.messages.settle(a_reply(question, id=reply.id, text="given up"))
        settling = asyncio.create_task(settled(begin, a_reply(question, id=reply.id, text="second")))
    assert await settling
    assert (await found(begin, reply, alice)).text == "second"


async def test_nothing_but_a_reply_being_written_is_settled(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    await kept(begin, question)
    assert not await settled(begin, replace(question, text="rewritten"))
    assert not await settled(begin, a_reply(question))
    assert await found(begin, question, alice) == question


async def test_no_answer_of_a_provider_is_none(begin: Begin, alice: User, conversation: Conversation) -> None:
    message = a_message(conversation.id)
    await kept(begin, message)
    async with begin() as work:
        assert await work.messages.raw(message.id, alice.id) is None


async def test_a_provider_s_answer_is_kept_to_the_letter(begin: Begin, alice: User, conversation: Conversation) -> None:
    raw = '{"b": 1.10, "a": "\\u0000 \\ud800 ñ",  "b": 1e400}'
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    await kept(begin, question, reply)
    await settled(begin, a_reply(question, id=reply.id), raw)
    async with begin() as work:
        assert await work.messages.raw(reply.id, alice.id) == raw


async def test_replies_being_written_are_listed_whoever_owns_them(begin: Begin, alice: User, bob: User) -> None:
    here, there = await started(begin, alice), await started(begin, bob)
    questions = [a_message(here.id), a_message(there.id)]
    replies = [a_reply_being_written(question) for question in questions]
    await kept(begin, *questions, *replies, a_reply(questions[0]))
    async with begin() as work:
        assert await work.messages.writing() == tuple(replies)
        assert await work.messages.writing(there.id) == (replies[1],)
        assert await work.messages.writing(new_id()) == ()
        await work.messages.settle(a_reply(questions[0], id=replies[0].id))
        assert await work.messages.writing(here.id) == ()


# Branches: letters name messages, and a string of letters a branch.


class Tree:
    """A conversation's messages by letter: each line is a branch from the root, whose letters come into being in order."""

    def __init__(self, conversation: Conversation, *branches: str) -> None:
        self.conversation = conversation
        self.messages: dict[str, Message] = {}
        for branch in branches:
            parent: Message | None = None
            for letter in branch:
                parent = self.messages.setdefault(letter, self._child(parent, letter))

    def _child(self, parent: Message | None, letter: str) -> Message:
        made = NOW + timedelta(seconds=ord(letter))
        return a_message(self.conversation.id, parent_id=parent.id if parent else None, text=letter, created_at=made)

    def id(self, letter: str) -> UUID:
        return self.messages[letter].id

    def letters(self, page: BranchPage) -> str:
        return "".join(placed.message.text for placed in page.items)

    def siblings(self, page: BranchPage) -> list[str]:
        names = {message.id: letter for letter, message in self.messages.items()}
        return ["".join(names[sibling] for sibling in placed.siblings) for placed in page.items]


@pytest.fixture
async def tree(begin: Begin, conversation: Conversation) -> Tree:
    """The question `a` was edited into `f`, the answer `b` made again as `d`, and `e` said twice after that."""
    tree = Tree(conversation, "abc", "ade", "adg", "fh")
    await kept(begin, *tree.messages.values())
    return tree


@pytest.mark.parametrize(
    ("leaf", "branch", "siblings"),
    [
        ("c", "abc", ["af", "bd", "c"]),
        ("e", "ade", ["af", "bd", "eg"]),
        ("g", "adg", ["af", "bd", "eg"]),
        ("h", "fh", ["af", "h"]),
        ("d", "ad", ["af", "bd"]),
        ("a", "a", ["af"]),
    ],
)
async def test_a_branch_runs_from_the_root_to_its_leaf_with_the_siblings_on_the_way(
    begin: Begin, tree: Tree, leaf: str, branch: str, siblings: list[str]
) -> None:
    async with begin() as work:
        page = await work.messages.branch(tree.conversation.id, tree.id(leaf), limit=10)
    assert tree.letters(page) == branch
    assert tree.siblings(page) == siblings
    assert page.next is None
    assert [placed.message for placed in page.items] == [tree.messages[letter] for letter in branch]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6])
async def test_a_branch_has_pages_from_its_leaf_up(begin: Begin, conversation: Conversation, limit: int) -> None:
    tree = Tree(conversation, "abcde", "abxyz")
    await kept(begin, *tree.messages.values())
    async with begin() as work:
        pages: list[BranchPage] = []
        before: UUID | None = None
        while True:
            page = await work.messages.branch(conversation.id, tree.id("e"), limit=limit, before=before)
            pages.insert(0, page)
            if (before := page.next) is None:
                break
            assert before == page.items[0].message.id
    assert "".join(map(tree.letters, pages)) == "abcde"
    assert [siblings for page in pages for siblings in tree.siblings(page)] == ["a", "b", "cx", "d", "e"]
    assert all(len(page.items) == limit for page in pages[1:])


async def test_what_is_not_of_the_branch_gives_an_empty_page(begin: Begin, alice: User, tree: Tree) -> None:
    other = await started(begin, alice)
    elsewhere = a_message(other.id)
    await kept(begin, elsewhere)
    here, leaf = tree.conversation.id, tree.id("c")
    async with begin() as work:
        nothing = [
            await work.messages.branch(here, new_id(), limit=5),
            await work.messages.branch(here, elsewhere.id, limit=5),
            await work.messages.branch(other.id, leaf, limit=5),
            await work.messages.branch(new_id(), leaf, limit=5),
            await work.messages.branch(here, leaf, limit=5, before=new_id()),
            await work.messages.branch(here, leaf, limit=5, before=elsewhere.id),
            await work.messages.branch(here, leaf, limit=5, before=tree.id("d")),  # of another branch
            await work.messages.branch(here, tree.id("b"), limit=5, before=leaf),  # below the leaf
            await work.messages.branch(here, leaf, limit=5, before=tree.id("a")),  # nothing is above a root
        ]
    assert nothing == [BranchPage((), None)] * len(nothing)


async def test_siblings_of_one_moment_stand_in_the_order_of_their_ids(begin: Begin, conversation: Conversation) -> None:
    questions = [a_message(conversation.id) for _ in range(5)]
    await kept(begin, *reversed(questions))
    async with begin() as work:
        page = await work.messages.branch(conversation.id, questions[2].id, limit=1)
    assert page.items[0].siblings == tuple(question.id for question in questions)


async def test_a_branch_of_thousands_is_read_from_both_ends(begin: Begin, conversation: Conversation) -> None:
    long: list[Message] = []
    for n in range(2_000):
        long.append(a_message(conversation.id, parent_id=long[-1].id if long else None, text=str(n)))
    await kept(begin, *long)
    async with begin() as work:
        last = await work.messages.branch(conversation.id, long[-1].id, limit=50)
        first = await work.messages.branch(conversation.id, long[-1].id, limit=50, before=long[30].id)
        whole = await work.messages.branch(conversation.id, long[-1].id, limit=5_000)
    assert [placed.message for placed in last.items] == long[-50:]
    assert [placed.message for placed in first.items] == long[:30]
    assert first.next is None
    assert [placed.message for placed in whole.items] == long


async def test_what_is_on_a_branch_and_where_a_way_down_ends(begin: Begin, alice: User) -> None:
    conversation, elsewhere = a_conversation(alice.id), a_conversation(alice.id)
    root = a_message(conversation.id)
    old, new = (a_reply(root, created_at=NOW + timedelta(n)) for n in (1, 2))
    below_old = a_message(conversation.id, parent_id=old.id)
    stranger = a_message(elsewhere.id)
    async with begin() as work:
        for conversation_of in (conversation, elsewhere):
            await work.conversations.add(conversation_of)
        for message in (root, old, new, below_old, stranger):
            await work.messages.add(message)
        await work.commit()
    async with begin() as work:
        for leaf, there in ((below_old, {root, old, below_old}), (new, {root, new}), (root, {root})):
            for message in (root, old, new, below_old, stranger):
                on_branch = await work.messages.is_on_branch(conversation.id, leaf.id, message.id)
                assert on_branch == (message in there)
        assert not await work.messages.is_on_branch(conversation.id, None, root.id)
        assert not await work.messages.is_on_branch(elsewhere.id, new.id, root.id)
        for start, end in ((root, new), (old, below_old), (new, new), (below_old, below_old)):
            assert await work.messages.newest_leaf(conversation.id, start.id) == end.id
        for wrong in (stranger.id, new_id()):
            with pytest.raises(NotFound):
                await work.messages.newest_leaf(conversation.id, wrong)


async def test_a_message_is_deleted_with_everything_below_it(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    root = a_message(conversation.id)
    gone, stays = a_reply(root), a_reply(root)
    below = a_message(conversation.id, parent_id=gone.id)
    await kept(begin, root, gone, stays, below, a_reply(below))
    async with begin() as work:
        await work.messages.delete(conversation.id, gone.id)
        await work.commit()
    async with begin() as work:
        assert await work.messages.newest_leaf(conversation.id, root.id) == stays.id
        for message in (gone, below):
            with pytest.raises(NotFound):
                await work.messages.get(message.id, alice.id)


async def test_what_is_not_of_the_conversation_is_not_deleted(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    root = a_message(conversation.id)
    await kept(begin, root)
    elsewhere = await started(begin, alice)
    for conversation_id, message_id in ((elsewhere.id, root.id), (conversation.id, new_id())):
        async with begin() as work:
            with pytest.raises(NotFound):
                await work.messages.delete(conversation_id, message_id)
    assert await found(begin, root, alice) == root


async def test_a_leaf_is_not_deleted_from_under_its_conversation(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    root = a_message(conversation.id)
    reply = a_reply(root)
    await kept(begin, root, reply)
    async with begin() as work:
        await work.conversations.save(replace(conversation, leaf_id=reply.id))
        await work.commit()
    async with begin() as work:
        await work.messages.delete(conversation.id, reply.id)
        with pytest.raises(NotFound):
            await work.commit()
    async with begin() as work:
        await work.messages.delete(conversation.id, reply.id)
        await work.conversations.save(replace(conversation, leaf_id=root.id))
        await work.commit()
    with pytest.raises(NotFound):
        await found(begin, reply, alice)


@pytest.mark.parametrize("status", [MessageStatus.STOPPED, MessageStatus.FAILED])
async def test_a_reply_that_was_cut_off_is_written_again_with_what_it_has(
    begin: Begin, alice: User, conversation: Conversation, status: MessageStatus
) -> None:
    question = a_message(conversation.id)
    reply = a_reply(question, status=status, error=Failure("stream_cut"))
    await kept(begin, question, reply)
    assert [await resumed(begin, reply), await resumed(begin, reply)] == [True, False]
    again = await found(begin, reply, alice)
    assert again == replace(reply, status=MessageStatus.WRITING, run=reply.run + 1, error=None, finished_at=None)
    assert await settled(begin, replace(again, status=MessageStatus.COMPLETE, text="all of it", error=None))


async def test_what_is_complete_or_not_there_is_not_written_again(begin: Begin, conversation: Conversation) -> None:
    question = a_message(conversation.id)
    reply = a_reply(question)
    await kept(begin, question, reply)
    assert not any(
        [await resumed(begin, reply), await resumed(begin, question), await resumed(begin, a_reply(question))]
    )


async def test_a_late_writer_changes_nothing_of_a_reply_that_goes_on_without_it(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    late = a_reply_being_written(question)
    await kept(begin, question, late)
    given_up = replace(late, status=MessageStatus.FAILED, text="so far", error=Failure("reply_interrupted"))
    assert await settled(begin, given_up)
    assert await resumed(begin, late)
    await checkpointed(begin, late, "of the first run")
    assert not await settled(begin, a_reply(question, id=late.id, text="the end of the first run"))
    assert not await settled(begin, given_up)
    now = await found(begin, late, alice)
    assert (now.text, now.status, now.run) == ("so far", MessageStatus.WRITING, 2)
    await checkpointed(begin, now, "so far and on")
    assert (await found(begin, late, alice)).text == "so far and on"
    assert await settled(begin, replace(now, status=MessageStatus.COMPLETE, text="all of it"))
    assert not await settled(begin, a_reply(question, id=late.id, text="the end of the first run"))
    assert (await found(begin, late, alice)).text == "all of it"


async def test_all_of_a_persons_messages_are_told_deleted_ones_too(begin: Begin, alice: User, bob: User) -> None:
    here, deleted, bobs = [await started(begin, owner) for owner in (alice, alice, bob)]
    questions = [a_message(each.id) for each in (here, deleted, bobs)]
    await kept(begin, *questions)
    async with begin() as work:
        await work.conversations.delete(deleted.id, alice.id, at=NOW)
        ids = [question.id for question in questions]
        assert set(await work.messages.of_person(alice.id)) == set(ids[:2])
        assert await work.messages.of_person(bob.id) == (ids[2],)
        assert await work.messages.at_or_below(deleted.id) == (ids[1],)


async def test_a_message_is_found_whoever_owns_it_until_it_or_its_conversation_is_deleted(
    begin: Begin, alice: User, conversation: Conversation
) -> None:
    question = a_message(conversation.id)
    reply = a_reply(question)
    await kept(begin, question, reply)
    async with begin() as work:
        assert await work.messages.find(reply.id) == reply
        assert await work.messages.find(new_id()) is None
        await work.messages.delete(conversation.id, reply.id)
        assert await work.messages.find(reply.id) is None
        await work.conversations.delete(conversation.id, alice.id, at=NOW)
        assert await work.messages.find(question.id) is None


async def resumed(begin: Begin, message: Message) -> bool:
    async with begin() as work:
        done = await work.messages.resume(message.id)
        await work.commit()
    return done
