"""The adapters that the settings choose, one for each port."""

import secrets
from functools import partial

from dependency_injector import containers, providers

from kipux.adapters.aesgcm.vault import AesGcmVault
from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.extraction.extractor import WorkerTextExtractor
from kipux.adapters.litellm.dialler import LiteLLMDialler, Pin
from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.adapters.memory.cache import MemoryCache
from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.adapters.memory.stop_signals import MemoryStopSignals
from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.names import SystemNames
from kipux.adapters.open_web.pinned import pinned
from kipux.adapters.open_web.reader import PlainReader
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.session_store import PostgresSessionStore
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.adapters.scripted.demo import DemoGateway
from kipux.adapters.searxng.search import SearxngSearch
from kipux.adapters.system.background import AsyncioBackground
from kipux.adapters.system.clock import SystemClock
from kipux.adapters.system.contact_rules import LibraryContactRules
from kipux.adapters.system.ids import SystemIds
from kipux.adapters.system.passwords import BcryptPasswords
from kipux.application.ports.fetch_guard import FetchGuard
from kipux.domain.fetch_policy import FetchPolicy
from kipux.entrypoints.container.redis import redis_parts
from kipux.entrypoints.settings import Settings


def _stores(settings: Settings) -> str:
    return "redis" if settings.redis_url else "embedded"


def _door(settings: Settings) -> str:
    return "litellm" if settings.litellm_url else "demo"


def _search_engine(settings: Settings) -> str:
    return "searxng" if settings.searxng_url else "none"


def _browser_kind(settings: Settings) -> str:
    return "browserless" if settings.browserless_url else "none"


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The keys of the vault, the one that seals first; without any, one that lasts as long as the process."""
    given = tuple(filter(None, (settings.secret_key, settings.secret_key_old)))
    return given or (secrets.token_urlsafe(32),)


def _gateway_pin(settings: Settings, guard: FetchGuard) -> Pin | None:
    return None if settings.private_gateways == "allowed" else partial(pinned, guard)


class Adapters(containers.DeclarativeContainer):
    """`settings` as loaded; `database_url` is theirs, or the embedded server's."""

    settings = providers.Dependency(instance_of=Settings)
    database_url = providers.Dependency(instance_of=str)

    stores = providers.Callable(_stores, settings)
    clock = providers.Singleton(SystemClock)
    ids = providers.Singleton(SystemIds)
    passwords = providers.Singleton(BcryptPasswords, settings.provided.bcrypt_cost)
    contact_rules = providers.Singleton(LibraryContactRules)
    background = providers.Singleton(AsyncioBackground)

    database = providers.Singleton(Database, database_url)
    begin = providers.Factory(PostgresUnitOfWork, database)
    redis = providers.Singleton(redis_parts, settings.provided.redis_url)
    session_store = providers.Selector(
        stores,
        embedded=providers.Singleton(PostgresSessionStore, database),
        redis=redis.provided.session_store,
    )
    event_log = providers.Selector(stores, embedded=providers.Singleton(MemoryEventLog), redis=redis.provided.event_log)
    stop_signals = providers.Selector(
        stores, embedded=providers.Singleton(MemoryStopSignals), redis=redis.provided.stop_signals
    )
    model_catalogue = providers.Singleton(MemoryModelCatalogue)
    llm_gateway = providers.Selector(
        providers.Callable(_door, settings),
        demo=providers.Singleton(DemoGateway),
        litellm=providers.Singleton(
            LiteLLMGateway,
            settings.provided.litellm_url,
            settings.provided.litellm_key,
            first_token_seconds=settings.provided.first_token_seconds,
            stall_seconds=settings.provided.stall_seconds,
        ),
    )

    system_names = providers.Singleton(SystemNames)
    fetch_guard = providers.Singleton(
        OpenWebGuard, providers.Callable(FetchPolicy.of, settings.provided.fetch_allow), system_names
    )
    page_fetcher = providers.Singleton(PlainReader, fetch_guard)
    search_engine = providers.Callable(_search_engine, settings)
    search = providers.Selector(
        search_engine,
        none=providers.Object(None),
        searxng=providers.Singleton(SearxngSearch, settings.provided.searxng_url),
    )
    browser_kind = providers.Callable(_browser_kind, settings)
    browser = providers.Selector(
        browser_kind,
        none=providers.Object(None),
        browserless=providers.Singleton(
            BrowserlessBrowser, settings.provided.browserless_url, settings.provided.browserless_token, fetch_guard
        ),
    )
    text_extractor = providers.Singleton(WorkerTextExtractor)
    cache = providers.Selector(stores, embedded=providers.Singleton(MemoryCache, clock), redis=redis.provided.cache)

    vault = providers.Singleton(AesGcmVault, providers.Callable(_secrets, settings))
    gateway_dialler = providers.Singleton(
        LiteLLMDialler,
        # Not by the pages' guard: what may be read from inside is not thereby something to send keys and questions to.
        providers.Callable(_gateway_pin, settings, providers.Singleton(OpenWebGuard, FetchPolicy(), system_names)),
        first_token_seconds=settings.provided.first_token_seconds,
        stall_seconds=settings.provided.stall_seconds,
    )


begin = Adapters.begin.provider
"""How a use case begins a unit of work."""
clock = Adapters.clock
ids = Adapters.ids
