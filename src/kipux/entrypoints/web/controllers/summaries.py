"""What a model is told in place of the oldest turns."""

from uuid import UUID

from litestar import Controller, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kipux.application.use_cases.read_summaries import ReadSummaries
from kipux.application.use_cases.rewrite_summary import RewriteSummary
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading, writing
from kipux.entrypoints.web.schemas import SummaryPatch
from kipux.entrypoints.web.views.summaries import SummaryList, SummaryView


class SummariesController(Controller):
    """Summaries of conversations that outgrew a model's window. The messages themselves stay as they are."""

    path = "/api"
    tags = ["summaries"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get("/conversations/{conversation_id:uuid}/summaries", responses=reading(404))
    async def list(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        read_summaries: NamedDependency[ReadSummaries],
    ) -> SummaryList:
        """Those of all branches. On a branch the model sees the one that reaches furthest, and what was said after it."""
        return SummaryList.of(await read_summaries(user.id, conversation_id))

    @patch("/messages/{message_id:uuid}/summary", responses=writing(404))
    async def rewrite(
        self,
        message_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[SummaryPatch],
        rewrite_summary: NamedDependency[RewriteSummary],
    ) -> SummaryView:
        """Correct the summary that reaches to this message: the next reply is written with it."""
        return SummaryView.of(await rewrite_summary(user.id, message_id, data.text))
