"""Conversations leave as files, and come back."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Struct

from kipux.application.use_cases.export_conversations import ExportConversations
from kipux.application.use_cases.import_conversation import ImportConversation
from kipux.domain.errors import Invalid
from kipux.domain.user import User
from kipux.entrypoints.web.documented import (
    CONVERSATION_FILE,
    CONVERSATION_TEXT,
    CONVERSATIONS_ZIP,
    SIGNED_IN,
    UNCOMPRESSED,
    ZIP,
    ZipBody,
    reading,
    writing,
)
from kipux.entrypoints.web.gate import LARGEST_BODY
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.transfer_files import file_name, markdown, read, written
from kipux.entrypoints.web.transfer_zip import LARGEST, unzipped, zipped

_HELD: Final = 4_000_000
_TOLD: Final = 20


class ImportedView(Struct, frozen=True):
    """How many conversations were imported, and the first names of the files in which there was none."""

    imported: int
    refused: tuple[str, ...]


class TransfersController(Controller):
    """Export and import."""

    path = "/api/conversations"
    tags = ["conversations"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get("/export", responses=reading() | {200: CONVERSATIONS_ZIP}, opt={UNCOMPRESSED: True})
    async def export_all(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        export_conversations: NamedDependency[ExportConversations],
    ) -> Stream:
        """All of them as a zip: each as JSON, which can be imported, and as Markdown. Attachments stay behind."""
        pieces = zipped(export_conversations.every(user.id), translator_of(request))
        return Stream(pieces, media_type=ZIP, headers=_saved_as("kipux.zip"))

    @get("/{conversation_id:uuid}/export", responses=reading(404) | {200: CONVERSATION_FILE})
    async def export_one(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        export_conversations: NamedDependency[ExportConversations],
    ) -> Response[bytes]:
        """The whole tree of one conversation."""
        whole = await export_conversations.one(user.id, conversation_id)
        return Response(written(whole), media_type="application/json", headers=_saved_as(f"{file_name(whole)}.json"))

    @get("/{conversation_id:uuid}/markdown", responses=reading(404) | {200: CONVERSATION_TEXT})
    async def export_text(
        self,
        request: WebRequest,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        export_conversations: NamedDependency[ExportConversations],
    ) -> Response[bytes]:
        """The branch that is shown, as Markdown."""
        whole = await export_conversations.one(user.id, conversation_id)
        text = markdown(whole, translator_of(request)).encode()
        return Response(text, media_type="text/markdown", headers=_saved_as(f"{file_name(whole)}.md"))

    @post(
        "/import",
        status_code=200,
        operation_class=ZipBody,
        responses=writing(),
        opt={LARGEST_BODY: LARGEST},
        request_max_body_size=LARGEST,
    )
    async def bring(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        import_conversation: NamedDependency[ImportConversation],
    ) -> ImportedView:
        """Bring the conversations of an exported zip along, each as a new one: nothing that is there is touched."""
        imported, refused = 0, list[str]()
        with tempfile.SpooledTemporaryFile(_HELD) as file:
            async for piece in request.stream():
                await asyncio.to_thread(file.write, piece)
            with closing(unzipped(file)) as files:
                while found := await asyncio.to_thread(_next, files):
                    name, content = found
                    try:
                        await import_conversation(user.id, await asyncio.to_thread(read, content))
                        imported += 1
                    except Invalid:
                        refused.append(name[: _TOLD * 10])
        return ImportedView(imported, tuple(refused[:_TOLD]))


def _next(files: Iterator[tuple[str, bytes]]) -> tuple[str, bytes] | None:
    return next(files, None)


def _saved_as(name: str) -> dict[str, Any]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
