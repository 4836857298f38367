"""The writer's side of the log: merging, order, and a log that goes away."""

from collections.abc import Sequence
from uuid import UUID

from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.application.generation.journal import Journal
from kipux.application.ports.event_log import Entry
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done, ReasoningDelta, TextDelta
from kipux.domain.message import MessageStatus
from tests.factories import new_id

DONE = Done(MessageStatus.COMPLETE)


class FlakyEventLog(MemoryEventLog):
    """Takes an append and fails to say so, or fails before it takes it, as often as told."""

    def __init__(self) -> None:
        super().__init__()
        self.fail_after = self.fail_before = 0
        self.appends: list[int] = []

    async def append(self, reply_id: UUID, entries: Sequence[Entry], run: int = 1) -> None:
        self.appends.append(len(entries))
        if self.fail_before:
            self.fail_before -= 1
            raise Unavailable
        await super().append(reply_id, entries, run)
        if self.fail_after:
            self.fail_after -= 1
            raise Unavailable


async def written(log: FlakyEventLog, reply_id: UUID) -> list[object]:
    return [entry.event for entry in await log.snapshot(reply_id)]


async def test_what_is_noted_together_is_merged_and_numbered() -> None:
    log, reply_id = FlakyEventLog(), new_id()
    await log.open(reply_id)
    journal = Journal(log, reply_id)
    journal.note([TextDelta("a")])
    assert await journal.write()
    journal.note([TextDelta("b"), TextDelta("c")])
    journal.note([TextDelta("d"), ReasoningDelta("r")])
    assert await journal.write()
    assert await journal.write()
    assert await written(log, reply_id) == [TextDelta("a"), TextDelta("bcd"), ReasoningDelta("r")]
    assert [str(entry.cursor) for entry in await log.snapshot(reply_id)] == ["1.1.0", "2.4.0", "3.4.1"]
    assert log.appends == [1, 2]


async def test_a_log_that_loses_answers_or_appends_ends_without_gap_or_repeat() -> None:
    log, reply_id = FlakyEventLog(), new_id()
    await log.open(reply_id)
    journal = Journal(log, reply_id)
    journal.note([TextDelta("a")])
    log.fail_after = 1
    assert not await journal.write()
    journal.note([TextDelta("b")])
    log.fail_before = 1
    assert not await journal.write()
    assert await journal.end(TextDelta("c"), done=DONE, patience_s=5)
    assert await written(log, reply_id) == [TextDelta("a"), TextDelta("bc"), DONE]


async def test_a_log_that_stays_away_is_given_up_in_time() -> None:
    log, reply_id = FlakyEventLog(), new_id()
    log.fail_before = 10**6
    assert not await Journal(log, reply_id).end(done=DONE, patience_s=0.01)
