"""Messages and the replies to them."""

from uuid import UUID

from litestar import Controller, MediaType, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kipux.application.use_cases.continue_reply import ContinueReply
from kipux.application.use_cases.delete_message import DeleteMessage
from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.read_raw_answer import ReadRawAnswer
from kipux.application.use_cases.read_sources import ReadSources
from kipux.application.use_cases.regenerate_reply import RegenerateReply
from kipux.application.use_cases.show_message import ShowMessage
from kipux.application.use_cases.stop_reply import StopReply
from kipux.domain.errors import NotFound
from kipux.domain.user import User
from kipux.entrypoints.web.documented import EVENTS, RAW, SIGNED_IN, UNCOMPRESSED, reading, writing
from kipux.entrypoints.web.frames import Frames
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.request_ids import request_id
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import Regeneration
from kipux.entrypoints.web.sending import answer_to
from kipux.entrypoints.web.sse import EVENT_STREAM, EventStream, cursor_of
from kipux.entrypoints.web.views.messages import SentView
from kipux.entrypoints.web.views.steps import SourceList


class MessagesController(Controller):
    """Single messages, whatever conversation they are in."""

    path = "/api/messages/{message_id:uuid}"
    tags = ["messages"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @delete(responses=writing(404))
    async def delete(
        self, message_id: FromPath[UUID], user: NamedDependency[User], delete_message: NamedDependency[DeleteMessage]
    ) -> None:
        """Delete it with everything below it; what is being written there stops. The branch through its nearest sibling is shown
        then, or the one that ends in its parent.
        """
        await delete_message(user.id, message_id)

    @post("/regenerate", status_code=202, responses=writing(404, 409) | {200: EVENTS}, opt={UNCOMPRESSED: True})
    async def regenerate(
        self,
        request: WebRequest,
        message_id: FromPath[UUID],
        user: NamedDependency[User],
        regenerate_reply: NamedDependency[RegenerateReply],
        follow_reply: NamedDependency[FollowReply],
        data: JSONBody[Regeneration | None] = None,
    ) -> Response[SentView]:
        """Have it answered once more, beside the earlier reply; or a question that stands alone. Answered like a message that is sent."""
        model = data.model if data else None
        sent = await regenerate_reply(
            user.id,
            message_id,
            model=model,
            request_id=request_id(request.scope),
            language=translator_of(request).locale,
        )
        return answer_to(request, user, sent, follow_reply)

    @post("/continue", status_code=202, responses=writing(404, 409) | {200: EVENTS}, opt={UNCOMPRESSED: True})
    async def go_on(
        self,
        request: WebRequest,
        message_id: FromPath[UUID],
        user: NamedDependency[User],
        continue_reply: NamedDependency[ContinueReply],
        follow_reply: NamedDependency[FollowReply],
    ) -> Response[SentView]:
        """Have a reply that stopped or failed go on where it ended: the same message, whose stream begins with the text so far.

        409 for one that is complete, says nothing yet, is being written, or is followed by others. Answered like a message that is sent.
        """
        sent = await continue_reply(user.id, message_id, request_id=request_id(request.scope))
        return answer_to(request, user, sent, follow_reply)

    @post("/stop", status_code=202, responses=writing(404))
    async def stop(
        self, message_id: FromPath[UUID], user: NamedDependency[User], stop_reply: NamedDependency[StopReply]
    ) -> None:
        """Stop the reply; what was written stays. Stopping one that has ended is no error."""
        await stop_reply(user.id, message_id)

    @post("/show", status_code=204, responses=writing(404))
    async def show(
        self, message_id: FromPath[UUID], user: NamedDependency[User], show_message: NamedDependency[ShowMessage]
    ) -> None:
        """Make the branch that it is in the current one of its conversation."""
        await show_message(user.id, message_id)

    @get("/events", media_type=EVENT_STREAM, responses=reading(404) | {200: EVENTS}, opt={UNCOMPRESSED: True})
    async def events(
        self,
        request: WebRequest,
        message_id: FromPath[UUID],
        user: NamedDependency[User],
        follow_reply: NamedDependency[FollowReply],
    ) -> Response[str]:
        """The reply's event stream, from the start or after `Last-Event-ID`."""
        after = cursor_of(request.headers.get("last-event-id"))
        entries = await follow_reply(user.id, message_id, after)
        return EventStream(Frames(message_id, translator_of(request)), entries)

    @get("/sources", responses=reading(404))
    async def sources(
        self, message_id: FromPath[UUID], user: NamedDependency[User], read_sources: NamedDependency[ReadSources]
    ) -> SourceList:
        """A reply's sources, each with the passages that the model was given of it."""
        return SourceList.of(await read_sources(user.id, message_id))

    @get("/raw", responses=reading(404) | {200: RAW})
    async def raw(
        self, message_id: FromPath[UUID], user: NamedDependency[User], read_raw_answer: NamedDependency[ReadRawAnswer]
    ) -> Response[bytes]:
        """The provider's own answer as it came; 404 when none was kept."""
        answer = await read_raw_answer(user.id, message_id)
        if answer is None:
            raise NotFound
        return Response(answer.encode(), media_type=MediaType.JSON)
