"""The chat page, ready to be read before any script runs."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec
from litestar import Response

from kipux.application.ports.conversations import ConversationPage
from kipux.application.ports.messages import BranchPage
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.read_budget import KeyBudget
from kipux.application.use_cases.read_spending import PersonSpent
from kipux.application.use_cases.send_message import TEXT_LENGTH
from kipux.domain.conversation import Conversation
from kipux.domain.instructions import NO_PARAMETERS
from kipux.domain.message import MessageRole
from kipux.domain.model import Model, ModelList
from kipux.domain.preset import Preset
from kipux.domain.spending import Spent
from kipux.domain.user import User
from kipux.domain.web_use import WebUse
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.packed import CHAT
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import SECTIONS
from kipux.entrypoints.web.spoken import spoken, spoken_budget
from kipux.entrypoints.web.templating import page
from kipux.entrypoints.web.views.messages import MessageView
from kipux.entrypoints.web.views.models import ModelListView
from kipux.entrypoints.web.views.presets import PresetView

_KNOTS: Final = 40
_PINNED: Final = 100
MESSAGES: Final = 30
"""Messages in the first HTML."""

_IN_THE_HTML: Final = frozenset({"text", "reasoning", "conversation_id", "attachments"})


class WebChoice(NamedTuple):
    """What a person may choose of the web, and what the last question chose. `browses`: also pages that need their scripts."""

    searches: bool
    browses: bool
    chosen: WebUse

    @property
    def offered(self) -> tuple[WebUse, ...]:
        """Without a search engine nothing can be searched always."""
        return tuple(use for use in WebUse if self.searches or use is not WebUse.ALWAYS)


class Sidebar(NamedTuple):
    """The conversations in the first HTML: every pinned one, however long ago it was active, and the newest of the others."""

    pinned: ConversationPage
    others: ConversationPage


async def sidebar(user: User, list_conversations: ListConversations) -> Sidebar:
    """A person's conversations as they hang beside the chat."""
    pinned = await list_conversations(user.id, limit=_PINNED, pinned=True)
    return Sidebar(pinned, await list_conversations(user.id, limit=_KNOTS, pinned=False))


def chat_page(
    request: WebRequest,
    user: User,
    models: ModelList,
    conversations: Sidebar,
    conversation: Conversation | None = None,
    branch: BranchPage | None = None,
    *,
    presets: tuple[Preset, ...],
    spent: PersonSpent,
    budget: KeyBudget | None,
    settings: Settings,
    temporary: bool = False,
) -> Response[str]:
    """A new chat, which may be a `temporary` one, or a conversation with the newest part of its branch; what was spent on it and
    this month, what may be.

    `settings` tell what the administrator has set up: a search engine, a browser, a model for titles.
    `presets` are the person's, to be picked from, or among them the one that the conversation began with.
    """
    views_of_presets = [PresetView.of(preset, models) for preset in presets]
    speech = translator_of(request)
    searches = settings.searxng_url is not None
    preferred = conversation.model if conversation else None
    wanted = preferred or user.preferences.default_model or _last_used(models, conversations)
    chosen, is_gone = _chosen(models, wanted)
    model_list = ModelListView.of(models)
    views = [MessageView.of(it.message, it.siblings, speech) for it in branch.items] if branch else []
    return page(
        request,
        "chat.html",
        elements=CHAT,
        budget=spoken_budget(speech, budget),
        before=branch.next if branch else None,
        chosen=next((view for view in model_list.items if chosen and view.id == chosen.id), None),
        chosen_is_gone=is_gone,
        wanted_name=wanted,
        conversation=conversation,
        conversations=conversations,
        cost=spoken(speech, spent.conversation or Spent()),
        hanging=_hanging(conversations, conversation),
        first_name=user.name.split()[0],
        initials="".join(word[0] for word in user.name.split()[:2]).upper(),
        longest_text=TEXT_LENGTH,
        is_temporary=conversation.temporary if conversation else temporary,
        has_titles=settings.title_model is not None,
        is_demo=any(model.demo for model in models.models),
        messages_shown=[(view, _without_text(view)) for view in views],
        preset=_begun_with(conversation, views_of_presets),
        shelf=[] if conversation else views_of_presets,
        no_parameters=NO_PARAMETERS,
        month=spoken(speech, spent.month),
        model_list=model_list,
        models_json=msgspec.to_builtins(model_list.items),
        sections=SECTIONS,
        wanted=chosen.id if chosen else wanted,
        web=WebChoice(searches, settings.browserless_url is not None, _asked_last(views, searches=searches)),
    )


def _hanging(sidebar: Sidebar, shown: Conversation | None) -> tuple[Conversation, ...]:
    """The conversations beside the chat: the one that is shown is among them, however old, unless it hangs nowhere."""
    knots = (*sidebar.pinned.items, *sidebar.others.items)
    if shown is None or shown.archived or shown.temporary or any(it.id == shown.id for it in knots):
        return knots
    return (*knots, shown)


def _last_used(models: ModelList, conversations: Sidebar) -> str | None:
    """The model of the conversation that was active last, while it is there to converse with."""
    newest = max((*conversations.pinned.items, *conversations.others.items), key=attrgetter("active_at"), default=None)
    model = models.find(newest.model) if newest and newest.model else None
    return model.id if model and model.can_chat else None


def _begun_with(conversation: Conversation | None, presets: Iterable[PresetView]) -> PresetView | None:
    preset_id = conversation.preset_id if conversation else None
    return next((preset for preset in presets if preset.id == preset_id), None)


def _asked_last(views: Iterable[MessageView], *, searches: bool) -> WebUse:
    """What the last question asked of the web, as far as that is still offered."""
    asked = [view.web for view in views if view.role is MessageRole.USER]
    last = asked[-1] if asked else WebUse.AUTO
    return last if searches or last is not WebUse.ALWAYS else WebUse.AUTO


def _chosen(models: ModelList, wanted: str | None) -> tuple[Model | None, bool]:
    """The model that will answer, and whether the one that is wanted has gone. An empty list says nothing of what has gone."""
    if wanted is None:
        return next((model for model in models.models if model.can_chat), None), False
    found = models.find(wanted)
    return found, found is None and bool(models.models)


def _without_text(view: MessageView) -> Mapping[str, object]:
    """What a message says beyond the text that stands in the page: its text is not sent twice, and what search engines said not at all."""
    told = {name: value for name, value in msgspec.to_builtins(view).items() if name not in _IN_THE_HTML}
    return told | {"sources": [source | {"snippet": ""} for source in told["sources"]]}
