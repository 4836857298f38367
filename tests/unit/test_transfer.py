"""Conversations that leave and come back, and files that only look like them."""

import io
import json
import re
import struct
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kipux.domain.errors import Invalid, NotFound
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.message import Failure, Message, MessageStatus, Source, Timing, Usage
from kipux.domain.summary import SUMMARY_LENGTH, Summary
from kipux.domain.transfer import Whole
from kipux.domain.web_use import WebUse
from kipux.entrypoints.web.i18n import Translator, translator
from kipux.entrypoints.web.transfer_files import file_name, markdown, read, written
from kipux.entrypoints.web.transfer_zip import unzipped, zipped
from tests.factories import NOW, a_conversation, a_message, a_reply, a_reply_being_written, new_id
from tests.unit.house import House


def a_tree(owner: UUID, **changes: Any) -> Whole:
    """Two answers to one question, and one of them goes on."""
    conversation = a_conversation(owner, title="¿Qué es un quipu?", model="m", **changes)
    question = a_message(conversation.id, text="¿Qué?", web=WebUse.ALWAYS)
    source = Source(1, "https://a.example/", "A", "a.example", "…", date(2026, 3, 1), NOW, ("uno", "dos\n y tres"))
    one, other = (
        a_reply(question, text="Nudos [1].", sources=(source,)),
        a_reply(question, text="Cuerdas.", cost=None, usage=None),
    )
    further = a_message(conversation.id, parent_id=one.id, text="¿Y?")
    failed = a_reply(
        further, status=MessageStatus.FAILED, text="", error=Failure("rate_limited", {"retry_after": 7}, "id")
    )
    writing = a_reply_being_written(further)
    shown = replace(conversation, leaf_id=other.id)
    return Whole(shown, (question, one, other, further, failed, writing))


def shape(messages: tuple[Message, ...]) -> list[tuple[object, ...]]:
    """Everything of a tree but its ids."""
    place = {message.id: at for at, message in enumerate(messages)}
    return [
        (
            place.get(it.parent_id),  # type: ignore[arg-type]  # a root has no parent
            it.role,
            it.text,
            it.reasoning,
            it.sources,
            it.steps,
            it.web,
            it.model,
            it.usage,
            it.cost,
            it.timing,
        )
        for it in messages
    ]


async def test_the_whole_tree_comes_back_as_somebody_s_own(house: House) -> None:
    owner = await house.somebody()
    wishes = Parameters(temperature=0.5, reasoning_effort=Effort.LOW)
    whole = a_tree(new_id(), pinned=True, instructions="Sé breve.", parameters=wishes)
    kept = await house.import_conversation(owner, read(written(whole)))
    back = await house.export_conversations.one(owner, kept.id)
    assert shape(back.messages) == shape(whole.messages)
    assert {it.id for it in back.messages}.isdisjoint({it.id for it in whole.messages})
    assert [it.status for it in back.messages[-2:]] == [MessageStatus.FAILED, MessageStatus.STOPPED]
    assert back.messages[-2].error == Failure("rate_limited")
    assert (back.conversation.title, back.conversation.pinned) == ("¿Qué es un quipu?", True)
    assert (back.conversation.instructions, back.conversation.parameters) == ("Sé breve.", wishes)
    assert back.conversation.leaf_id == back.messages[2].id
    async with house.begin() as work:
        assert (await work.spending.of_conversation(kept.id, owner)).is_nothing


async def test_nobody_exports_what_is_somebody_else_s(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    stranger = await house.somebody()
    with pytest.raises(NotFound):
        await house.export_conversations.one(stranger, sent.conversation.id)
    assert [whole async for whole in house.export_conversations.every(stranger)] == []
    assert len([whole async for whole in house.export_conversations.every(sent.conversation.user_id)]) == 1


async def test_a_zip_holds_each_conversation_twice_and_gives_it_back() -> None:
    wholes = [a_tree(new_id()) for _ in range(3)]

    async def each() -> AsyncIterator[Whole]:
        for whole in wholes:
            yield whole

    content = b"".join([piece async for piece in zipped(each(), Translator("es"))])
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert names == [f"conversations/{file_name(whole)}.{end}" for whole in wholes for end in ("json", "md")]
    found = [read(text) for _, text in unzipped(io.BytesIO(content))]
    assert [shape(whole.messages) for whole in found] == [shape(whole.messages) for whole in wholes]


def test_markdown_tells_the_branch_that_is_shown() -> None:
    text = markdown(a_tree(new_id()), Translator("es"))
    assert text.startswith("# ¿Qué es un quipu?\n\n## Tú\n\n")
    assert "## test-model" in text
    assert "Cuerdas." in text
    assert "Nudos." not in text
    assert file_name(a_tree(new_id())).startswith("2026-03-14-que-es-un-quipu-")


def changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(written(a_tree(new_id()))) | changes).encode()


def changed_message(**changes: Any) -> bytes:
    content = json.loads(written(a_tree(new_id())))
    content["messages"][1] |= changes
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        changed(kipux=2),
        changed(title=None),
        changed(user_id=str(new_id())),
        changed(active_at="2026-01-01T00:00:00"),
        changed(created_at="0001-01-01T00:00:00Z"),
        changed_message(id="../../etc/passwd"),
        changed_message(cost="NaN"),
        changed_message(cost="Infinity"),
        changed_message(cost="-1"),
        changed_message(cost="1e-999999"),
        changed_message(role="system"),
        changed_message(error="no such thing!"),
        changed_message(usage={"input_tokens": -1}),
        changed_message(sources=[{"n": 1, "url": "javascript:alert(1)", "title": "", "site": ""}]),
        changed_message(sources=[{"n": 1, "url": "https://[", "title": "", "site": ""}]),
        changed_message(steps=[{"id": "s1", "name": "x", "status": "whatever", "subject": ""}]),
        changed_message(steps=[{"id": "s1", "name": "x", "status": "failed", "subject": "", "missing": ["../x"]}]),
    ],
)
def test_what_is_no_conversation_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read(content)


@pytest.mark.parametrize("wrong", ["itself", "unknown", "repeated"])
async def test_messages_that_are_no_tree_are_refused(house: House, wrong: str) -> None:
    owner = await house.somebody()
    content = json.loads(written(a_tree(new_id())))
    first, second = content["messages"][:2]
    if wrong == "repeated":
        second["id"] = first["id"]
    else:
        second["parent_id"] = second["id"] if wrong == "itself" else str(new_id())
    with pytest.raises(Invalid):
        await house.import_conversation(owner, read(json.dumps(content).encode()))
    assert [whole async for whole in house.export_conversations.every(owner)] == []


async def test_a_file_cannot_speak_of_the_future_or_of_another_conversation_s_leaf(house: House) -> None:
    owner = await house.somebody()
    whole = read(changed(active_at=(NOW + timedelta(days=9_000)).isoformat(), leaf_id=str(new_id())))
    kept = await house.import_conversation(owner, whole)
    assert kept.active_at == house.clock.now()
    assert kept.leaf_id == (await house.export_conversations.one(owner, kept.id)).messages[-1].id


def a_zip(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"no zip at all" * 1_000,
        a_zip({"a.json": b"{}"})[:-10],
        a_zip({"a.json": b"x" * 1_000}).replace(b"PK\x01\x02", b"PK\x01\x03"),
        a_zip({"a.json": b"\0" * 30_000_001}),
        b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 100_000_000, 0, 0),
        a_zip({"a.json": b"x" * 1_000}, zipfile.ZIP_BZIP2),
        a_zip({"a.json": b"x" * 1_000}, zipfile.ZIP_LZMA).replace(b"\x09\x04\x05\x00\x5d", b"\x09\x04\x05\x00\xff"),
    ],
    ids=["empty", "two letters", "other bytes", "cut", "no list", "a bomb", "an endless list", "bzip2", "broken LZMA"],
)
def test_what_is_no_zip_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        list(unzipped(io.BytesIO(content)))


def test_names_lead_nowhere_and_other_files_are_left_alone() -> None:
    content = a_zip({"../../../etc/cron.d/x.json": b"{}", "/abs.json": b"[]", "notes.md": b"-", "conversations/": b""})
    assert [text for _, text in unzipped(io.BytesIO(content))] == [b"{}", b"[]"]


def test_a_cost_of_any_honest_size_is_kept() -> None:
    assert read(changed_message(cost="0.000000000123")).messages[1].cost == Decimal("0.000000000123")


async def test_summaries_leave_and_come_back_and_cost_nothing_here(house: House) -> None:
    owner, whole = await house.somebody(), a_tree(new_id())
    summary = Summary(
        id=new_id(),
        conversation_id=whole.conversation.id,
        message_id=whole.messages[0].id,
        text="Preguntó\n\nqué es.",
        model="m",
        cost=Decimal("0.5"),
        created_at=NOW,
    )
    whole = replace(whole, summaries=(summary,))
    back = await house.export_conversations.one(
        owner, (await house.import_conversation(owner, read(written(whole)))).id
    )
    (kept,) = back.summaries
    assert (kept.text, kept.model, kept.cost, kept.created_at) == (summary.text, "m", summary.cost, NOW)
    assert kept.message_id == back.messages[0].id
    assert not house.database.charges
    text = markdown(back, Translator("es"))
    assert "> **Desde aquí el modelo ve un resumen de lo anterior**\n>\n> Preguntó\n>\n> qué es." in text
    assert text.index("¿Qué?") < text.index("> Preguntó") < text.index("Cuerdas.")
    with pytest.raises(Invalid):
        await house.import_conversation(owner, replace(whole, summaries=(replace(summary, message_id=new_id()),)))


def test_what_was_kept_wrongly_once_is_no_reason_not_to_leave_or_not_to_come_back() -> None:
    question = a_message(new_id(), text="¿Qué?")
    told, timed = Usage(-3, 7, 10**13), Timing(-1, 2, 3)
    summary = Summary(
        id=new_id(),
        conversation_id=question.conversation_id,
        message_id=question.id,
        text="x" * (SUMMARY_LENGTH + 1),
        model="m",
        created_at=NOW,
    )
    reply = a_reply(question, usage=told, timing=timed)
    back = read(written(Whole(a_conversation(new_id(), title="T"), (question, reply), (summary,))))
    assert (back.messages[1].usage, back.messages[1].timing) == (Usage(None, 7), Timing(None, 2, 3))
    assert back.summaries[0].text == "x" * SUMMARY_LENGTH


async def test_a_file_without_summaries_is_one_of_an_earlier_version(house: House) -> None:
    file = json.loads(written(a_tree(new_id())))
    del file["summaries"]
    assert read(json.dumps(file).encode()).summaries == ()


def exported(reply: Message, speech: Translator) -> str:
    conversation = replace(a_conversation(new_id(), title="T"), leaf_id=reply.id)
    return markdown(Whole(conversation, (replace(reply, parent_id=None),)), speech)


def test_the_text_of_a_reply_keeps_its_numbers_and_its_sources_their_dates() -> None:
    question = a_message(new_id())
    source = Source(1, "https://a.example/x y", "Lo que <b>dice</b>", "a.example", "", date(2026, 3, 1), NOW)
    text = exported(a_reply(question, text="Así es [1].", sources=(source,)), translator("es"))
    assert (
        "Así es [1].\n\n1. [Lo que \\<b\\>dice\\</b\\>](<https://a.example/x%20y>) · publicado el 1 de marzo de 2026 · leído el "
        in text
    )


@pytest.mark.parametrize(
    "title",
    [
        "](https://evil.example) [",
        "[x](https://evil.example)",
        "<img src=x>",
        "a\n\n# b",
        "https://evil.example",
        "\\](//e)",
    ],
)
def test_a_title_makes_no_link_or_markup_of_its_own(title: str) -> None:
    source = Source(1, "https://a.example/)>(", title, "a.example")
    line = exported(a_reply(a_message(new_id()), text="Sí.", sources=(source,)), translator("en")).splitlines()[-1]
    shown = re.sub(r"\\.", "", line)
    assert re.fullmatch(r"1\. \[[^\[\]<>:\n]*\]\(<https://a\.example/\)%3E\(>\)", shown), line


def test_a_source_that_is_not_of_the_web_is_no_link() -> None:
    source = Source(1, "javascript:alert(1)", "Uno", "a.example")
    assert exported(a_reply(a_message(new_id()), sources=(source,)), translator("en")).endswith("\n1. Uno\n")


def test_a_site_is_read_off_the_address_and_not_taken_from_the_file() -> None:
    file = changed_message(sources=[{"n": 1, "url": "https://evil.example/x", "title": "", "site": "bank.example"}])
    (source,) = [
        source for message in read(file).messages for source in message.sources if source.url.startswith("https://evil")
    ]
    assert source.site == "evil.example"
