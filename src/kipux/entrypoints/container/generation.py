"""The writing of replies, over the adapters."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from dependency_injector import providers

from kipux.application.generation.budgets import Budgets
from kipux.application.generation.lost_replies import LostReplies
from kipux.application.generation.own_gateways import OwnGateways
from kipux.application.generation.own_models import OwnModels
from kipux.application.generation.page_reader import PageReader
from kipux.application.generation.personal_gateway import PersonalGateway
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.reply import ReplySource
from kipux.application.generation.titles import Titles
from kipux.application.generation.tool_loop import ToolLoop
from kipux.application.generation.tools import Tool
from kipux.application.generation.window import WithinWindow
from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.cache import Cache
from kipux.application.ports.clock import Clock
from kipux.application.ports.web_search import SearchPort
from kipux.application.use_cases.read_page import ReadPage
from kipux.application.use_cases.search_web import SearchWeb
from kipux.domain.web_search import SafeSearch
from kipux.entrypoints.container.adapters import Adapters, begin, clock, ids
from kipux.entrypoints.settings import Settings

_SAFE_SEARCH: Final[Mapping[str, SafeSearch]] = {"off": 0, "moderate": 1, "strict": 2}


def _tools(
    search: SearchPort | None, reader: PageReader, cache: Cache, clock: Clock, settings: Settings
) -> tuple[Tool, ...]:
    """What models may use: without a search engine they read what they are pointed to."""
    read_page = ReadPage(reader, clock)
    if search is None:
        return (read_page,)
    return (SearchWeb(search, reader, cache, clock, safe_search=_SAFE_SEARCH[settings.safe_search]), read_page)


class Generation(Adapters):
    """The gateway of whoever asks, and all that a reply goes through until it is kept."""

    own_gateways = providers.Singleton(OwnGateways, begin, Adapters.vault, Adapters.gateway_dialler)
    budgets = providers.Singleton(Budgets, Adapters.llm_gateway, own_gateways, clock, Adapters.background)
    personal_gateway = providers.Singleton(PersonalGateway, Adapters.llm_gateway, own_gateways, budgets)
    own_models = providers.Singleton(
        OwnModels,
        own_gateways,
        Adapters.model_catalogue,
        clock,
        Adapters.background,
        every=providers.Callable(
            lambda settings: timedelta(seconds=settings.models_refresh_seconds), Adapters.settings
        ),
    )

    lost_replies = providers.Singleton(LostReplies, Adapters.event_log, begin, clock)
    recorder = providers.Singleton(
        Recorder,
        Adapters.event_log,
        Adapters.stop_signals,
        begin,
        clock,
        ids,
        deadline_s=Adapters.settings.provided.reply_seconds,
    )
    reply_source = providers.Singleton(ReplySource, personal_gateway, Adapters.model_catalogue)
    titles = providers.Singleton(
        Titles, reply_source, begin, Adapters.background, clock, ids, model=Adapters.settings.provided.title_model
    )
    page_reader = providers.Singleton(
        PageReader, Adapters.page_fetcher, Adapters.text_extractor, Adapters.cache, Adapters.browser
    )
    tools = providers.Singleton(_tools, Adapters.search, page_reader, Adapters.cache, clock, Adapters.settings)
    tool_loop = providers.Singleton(
        ToolLoop,
        reply_source,
        tools,
        Adapters.model_catalogue,
        clock,
        seconds=Adapters.settings.provided.web_seconds,
    )
    within_window = providers.Singleton(
        WithinWindow, reply_source, tool_loop, Adapters.model_catalogue, begin, clock, ids
    )
    reply_writer = providers.Singleton(
        ReplyWriter,
        within_window,
        recorder,
        Adapters.event_log,
        Adapters.background,
        Adapters.model_catalogue,
        own_models,
    )
