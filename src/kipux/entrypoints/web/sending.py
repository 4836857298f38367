"""The answer to a message: what was kept as JSON, or the stream of its reply."""

from uuid import UUID

from litestar import Response
from msgspec import UNSET

from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.send_message import CURRENT_LEAF, Parent, Sent
from kipux.domain.user import User
from kipux.entrypoints.web.frames import Frames, sent_frame
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import NewMessage
from kipux.entrypoints.web.sse import EVENT_STREAM, EventStream
from kipux.entrypoints.web.views.messages import SentView


def parent_of(message: NewMessage) -> UUID | Parent | None:
    """Where it goes: null, the root, is told apart from nothing said."""
    return CURRENT_LEAF if message.parent_id is UNSET else message.parent_id


def answer_to(request: WebRequest, user: User, sent: Sent, follow_reply: FollowReply) -> Response[SentView]:
    """202 and where to follow the reply; for `Accept: text/event-stream` the reply itself, at once."""
    speech = translator_of(request)
    view = SentView.of(sent, speech)
    if EVENT_STREAM not in request.headers.get("accept", ""):
        return Response(view, status_code=202)
    return EventStream(Frames(sent.reply.id, speech), follow_reply.entries(user.id, sent.reply), sent_frame(view))
