"""Conversations and what is said in them."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.read_branch import ReadBranch
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.application.use_cases.restore_conversation import RestoreConversation
from kipux.application.use_cases.send_message import SendMessage
from kipux.application.use_cases.start_conversation import StartConversation
from kipux.application.use_cases.update_conversation import UpdateConversation
from kipux.domain.errors import Invalid
from kipux.domain.user import User
from kipux.entrypoints.web.documented import EVENTS, SENT, SIGNED_IN, UNCOMPRESSED, reading, writing
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.request_ids import request_id
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import NO_NUL, ConversationPatch, NewConversation, NewMessage
from kipux.entrypoints.web.sending import answer_to, parent_of
from kipux.entrypoints.web.views.conversations import ConversationList, ConversationView
from kipux.entrypoints.web.views.messages import MessageList, SentView

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]
After = Annotated[
    str | None, QueryParameter(max_length=300, pattern=NO_NUL, description="The `next` of an earlier part.")
]
Before = Annotated[UUID | None, QueryParameter(description="The `next` of a later part.")]
Query = Annotated[
    str | None,
    QueryParameter(
        max_length=200,
        pattern=NO_NUL,
        description="Keeps those that `/api/search` finds something of.",
    ),
]
Pinned = Annotated[bool | None, QueryParameter(description="Only the pinned ones, or only the others.")]
Archived = Annotated[bool, QueryParameter(description="Those put away instead of the others.")]


class ConversationsController(Controller):
    """A person's conversations."""

    path = "/api/conversations"
    tags = ["conversations"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def list(
        self,
        user: NamedDependency[User],
        list_conversations: NamedDependency[ListConversations],
        limit: Limit = 30,
        after: After = None,
        q: Query = None,
        archived: Archived = False,  # noqa: FBT002 - a query parameter
        pinned: Pinned = None,
    ) -> ConversationList:
        """Newest activity first."""
        page = await list_conversations(
            user.id, limit=limit, after=after, query=q or None, archived=archived, pinned=pinned
        )
        return ConversationList.of(page)

    @post(responses=writing(404) | {200: EVENTS, 202: SENT}, opt={UNCOMPRESSED: True})
    async def start(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        data: JSONBody[NewConversation],
        start_conversation: NamedDependency[StartConversation],
        send_message: NamedDependency[SendMessage],
        follow_reply: NamedDependency[FollowReply],
    ) -> Response[ConversationView] | Response[SentView]:
        """Begin a conversation: empty (201), or with its first message, answered like any other (202, or the stream)."""
        if data.message is None:
            conversation = await start_conversation(
                user.id,
                title=data.title or "",
                model=data.model,
                opening=data.opening,
                temporary=data.temporary,
            )
            return Response(ConversationView.of(conversation))
        if data.title is not None:
            raise Invalid({"title": "invalid"})
        sent = await send_message(
            user.id,
            text=data.message.text,
            model=data.message.model or data.model,
            parent_id=parent_of(data.message),
            request_id=request_id(request.scope),
            opening=data.opening,
            temporary=data.temporary,
            web=data.message.web,
            language=translator_of(request).locale,
        )
        return answer_to(request, user, sent, follow_reply)

    @get("/{conversation_id:uuid}", responses=reading(404))
    async def show(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        read_conversation: NamedDependency[ReadConversation],
    ) -> ConversationView:
        """One conversation."""
        return ConversationView.of(await read_conversation(user.id, conversation_id))

    @patch("/{conversation_id:uuid}", responses=writing(404))
    async def update(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[ConversationPatch],
        update_conversation: NamedDependency[UpdateConversation],
    ) -> ConversationView:
        """Rename, pin, archive, or choose the model."""
        conversation = await update_conversation(
            user.id,
            conversation_id,
            title=data.title,
            pinned=data.pinned,
            archived=data.archived,
            model=data.model,
        )
        return ConversationView.of(conversation)

    @delete("/{conversation_id:uuid}", responses=writing(404))
    async def delete(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        delete_conversation: NamedDependency[DeleteConversation],
    ) -> None:
        """Delete it with all its messages. For 30 s it can be restored; then it is gone. A temporary one is gone at once."""
        await delete_conversation(user.id, conversation_id)

    @post("/{conversation_id:uuid}/restore", status_code=200, responses=writing(404))
    async def restore(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        restore_conversation: NamedDependency[RestoreConversation],
    ) -> ConversationView:
        """Take its deletion back."""
        return ConversationView.of(await restore_conversation(user.id, conversation_id))

    @get("/{conversation_id:uuid}/messages", responses=reading(404))
    async def messages(
        self,
        request: WebRequest,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        read_branch: NamedDependency[ReadBranch],
        limit: Limit = 50,
        before: Before = None,
    ) -> MessageList:
        """The current branch: its newest messages, or those above `before`, oldest first."""
        page = await read_branch(user.id, conversation_id, limit=limit, before=before)
        return MessageList.of(page, translator_of(request))

    @post(
        "/{conversation_id:uuid}/messages",
        status_code=202,
        responses=writing(404, 409) | {200: EVENTS},
        opt={UNCOMPRESSED: True},
    )
    async def send(
        self,
        request: WebRequest,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[NewMessage],
        send_message: NamedDependency[SendMessage],
        follow_reply: NamedDependency[FollowReply],
    ) -> Response[SentView]:
        """Say something. With `Accept: text/event-stream` the answer is the reply's event stream."""
        sent = await send_message(
            user.id,
            text=data.text,
            conversation_id=conversation_id,
            model=data.model,
            parent_id=parent_of(data),
            request_id=request_id(request.scope),
            web=data.web,
            language=translator_of(request).locale,
        )
        return answer_to(request, user, sent, follow_reply)
