"""The conversations that were put away, as a page that needs no JavaScript."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.restore_conversation import RestoreConversation
from kipux.application.use_cases.update_conversation import UpdateConversation
from kipux.domain.user import User
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.safe_next import safe_next
from kipux.entrypoints.web.templating import page

_PATH: Final = "/archive"
_SHOWN: Final = 50


class ArchivePage(Controller):
    """What is archived: to be read, taken back, or deleted."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_conversations: NamedDependency[ListConversations],
        after: Annotated[str | None, QueryParameter(max_length=300)] = None,
        deleted: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """Part of the archive, newest activity first; `deleted` is one whose deletion can be taken back."""
        archived = await list_conversations(user.id, limit=_SHOWN, after=after, archived=True)
        elements = ["confirm-form", "theme-switch"]
        return page(request, "archive.html", elements=elements, archived=archived, deleted=deleted)

    @post("/{conversation_id:uuid}/restore")
    async def restore(
        self,
        request: WebRequest,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        update_conversation: NamedDependency[UpdateConversation],
    ) -> Redirect:
        """Put it back among the others, and go where the form says."""
        fields = await fields_of(request)
        await update_conversation(user.id, conversation_id, archived=False)
        return Redirect(safe_next(fields.get("next"), _PATH), status_code=HTTP_303_SEE_OTHER)

    @post("/{conversation_id:uuid}/delete")
    async def delete(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        delete_conversation: NamedDependency[DeleteConversation],
    ) -> Redirect:
        """Delete it, and offer to take that back."""
        await delete_conversation(user.id, conversation_id)
        return Redirect(f"{_PATH}?deleted={conversation_id}", status_code=HTTP_303_SEE_OTHER)

    @post("/{conversation_id:uuid}/undo")
    async def undo(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        restore_conversation: NamedDependency[RestoreConversation],
    ) -> Redirect:
        """Take the deletion back."""
        await restore_conversation(user.id, conversation_id)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)
