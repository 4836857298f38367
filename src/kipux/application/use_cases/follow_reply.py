"""Watch a reply being written, or read one that was."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from uuid import UUID

from kipux.application.generation.draft import told_of, usage_of
from kipux.application.generation.lost_replies import LostReplies
from kipux.application.ports.event_log import START, Cursor, Entry, EventLog
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import NotFound
from kipux.domain.events import Done, ReasoningDelta, ReplyEvent, TextDelta, runs
from kipux.domain.message import Message, MessageRole


class FollowReply:
    """The one way to read a reply: live, reloaded, in a second tab, on another instance, or long after."""

    def __init__(self, begin: Begin, log: EventLog, lost_replies: LostReplies) -> None:
        self._begin = begin
        self._log = log
        self._lost_replies = lost_replies

    async def __call__(self, user_id: UUID, message_id: UUID, after: Cursor = START) -> AsyncGenerator[Entry]:
        """Entries after the cursor, the last one with `Done`. What is there already comes as few entries.

        While a reply is written its log is followed; what the log does not have, the database answers. Raises `NotFound`;
        the generator raises `Unavailable` when the log goes away meanwhile (read again from the last cursor).
        """
        return self.entries(user_id, await self._read(user_id, message_id), after)

    async def entries(self, user_id: UUID, reply: Message, after: Cursor = START) -> AsyncGenerator[Entry]:
        """The same for a reply of this person's that was just read, or just begun."""
        while reply.is_being_written:
            # What has a beginning already may be written on, in a log that knows no cursor of before: then characters count.
            start = START if reply.text or reply.reasoning else after
            async with aclosing(self._log.follow(reply.id, start)) as batches:
                async for batch in batches:
                    for told in _joined(batch):
                        entry = _beyond(told, after)
                        if entry is None:
                            continue
                        yield entry
                        after = entry.cursor
                        if isinstance(entry.event, Done):
                            return
            await self._lost_replies.settle(reply)
            reply = await self._read(user_id, reply.id)
        for entry in _told(after, _rest_of(reply, after)):
            yield entry

    async def _read(self, user_id: UUID, message_id: UUID) -> Message:
        async with self._begin() as work:
            message = await work.messages.get(message_id, user_id)
        if message.role is not MessageRole.ASSISTANT:
            raise NotFound
        return message


def _joined(batch: Sequence[Entry]) -> list[Entry]:
    """The batch with neighbouring deltas of one kind merged, each entry at the cursor of its last part."""
    if len(batch) == 1:
        return list(batch)
    ends = {entry.cursor.seq: entry.cursor for entry in batch}
    merged, seq = [], batch[0].cursor.seq - 1
    for event, count in runs(entry.event for entry in batch):
        seq += count
        merged.append(Entry(ends[seq], event))
    return merged


def _beyond(entry: Entry, after: Cursor) -> Entry | None:
    """The part of an entry that lies beyond the characters of a cursor; None when nothing of it does."""
    at = entry.cursor
    there = Cursor(at.seq, max(at.text, after.text), max(at.reasoning, after.reasoning))
    match entry.event:
        case TextDelta(text):
            new = text[max(0, len(text) - (at.text - after.text)) :] if at.text > after.text else ""
            return Entry(there, TextDelta(new)) if new else None
        case ReasoningDelta(text):
            new = text[max(0, len(text) - (at.reasoning - after.reasoning)) :] if at.reasoning > after.reasoning else ""
            return Entry(there, ReasoningDelta(new)) if new else None
    is_behind = (at.text, at.reasoning) != (there.text, there.reasoning)
    return None if is_behind and not isinstance(entry.event, Done) else Entry(there, entry.event)


def _rest_of(message: Message, after: Cursor) -> Iterable[ReplyEvent]:
    """A settled reply from the database, from the cursor's characters on."""
    yield from told_of(message, text_from=after.text, reasoning_from=after.reasoning)
    yield usage_of(message)
    yield Done(message.status, message.error)


def _told(after: Cursor, events: Iterable[ReplyEvent]) -> Iterable[Entry]:
    for event in events:
        after = after.after(event)
        yield Entry(after, event)
