"""The pages beyond the ways in: the landing, the chat, and the choice of theme and language."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_204_NO_CONTENT, HTTP_303_SEE_OTHER

from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.list_presets import ListPresets
from kipux.application.use_cases.read_branch import ReadBranch
from kipux.application.use_cases.read_budget import ReadBudget
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.application.use_cases.read_spending import ReadSpending
from kipux.application.use_cases.update_profile import LOCALES, PreferenceChanges, UpdateProfile
from kipux.domain.user import Theme, User
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.auth import current_user
from kipux.entrypoints.web.chat_page import MESSAGES, chat_page, sidebar
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.safe_next import safe_next
from kipux.entrypoints.web.templating import page, remember

_STUDIO_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_SAMPLE_COST: Final = Decimal("0.0021")


class Pages(Controller):
    """What people see."""

    include_in_schema = False

    @get("/")
    async def landing(self, request: WebRequest, settings: NamedDependency[Settings]) -> Response[str] | Redirect:
        """What Kipux is, and the way in."""
        if current_user(request):
            return Redirect("/chat", status_code=HTTP_303_SEE_OTHER)
        return page(
            request,
            "landing.html",
            elements=["theme-switch"],
            registration_open=settings.registration == "open",
            sample_cost=translator_of(request).money(_SAMPLE_COST),
        )

    @get("/chat")
    async def new_chat(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        list_conversations: NamedDependency[ListConversations],
        list_presets: NamedDependency[ListPresets],
        read_spending: NamedDependency[ReadSpending],
        read_budget: NamedDependency[ReadBudget],
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """A page on which nothing has been said yet; with `?temporary=1` nothing that will be is kept."""
        conversations = await sidebar(user, list_conversations)
        return chat_page(
            request,
            user,
            await list_models(user.id),
            conversations,
            presets=await list_presets(user.id),
            spent=await read_spending(user.id),
            budget=await read_budget(user),
            settings=settings,
            temporary=request.query_params.get("temporary") == "1",
        )

    @get("/chat/{conversation_id:uuid}")
    async def conversation(
        self,
        request: WebRequest,
        conversation_id: FromPath[UUID],
        *,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        list_conversations: NamedDependency[ListConversations],
        read_conversation: NamedDependency[ReadConversation],
        read_branch: NamedDependency[ReadBranch],
        read_spending: NamedDependency[ReadSpending],
        read_budget: NamedDependency[ReadBudget],
        list_presets: NamedDependency[ListPresets],
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """A conversation with its newest messages."""
        conversation = await read_conversation(user.id, conversation_id)
        branch = await read_branch(user.id, conversation_id, limit=MESSAGES)
        conversations = await sidebar(user, list_conversations)
        return chat_page(
            request,
            user,
            await list_models(user.id),
            conversations,
            conversation,
            branch,
            presets=await list_presets(user.id) if conversation.preset_id else (),
            spent=await read_spending(user.id, conversation_id),
            budget=await read_budget(user),
            settings=settings,
        )

    @post("/chat/{conversation_id:uuid}/end")
    async def end(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        delete_conversation: NamedDependency[DeleteConversation],
    ) -> Redirect:
        """Delete the conversation, which for a temporary one is for good, and begin anew."""
        await delete_conversation(user.id, conversation_id)
        return Redirect("/chat", status_code=HTTP_303_SEE_OTHER)

    @get("/diagram")
    async def diagram(self, request: WebRequest) -> Response[str]:
        """The frame in which a script draws diagrams. It may load our own scripts, draw, and nothing else."""
        response = page(request, "diagram.html")
        response.headers["content-security-policy"] = _STUDIO_POLICY
        response.headers["cache-control"] = "private, max-age=3600"
        return response

    @post("/preferences")
    async def prefer(
        self, request: WebRequest, update_profile: NamedDependency[UpdateProfile]
    ) -> Response[None] | Redirect:
        """Keep a theme or a language: in this browser, and with the account of whoever is signed in. A script gets no page."""
        fields = await request.form()
        theme, locale = fields.get("theme"), fields.get("locale")
        theme = theme if theme in list(Theme) else None
        locale = locale if locale in LOCALES else None
        if user := current_user(request):
            await update_profile(user.id, preferences=PreferenceChanges(theme=theme, locale=locale))
        target = fields.get("next")
        response: Response[None] | Redirect = Response(None, status_code=HTTP_204_NO_CONTENT)
        if "text/html" in request.headers.get("accept", ""):
            back = safe_next(target if isinstance(target, str) else None, "/")
            response = Redirect(back, status_code=HTTP_303_SEE_OTHER)
        remember(request, response, theme=theme, locale=locale)
        return response
