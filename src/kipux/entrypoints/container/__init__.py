"""The composition root: with `boot`, the only importer of adapters; the only one that knows `dependency_injector`.

`adapters` chooses them, `generation` puts together what writes, `accounts`, `conversations` and `presets` the use cases; `chores` repeats.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dependency_injector import providers

from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.adapters.postgres import migrate
from kipux.adapters.postgres.probe import PostgresProbe
from kipux.adapters.searxng.search import SearxngSearch
from kipux.application.ports.health import Probe
from kipux.application.use_cases.check_health import CheckHealth, Dispensable
from kipux.entrypoints.container.accounts import Accounts
from kipux.entrypoints.container.adapters import Adapters
from kipux.entrypoints.container.chores import again, once
from kipux.entrypoints.container.conversations import Conversations
from kipux.entrypoints.container.presets import Presets

_SETTLE_EVERY_S = 15
_PURGE_EVERY_S = 15
_CLOSING_PATIENCE_S = 5

upgrade = migrate.upgrade
schema_state = migrate.schema_state


def _those_there_are(*probes: Probe | None) -> tuple[Probe, ...]:
    return tuple(probe for probe in probes if probe is not None)


class Container(Accounts, Conversations, Presets):
    """Everything that serves."""

    check_health = providers.Singleton(
        CheckHealth,
        providers.Callable(
            _those_there_are,
            providers.Singleton(PostgresProbe, Adapters.database),
            providers.Selector(Adapters.stores, embedded=providers.Object(None), redis=Adapters.redis.provided.probe),
            providers.Singleton(Dispensable, "gateway", Adapters.llm_gateway),
            providers.Selector(
                Adapters.search_engine,
                none=providers.Object(None),
                searxng=providers.Singleton(Dispensable, "search", Adapters.search),
            ),
            providers.Selector(
                Adapters.browser_kind,
                none=providers.Object(None),
                browserless=providers.Singleton(Dispensable, "browser", Adapters.browser),
            ),
        ),
    )


@asynccontextmanager
async def lifespan(container: Container) -> AsyncIterator[None]:
    """Everything that goes on while Kipux serves; at the end the replies being written are kept, then all is closed."""
    background = container.background()
    background.start("models", again(container.refresh_models(), container.settings().models_refresh_seconds))
    if container.settings().secret_key_old:
        background.start("keys sealed anew", once(container.reseal_connections()))
    background.start("lost replies", again(container.settle_lost_replies(), _SETTLE_EVERY_S))
    background.start("deleted conversations", again(container.purge_deleted(), _PURGE_EVERY_S))
    if container.search() is not None:
        background.start("a reader of pages", container.text_extractor().warm())
    try:
        yield
    finally:
        await background.close(_CLOSING_PATIENCE_S)
        await close(container)


async def close(container: Container) -> None:
    """Close every connection that this container has opened."""
    gateway = container.llm_gateway()
    if isinstance(gateway, LiteLLMGateway):
        await gateway.close()
    search = container.search()
    if isinstance(search, SearxngSearch):
        await search.close()
    browser = container.browser()
    if isinstance(browser, BrowserlessBrowser):
        await browser.close()
    await container.text_extractor().close()
    if container.stores() == "redis":
        await container.redis().close()
    container.system_names().close()
    await container.database().close()
