import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.event_log import RedisEventLog
from kipux.application.ports.event_log import START, Cursor, Entry, EventLog
from kipux.domain.errors import Detail, Unavailable
from kipux.domain.events import (
    Done,
    ReasoningDelta,
    ReplyEvent,
    SourcesFound,
    TextDelta,
    TitleSet,
    ToolProgress,
    UsageReported,
)
from kipux.domain.message import Failure, MessageStatus, Source, Timing, Usage
from kipux.domain.step import Step, StepStatus
from tests.factories import new_id

PATIENCE_S = 30.0
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DONE = Done(MessageStatus.COMPLETE)
SOURCE = Source(1, "https://example.com", "Example", "example.com", "…", date(2026, 1, 2), NOW, ("a", "b"))
NASTY = [
    "",
    " ",
    "\x00",
    "a\r\nb\u2028c",
    "ñandú 🦙👩‍🚀",
    "\u202eright to left",
    '"]},{"',
    "\ud7ff\uffff\U0010ffff",
    "x" * 1_000_000,
]


@pytest.fixture(params=["memory", "redis"])
def log(request: pytest.FixtureRequest) -> EventLog:
    if request.param == "memory":
        return MemoryEventLog(lease_s=600)
    # With a long lease: it must not end what should end by itself.
    return RedisEventLog(request.getfixturevalue("redis"), lease_s=600)


Leased = Callable[[float], EventLog]
"""A log whose lease is that many seconds."""


@pytest.fixture(params=["memory", "redis"])
def leased(request: pytest.FixtureRequest) -> Leased:
    if request.param == "memory":
        return lambda lease_s: MemoryEventLog(lease_s=lease_s)
    redis = request.getfixturevalue("redis")
    return lambda lease_s: RedisEventLog(redis, lease_s=lease_s)


def entries_of(events: Iterable[ReplyEvent], after: Cursor = START) -> list[Entry]:
    entries = []
    for event in events:
        after = after.after(event)
        entries.append(Entry(after, event))
    return entries


def words(count: int) -> list[Entry]:
    return entries_of([*(TextDelta(f"{n} ") for n in range(count - 1)), DONE])


async def opened(log: EventLog, entries: Sequence[Entry] = ()) -> UUID:
    reply_id = new_id()
    await log.open(reply_id)
    await log.append(reply_id, entries)
    return reply_id


async def test_what_is_forgotten_is_gone_at_once_whether_or_not_it_is_written(log: EventLog) -> None:
    done, writing = await opened(log, words(3)), await opened(log, words(3)[:2])
    following = asyncio.create_task(read(log, writing))
    while not following.done() and len(await log.snapshot(writing)) < 2:
        await asyncio.sleep(0)
    await asyncio.wait({following}, timeout=0.2)
    await log.forget([done, writing, new_id()])
    await log.forget([])
    assert [entry.event for entry in await asyncio.wait_for(following, PATIENCE_S)] == [
        entry.event for entry in words(3)[:2]
    ]
    for reply_id in (done, writing):
        assert await log.snapshot(reply_id) == ()
        assert await read(log, reply_id) == []
        assert not await log.is_alive(reply_id)
        with pytest.raises(Unavailable):
            await log.append(reply_id, words(3)[2:])
        await log.beat(reply_id)
        assert await log.snapshot(reply_id) == ()
        assert not await log.is_alive(reply_id)
    await log.open(writing)
    assert await log.is_alive(writing)


async def read(log: EventLog, reply_id: UUID, after: Cursor = START) -> list[Entry]:
    async with asyncio.timeout(PATIENCE_S):
        return [entry async for batch in log.follow(reply_id, after) for entry in batch]


async def first_batch(log: EventLog, reply_id: UUID, after: Cursor = START) -> Sequence[Entry]:
    return await next_batch(log.follow(reply_id, after))


async def next_batch(following: AsyncIterator[Sequence[Entry]]) -> Sequence[Entry]:
    """Nothing at the end."""
    async with asyncio.timeout(PATIENCE_S):
        return await anext(following, None) or ()


async def test_every_kind_of_event_comes_back_as_it_was(log: EventLog) -> None:
    details: dict[str, Detail] = {"model": "gpt", "retry_after": 3, "unknown": None}
    entries = entries_of(
        [
            TitleSet("Título"),
            ReasoningDelta("hm"),
            ToolProgress(Step("s1", "web_search", StepStatus.FINISHED, "ñandú", 6, 1800, ("page_timeout",))),
            SourcesFound(
                (
                    SOURCE,
                    Source(2, "u", "t", "s"),
                )
            ),
            SourcesFound(()),
            TextDelta("text"),
            UsageReported("m"),
            UsageReported("m", Usage(1, 2, 3, 4), Decimal("0.000000123456789"), Timing(1, 2, 3)),
            Done(MessageStatus.FAILED, Failure("rate_limited", details, "request")),
        ]
    )
    reply_id = await opened(log, entries)
    assert await read(log, reply_id) == entries
    assert await log.snapshot(reply_id) == tuple(entries)


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:12]))
async def test_any_text_comes_back_as_it_was(log: EventLog, text: str) -> None:
    entries = entries_of([TextDelta(text), ReasoningDelta(text), TitleSet(text), DONE])
    reply_id = await opened(log)
    reader = asyncio.create_task(read(log, reply_id))
    assert await first_batch(log, await opened(log, entries[:1])) == entries[:1]
    await log.append(reply_id, entries)
    assert await reader == entries


async def test_what_is_there_comes_as_one_batch(log: EventLog) -> None:
    entries = words(50)
    reply_id = await opened(log)
    for entry in entries:
        await log.append(reply_id, [entry])
    assert list(await first_batch(log, reply_id)) == entries
    assert list(await first_batch(log, reply_id, entries[9].cursor)) == entries[10:]


async def test_a_reader_resumes_after_its_cursor(log: EventLog) -> None:
    entries = words(6)
    reply_id = await opened(log, entries)
    for place, entry in enumerate(entries, start=1):
        assert await read(log, reply_id, entry.cursor) == entries[place:]


async def test_all_readers_see_the_same_whenever_they_come(log: EventLog) -> None:
    entries = words(40)
    reply_id = await opened(log)
    readers = [asyncio.create_task(read(log, reply_id)) for _ in range(2)]
    resumed = []
    for entry in entries:
        await log.append(reply_id, [entry])
        await asyncio.sleep(0)
        readers.append(asyncio.create_task(read(log, reply_id)))
        resumed.append((entry, asyncio.create_task(read(log, reply_id, entry.cursor))))
    assert all(got == entries for got in await asyncio.gather(*readers))
    for place, (_, reader) in enumerate(resumed, start=1):
        assert await reader == entries[place:]


async def test_three_hundred_readers_of_a_hundred_replies_lose_nothing(log: EventLog) -> None:
    entries = words(30)
    replies = [await opened(log) for _ in range(100)]
    readers = [asyncio.create_task(read(log, reply_id)) for reply_id in replies for _ in range(3)]

    async def write(reply_id: UUID) -> None:
        for entry in entries:
            await log.append(reply_id, [entry])
            await asyncio.sleep(0)

    await asyncio.gather(*map(write, replies))
    assert all(got == entries for got in await asyncio.gather(*readers))


async def test_a_reader_waits_for_a_writer_that_has_said_nothing_yet(log: EventLog) -> None:
    reply_id = await opened(log)
    batches = log.follow(reply_id)
    waiting = asyncio.create_task(next_batch(batches))
    assert not (await asyncio.wait([waiting], timeout=0.1))[0]
    [entry] = entries_of([DONE])
    await log.append(reply_id, [entry])
    assert list(await waiting) == [entry]
    assert await next_batch(batches) == ()


async def test_a_cursor_beyond_the_end_waits_like_any_other(log: EventLog) -> None:
    entries = words(9)
    reply_id = await opened(log, entries[:2])
    reader = asyncio.create_task(read(log, reply_id, entries[5].cursor))
    for entry in entries[2:]:
        await log.append(reply_id, [entry])
        await asyncio.sleep(0)
    assert await reader == entries[6:]


async def test_a_reader_whose_cursor_is_at_or_beyond_the_end_ends_with_the_reply(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log, entries[:1])
    readers = [asyncio.create_task(read(log, reply_id, Cursor(seq, 9, 0))) for seq in (3, 4, 99)]
    assert not (await asyncio.wait(readers, timeout=0.1))[0]
    await log.append(reply_id, entries[1:])
    assert await asyncio.gather(*readers) == [[], [], []]


@pytest.mark.parametrize(
    "cursor", [Cursor(3, 4, 0), Cursor(4, 4, 0), Cursor(99_999_999_999, 99_999_999_999, 99_999_999_999)]
)
async def test_a_cursor_at_or_beyond_the_end_of_a_finished_reply_ends_at_once(log: EventLog, cursor: Cursor) -> None:
    reply_id = await opened(log, words(3))
    assert await read(log, reply_id, cursor) == []


async def test_a_reader_that_goes_away_while_waiting_disturbs_nobody(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log, entries[:1])
    leaver, stayer = (asyncio.create_task(read(log, reply_id)) for _ in range(2))
    await first_batch(log, reply_id)
    leaver.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaver
    await log.append(reply_id, entries[1:])
    assert await stayer == entries
    assert await read(log, reply_id) == entries


async def test_a_reader_can_be_cancelled_at_every_step(log: EventLog) -> None:
    reply_id = await opened(log)
    for turns in range(40):
        reader = asyncio.create_task(read(log, reply_id))
        for _ in range(turns):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.wait([reader], timeout=PATIENCE_S)
        assert reader.cancelled()


async def test_an_append_that_is_repeated_changes_nothing(log: EventLog) -> None:
    entries = words(4)
    reply_id = await opened(log, entries[:2])
    reader = asyncio.create_task(read(log, reply_id))
    await log.append(reply_id, entries[:2])
    await log.append(reply_id, entries[1:2])
    await log.append(reply_id, [Entry(entries[0].cursor, TextDelta("another"))])
    assert await log.snapshot(reply_id) == tuple(entries[:2])
    await log.append(reply_id, entries[1:])
    await log.append(reply_id, entries)
    assert await reader == entries == await read(log, reply_id)


async def test_an_append_of_nothing_changes_nothing(log: EventLog) -> None:
    reply_id = await opened(log)
    await log.append(reply_id, [])
    await log.append(new_id(), [])
    assert await log.snapshot(reply_id) == ()


async def test_entries_after_a_gap_are_refused(log: EventLog) -> None:
    entries = words(5)
    reply_id = await opened(log, entries[:2])
    with pytest.raises(Unavailable):
        await log.append(reply_id, entries[3:])
    assert await log.snapshot(reply_id) == tuple(entries[:2])
    assert await log.is_alive(reply_id)


async def test_a_reply_that_was_never_opened_cannot_be_written_and_leaves_nothing(log: EventLog) -> None:
    reply_id = new_id()
    await log.beat(reply_id)
    with pytest.raises(Unavailable):
        await log.append(reply_id, words(2))
    assert not await log.is_alive(reply_id)
    assert await log.snapshot(reply_id) == ()
    assert await read(log, reply_id) == await read(log, reply_id, Cursor(7, 7, 7)) == []


async def test_a_reply_is_alive_from_open_to_done(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log)
    assert await log.is_alive(reply_id)
    await log.beat(reply_id)
    await log.append(reply_id, entries[:2])
    assert await log.is_alive(reply_id)
    await log.append(reply_id, entries[2:])
    assert not await log.is_alive(reply_id)


async def test_nothing_revives_or_changes_a_finished_reply(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log, entries)
    await log.open(reply_id)
    await log.beat(reply_id)
    await log.append(reply_id, entries_of([TextDelta("more")], entries[-1].cursor))
    assert not await log.is_alive(reply_id)
    assert await log.snapshot(reply_id) == tuple(entries)
    assert await read(log, reply_id) == entries


async def test_a_finished_reply_is_begun_anew_when_it_is_written_on(log: EventLog) -> None:
    reply_id = await opened(log, words(9))
    await log.reopen(reply_id, 2)
    assert await log.is_alive(reply_id)
    assert await log.snapshot(reply_id) == ()
    reader = asyncio.create_task(read(log, reply_id))
    await log.append(reply_id, words(3), 2)
    assert await reader == words(3) == await read(log, reply_id)
    assert not await log.is_alive(reply_id)


async def test_whoever_reads_a_reply_that_is_begun_anew_comes_to_the_end_of_what_was_there(log: EventLog) -> None:
    reply_id = await opened(log, words(9)[:3])
    reader = log.follow(reply_id)
    assert list(await next_batch(reader)) == words(9)[:3]
    waiting = asyncio.create_task(next_batch(reader))
    assert not (await asyncio.wait([waiting], timeout=0.1))[0]
    await log.reopen(reply_id, 2)
    await log.append(reply_id, words(9)[:6], 2)
    assert await waiting == ()
    assert list(await first_batch(log, reply_id)) == words(9)[:6]


async def test_what_was_forgotten_or_never_there_is_begun_anew_too(log: EventLog) -> None:
    reply_id = new_id()
    await log.reopen(reply_id, 2)
    await log.append(reply_id, words(2), 2)
    assert await read(log, reply_id) == words(2)


async def test_who_writes_an_earlier_run_is_refused(log: EventLog) -> None:
    reply_id = await opened(log, words(9)[:3])
    late = asyncio.create_task(read(log, reply_id, Cursor(3, 99, 0)))
    await log.reopen(reply_id, 2)
    for entries in (words(2), words(9)[3:], words(9)):
        with pytest.raises(Unavailable):
            await log.append(reply_id, entries)
    assert [await log.beat(reply_id), await log.beat(reply_id, 2)] == [False, True]
    await log.append(reply_id, words(3), 2)
    assert await read(log, reply_id) == words(3)
    assert not await log.is_alive(reply_id)
    await late


async def test_a_beat_tells_whether_the_log_knows_the_reply(log: EventLog) -> None:
    reply_id = await opened(log, words(3)[:1])
    assert await log.beat(reply_id)
    await log.forget([reply_id])
    assert not any([await log.beat(reply_id), await log.beat(new_id())])


async def test_a_writer_that_dies_ends_its_readers_after_all_it_left(leased: Leased) -> None:
    log = leased(0.3)
    entries = words(9)[:5]
    silent, talking = await opened(log), await opened(log, entries[:2])
    readers = [asyncio.create_task(read(log, reply_id)) for reply_id in (silent, talking)]
    await log.append(talking, entries[2:])
    assert await asyncio.gather(*readers) == [[], entries]
    assert not await log.is_alive(talking)
    assert await read(log, talking) == entries == list(await log.snapshot(talking))


async def test_a_writer_that_beats_keeps_its_readers_waiting(leased: Leased) -> None:
    log = leased(0.4)
    entries = words(2)
    reply_id = await opened(log, entries[:1])
    reader = asyncio.create_task(read(log, reply_id))
    for _ in range(10):
        await asyncio.sleep(0.1)
        await log.beat(reply_id)
    assert await log.is_alive(reply_id)
    await log.append(reply_id, entries[1:])
    assert await reader == entries


async def test_a_writer_that_was_cut_off_for_longer_than_its_lease_can_go_on(leased: Leased) -> None:
    log = leased(0.5)
    entries = words(3)
    reply_id = await opened(log, entries[:1])
    await read(log, reply_id)
    assert not await log.is_alive(reply_id)
    assert await log.beat(reply_id)
    assert await log.is_alive(reply_id)
    await log.append(reply_id, entries[1:])
    assert await read(log, reply_id) == entries


async def test_opening_again_keeps_what_is_there(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log, entries[:2])
    await log.open(reply_id)
    await log.append(reply_id, entries[2:])
    assert await read(log, reply_id) == entries


async def test_a_snapshot_is_not_changed_by_what_comes_later(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log, entries[:1])
    snapshot = await log.snapshot(reply_id)
    await log.append(reply_id, entries[1:])
    assert snapshot == tuple(entries[:1])


async def test_replies_are_apart(log: EventLog) -> None:
    one, other = entries_of([TextDelta("one"), DONE]), entries_of([TextDelta("other"), DONE])
    ids = [await opened(log, one), await opened(log, other)]
    assert [await read(log, reply_id) for reply_id in ids] == [one, other]


async def test_an_append_whose_caller_was_cancelled_can_be_repeated(log: EventLog) -> None:
    entries = words(3)
    reply_id = await opened(log)
    for turns in range(6):
        appending = asyncio.create_task(log.append(reply_id, entries[:2]))
        for _ in range(turns):
            await asyncio.sleep(0)
        appending.cancel()
        await asyncio.wait([appending])
    await log.append(reply_id, entries)
    assert await read(log, reply_id) == entries


EVENTS = st.one_of(
    st.text().map(TextDelta),
    st.text().map(ReasoningDelta),
    st.text().map(TitleSet),
    st.builds(Step, st.text(), st.text(), st.sampled_from(StepStatus), st.text()).map(ToolProgress),
)


@given(events=st.lists(EVENTS, max_size=12), cuts=st.lists(st.integers(0, 13)), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_the_batches_the_reader_gets_all_in_order(
    log: EventLog, events: list[ReplyEvent], cuts: list[int], data: st.DataObject
) -> None:
    entries = entries_of([*events, DONE])
    start = data.draw(st.integers(0, len(entries)))
    after = entries[start - 1].cursor if start else START
    reply_id = await opened(log)
    reader = asyncio.create_task(read(log, reply_id, after))
    for low, high in zip([0, *sorted(cuts)], [*sorted(cuts), len(entries)], strict=True):
        await log.append(reply_id, entries[low:high])
        await asyncio.sleep(0)
    assert await reader == entries[start:] == await read(log, reply_id, after)
    assert Cursor.parse(str(after)) == after


@given(st.text() | st.from_regex(r"\A[-+0-9_ .e\u0663\u00b2]{0,30}\Z"))
def test_a_cursor_is_read_from_its_own_form_only(value: str) -> None:
    cursor = Cursor.parse(value)
    assert cursor is None or [str(int(part)) for part in value.split(".")] == str(cursor).split(".")


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "1",
        "1.2",
        "1.2.3.4",
        "-1.0.0",
        "1.2.x",
        " 1.2.3",
        "1.2.3\n",
        "\u0661.\u0662.\u0663",
        "1_0.0.0",
        "9" * 13 + ".0.0",
    ],
)
def test_garbage_is_no_cursor(value: str) -> None:
    assert Cursor.parse(value) is None


class Hours:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


async def test_memory_forgets_a_finished_reply_after_its_retention_and_no_other() -> None:
    now = Hours()
    log = MemoryEventLog(retention=300, monotonic=now)
    old, writing, entries = await opened(log, words(2)), await opened(log, words(2)[:1]), words(2)
    now.seconds += 299
    recent = await opened(log, entries)
    assert await log.snapshot(old) == tuple(entries)
    late = log.follow(old)
    assert list(await next_batch(late)) == entries
    now.seconds += 1
    await log.beat(writing)
    assert await log.snapshot(old) == ()
    assert await read(log, old) == []
    assert await next_batch(late) == ()
    assert await log.snapshot(recent) == tuple(entries)
    assert await log.is_alive(writing)
    now.seconds += 1000
    await log.append(writing, entries)
    now.seconds += 1000
    await log.open(new_id())
    assert len(log._replies) == 1
    assert not log._done_at


async def test_memory_wakes_a_reader_once_for_what_came_while_it_was_away() -> None:
    log = MemoryEventLog()
    entries = words(5)
    reply_id = await opened(log, entries[:1])
    batches = log.follow(reply_id)
    await next_batch(batches)
    for entry in entries[1:]:
        await log.append(reply_id, [entry])
    assert list(await next_batch(batches)) == entries[1:]


def test_only_the_log_in_redis_outlives_its_process(redis: RedisConnection) -> None:
    assert RedisEventLog(redis).durable
    assert not MemoryEventLog().durable
