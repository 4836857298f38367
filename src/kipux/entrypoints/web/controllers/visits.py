"""Whether somebody is with a temporary conversation."""

from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kipux.application.use_cases.note_visit import NoteVisit
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, writing
from kipux.entrypoints.web.schemas import Visit


class VisitsController(Controller):
    """Pages that show a temporary conversation."""

    path = "/api/conversations/{conversation_id:uuid}/visit"
    tags = ["conversations"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @post(status_code=204, responses=writing(404))
    async def note(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[Visit],
        note_visit: NamedDependency[NoteVisit],
    ) -> None:
        """Tell that a page shows a temporary conversation, or was left: two minutes later it is erased, unless it is shown again or
        something is said in it. That a page was left counts only for the one shown last. Nothing happens to other conversations.
        """
        await note_visit(user.id, conversation_id, view=data.view, here=data.here)
