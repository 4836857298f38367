"""The files of an export: what is written into them, and what may be in one that somebody brings."""

import re
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Self
from urllib.parse import quote
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from kipux.application.generation.tools import site_of
from kipux.application.use_cases.send_message import TEXT_LENGTH
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid
from kipux.domain.instructions import checked_instructions
from kipux.domain.message import Failure, Message, MessageRole, MessageStatus, Source, Timing, Usage
from kipux.domain.step import Step, StepStatus
from kipux.domain.summary import SUMMARY_LENGTH, Summary
from kipux.domain.text import words
from kipux.domain.transfer import Whole
from kipux.domain.web_use import WebUse
from kipux.entrypoints.web.i18n import Translator
from kipux.entrypoints.web.schemas import ParametersWish, parameters_of

VERSION: Final = 1
_NOBODY: Final = UUID(int=0)
_WEB: Final = re.compile("https?://", re.IGNORECASE)
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&!~|:@]|(?<=www)\.", re.IGNORECASE)
"""What could begin something of its own in Markdown, an address included."""
_OF_AN_ADDRESS: Final = "%/:?#[]@!$&'()*+,;=~"
"""What stays as it is in one; blanks, angles and backslashes do not."""
_FINEST: Final = -30
_DEAREST: Final = 1_000_000
_MOST: Final = 10**12

Line = Annotated[str, Meta(max_length=2_000)]
Text = Annotated[str, Meta(max_length=10 * TEXT_LENGTH)]
Count = Annotated[int, Meta(ge=0, le=_MOST)]
Moment = Annotated[datetime, Meta(tz=True)]


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A source; its address leads to the web and nowhere else. Read, its `site` is that of its address, whatever the file says."""

    n: Count
    url: Annotated[str, Meta(max_length=8_000, pattern="^https?://")]
    title: Line
    site: Line
    snippet: Text = ""
    published_on: date | None = None
    read_at: Moment | None = None
    passages: Annotated[tuple[Text, ...], Meta(max_length=1_000)] = ()

    def source(self) -> Source:
        """The source. Raises `Invalid`."""
        return Source(
            self.n,
            self.url,
            self.title,
            _site(self.url),
            self.snippet,
            self.published_on,
            self.read_at and _time(self.read_at),
            self.passages,
        )


class StepFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reply did beside writing."""

    id: Annotated[str, Meta(max_length=40)]
    name: Annotated[str, Meta(max_length=100)]
    status: StepStatus
    subject: Line
    found: Count | None = None
    duration_ms: Count | None = None
    missing: Annotated[tuple[Annotated[str, Meta(pattern="^[a-z_]{1,60}$")], ...], Meta(max_length=100)] = ()
    sources: Annotated[tuple[Count, ...], Meta(max_length=1_000)] = ()


class UsageFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Tokens."""

    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cached_tokens: Count | None = None
    reasoning_tokens: Count | None = None


class TimingFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Milliseconds."""

    first_token_ms: Count | None = None
    reasoning_ms: Count | None = None
    duration_ms: Count | None = None


class MessageFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A message; `error` is the code of what went wrong. Its parent comes before it in the list."""

    id: UUID
    parent_id: UUID | None
    role: MessageRole
    status: MessageStatus = MessageStatus.COMPLETE
    text: Text
    reasoning: Text = ""
    sources: Annotated[tuple[SourceFile, ...], Meta(max_length=1_000)] = ()
    steps: Annotated[tuple[StepFile, ...], Meta(max_length=1_000)] = ()
    web: WebUse = WebUse.AUTO
    model: Line | None = None
    usage: UsageFile | None = None
    cost: Decimal | None = None
    timing: TimingFile | None = None
    error: Annotated[str, Meta(pattern="^[a-z_]{1,60}$")] | None = None
    created_at: Moment
    finished_at: Moment | None = None

    @classmethod
    def of(cls, it: Message) -> Self:
        """All of it but its attachments, whose bytes are elsewhere."""
        return cls(
            id=it.id,
            parent_id=it.parent_id,
            role=it.role,
            status=it.status,
            text=it.text,
            reasoning=it.reasoning,
            sources=tuple(msgspec.convert(each, SourceFile, from_attributes=True) for each in it.sources),
            steps=tuple(msgspec.convert(each, StepFile, from_attributes=True) for each in it.steps),
            web=it.web,
            model=it.model,
            usage=UsageFile(**_counts(it.usage)) if it.usage else None,
            cost=it.cost,
            timing=TimingFile(**_counts(it.timing)) if it.timing else None,
            error=it.error.code if it.error else None,
            created_at=it.created_at,
            finished_at=it.finished_at,
        )

    def message(self) -> Message:
        """The message, of no conversation yet. Raises `Invalid`."""
        return Message(
            id=self.id,
            conversation_id=_NOBODY,
            parent_id=self.parent_id,
            role=self.role,
            status=self.status,
            text=self.text,
            reasoning=self.reasoning,
            sources=tuple(each.source() for each in self.sources),
            steps=tuple(msgspec.convert(each, Step, from_attributes=True).ended for each in self.steps),
            web=self.web,
            model=self.model,
            usage=msgspec.convert(self.usage, Usage | None, from_attributes=True),
            cost=_cost(self.cost),
            timing=msgspec.convert(self.timing, Timing | None, from_attributes=True),
            error=Failure(self.error) if self.error else None,
            created_at=_time(self.created_at),
            finished_at=_time(self.finished_at) if self.finished_at else None,
        )


class SummaryFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the model saw in place of everything up to `message_id`; an empty `text`: nothing, it was left out."""

    message_id: UUID
    text: Annotated[str, Meta(max_length=SUMMARY_LENGTH)]
    model: Line
    cost: Decimal | None = None
    created_at: Moment

    @classmethod
    def of(cls, it: Summary) -> Self:
        """All of it."""
        text = it.text[:SUMMARY_LENGTH]
        return cls(message_id=it.message_id, text=text, model=it.model, cost=it.cost, created_at=it.created_at)

    def summary(self) -> Summary:
        """The summary, of no conversation yet. Raises `Invalid`."""
        return Summary(
            id=_NOBODY,
            conversation_id=_NOBODY,
            message_id=self.message_id,
            text=self.text,
            model=self.model,
            cost=_cost(self.cost),
            created_at=_time(self.created_at),
        )


class ConversationFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A conversation with its tree of messages; `leaf_id` ends the branch that is shown."""

    kipux: Literal[1] = VERSION
    title: Line
    model: Line | None
    pinned: bool
    archived: bool
    leaf_id: UUID | None
    instructions: Text = ""
    parameters: ParametersWish = ParametersWish()
    created_at: Moment
    active_at: Moment
    messages: Annotated[tuple[MessageFile, ...], Meta(max_length=50_000)]
    summaries: Annotated[tuple[SummaryFile, ...], Meta(max_length=50_000)] = ()


def written(whole: Whole) -> bytes:
    """A conversation as a file."""
    it = whole.conversation
    content = ConversationFile(
        title=it.title,
        model=it.model,
        pinned=it.pinned,
        archived=it.archived,
        leaf_id=it.leaf_id,
        instructions=it.instructions,
        parameters=msgspec.convert(it.parameters, ParametersWish, from_attributes=True),
        created_at=it.created_at,
        active_at=it.active_at,
        messages=tuple(map(MessageFile.of, whole.messages)),
        summaries=tuple(map(SummaryFile.of, whole.summaries)),
    )
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def read(content: bytes) -> Whole:
    """The conversation in a file, of nobody yet. Raises `Invalid` (field `file`)."""
    try:
        file = msgspec.json.decode(content, type=ConversationFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid({"file": "no_conversation"}) from None
    conversation = Conversation(
        id=_NOBODY,
        user_id=_NOBODY,
        title=file.title,
        model=file.model,
        pinned=file.pinned,
        archived=file.archived,
        leaf_id=file.leaf_id,
        instructions=checked_instructions(file.instructions),
        parameters=parameters_of(file.parameters),
        created_at=_time(file.created_at),
        active_at=_time(file.active_at),
    )
    messages = tuple(message.message() for message in file.messages)
    return Whole(conversation, messages, tuple(summary.summary() for summary in file.summaries))


def markdown(whole: Whole, speech: Translator) -> str:
    """The branch that is shown, to be read anywhere."""
    parts = [f"# {whole.conversation.title or speech.text('conversations.untitled')}"]
    summaries = {summary.message_id: summary.text for summary in whole.summaries}
    for message in _branch(whole):
        who = (
            speech.text("chat.you") if message.role is MessageRole.USER else message.model or speech.text("chat.reply")
        )
        parts.append(f"## {who}\n\n*{speech.moment(message.created_at)}*\n\n{message.text}".rstrip())
        parts += ["\n".join(_reference(source, speech) for source in message.sources)] if message.sources else []
        if text := summaries.get(message.id):
            parts.append(_quoted(f"**{speech.text('summary.from_here')}**\n\n{text}"))
    return "\n\n".join(parts) + "\n"


def file_name(whole: Whole) -> str:
    """A name that any system takes and that tells conversations apart, without its ending."""
    title = re.sub(r"[^a-z0-9-]", "", "-".join(words(whole.conversation.title)))[:60].strip("-")
    return "-".join(filter(None, [f"{whole.conversation.created_at:%Y-%m-%d}", title, whole.conversation.id.hex[-8:]]))


def _branch(whole: Whole) -> list[Message]:
    by_id = {message.id: message for message in whole.messages}
    branch: list[Message] = []
    at = whole.conversation.leaf_id
    while at is not None and at in by_id:
        branch.append(by_id[at])
        at = by_id[at].parent_id
    return branch[::-1]


def _reference(source: Source, speech: Translator) -> str:
    """A line of a list. The title is a stranger's: it says nothing but itself."""
    title = _SPECIAL.sub(r"\\\g<0>", " ".join((source.title or source.site).split()))
    link = f"[{title}](<{quote(source.url, safe=_OF_AN_ADDRESS)}>)" if _WEB.match(source.url) else title
    facts = [link]
    if source.published_on:
        facts.append(speech.text("js.source.published", day=speech.date(source.published_on)))
    if source.read_at:
        facts.append(speech.text("js.source.read", moment=speech.minute(source.read_at)))
    return f"{source.n}. {' · '.join(facts)}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _site(url: str) -> str:
    try:
        return site_of(url)
    except ValueError:
        raise Invalid({"file": "no_conversation"}) from None


def _cost(cost: Decimal | None) -> Decimal | None:
    if cost is None:
        return None
    exponent = cost.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or not 0 <= cost <= _DEAREST:
        raise Invalid({"file": "no_conversation"})
    return cost


def _time(moment: datetime) -> datetime:
    if not 1990 <= moment.year <= 9000:  # noqa: PLR2004 - far enough from the ends of the calendar for any time zone
        raise Invalid({"file": "no_conversation"})
    return moment


def _counts(of: Usage | Timing) -> dict[str, int | None]:
    """Those that can be one; what a provider told wrongly, and was kept, is unknown."""
    return {name: count if count is not None and 0 <= count <= _MOST else None for name, count in asdict(of).items()}
