"""Finding what was said."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from kipux.application.use_cases.search_conversations import SearchConversations
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading
from kipux.entrypoints.web.schemas import NO_NUL
from kipux.entrypoints.web.views.search import FindingList

Wanted = Annotated[
    str,
    QueryParameter(
        max_length=200,
        pattern=NO_NUL,
        description="Words that a title or message must all have, the last one at least as a beginning; case and accents aside.",
    ),
]
After = Annotated[
    str | None, QueryParameter(max_length=300, pattern=NO_NUL, description="The `next` of an earlier part.")
]
Limit = Annotated[int, QueryParameter(ge=1, le=50, description="How many at most.")]


class SearchController(Controller):
    """A person's titles and messages, by their words."""

    path = "/api/search"
    tags = ["conversations"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def find(
        self,
        user: NamedDependency[User],
        search_conversations: NamedDependency[SearchConversations],
        q: Wanted,
        limit: Limit = 20,
        after: After = None,
    ) -> FindingList:
        """Titles and then messages, of the conversation that was active last first; of archived ones too, at the end."""
        return FindingList.of(await search_conversations(user.id, q, limit=limit, after=after))
