"""The composition root: with `boot`, the only importer of adapters; the only one that knows `dependency_injector`."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

from dependency_injector import containers, providers

from kipux.adapters.aesgcm.vault import AesGcmVault
from kipux.adapters.litellm.dialler import LiteLLMDialler
from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.adapters.memory.stop_signals import MemoryStopSignals
from kipux.adapters.postgres import migrate
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.probe import PostgresProbe
from kipux.adapters.postgres.session_store import PostgresSessionStore
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.adapters.scripted.demo import DemoGateway
from kipux.adapters.system.background import AsyncioBackground
from kipux.adapters.system.clock import SystemClock
from kipux.adapters.system.contact_rules import LibraryContactRules
from kipux.adapters.system.ids import SystemIds
from kipux.adapters.system.passwords import BcryptPasswords
from kipux.application.generation.lost_replies import LostReplies
from kipux.application.generation.own_gateways import OwnGateways, PersonalGateway
from kipux.application.generation.own_models import OwnModels
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.reply import ReplySource
from kipux.application.generation.titles import Titles
from kipux.application.generation.window import WithinWindow
from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.health import Probe
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.check_health import CheckHealth, GatewayProbe
from kipux.application.use_cases.choose_model import ChooseModel
from kipux.application.use_cases.continue_reply import ContinueReply
from kipux.application.use_cases.delete_account import DeleteAccount
from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.delete_message import DeleteMessage
from kipux.application.use_cases.end_other_sessions import EndOtherSessions
from kipux.application.use_cases.end_session import EndSession
from kipux.application.use_cases.export_conversations import ExportConversations
from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.identify import Identify
from kipux.application.use_cases.import_conversation import ImportConversation
from kipux.application.use_cases.instruct_conversation import InstructConversation
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.list_sessions import ListSessions
from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.log_out import LogOut
from kipux.application.use_cases.purge_deleted import PurgeDeleted
from kipux.application.use_cases.read_branch import ReadBranch
from kipux.application.use_cases.read_connection import ReadConnection
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.application.use_cases.read_raw_answer import ReadRawAnswer
from kipux.application.use_cases.read_spending import ReadSpending
from kipux.application.use_cases.read_summaries import ReadSummaries
from kipux.application.use_cases.refresh_models import RefreshModels
from kipux.application.use_cases.regenerate_reply import RegenerateReply
from kipux.application.use_cases.remove_connection import RemoveConnection
from kipux.application.use_cases.reseal_connections import ResealConnections
from kipux.application.use_cases.restore_conversation import RestoreConversation
from kipux.application.use_cases.rewrite_summary import RewriteSummary
from kipux.application.use_cases.save_connection import SaveConnection
from kipux.application.use_cases.search_conversations import SearchConversations
from kipux.application.use_cases.send_message import SendMessage
from kipux.application.use_cases.settle_lost_replies import SettleLostReplies
from kipux.application.use_cases.show_message import ShowMessage
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.start_conversation import StartConversation
from kipux.application.use_cases.start_session import StartSession
from kipux.application.use_cases.stop_reply import StopReply
from kipux.application.use_cases.update_conversation import UpdateConversation
from kipux.application.use_cases.update_profile import UpdateProfile
from kipux.domain.errors import Unavailable
from kipux.entrypoints.settings import Settings

logger = logging.getLogger(__name__)

_RETRY_S = 5
_SETTLE_EVERY_S = 15
_PURGE_EVERY_S = 15
_CLOSING_PATIENCE_S = 5

upgrade = migrate.upgrade
schema_state = migrate.schema_state


def _stores(settings: Settings) -> str:
    return "redis" if settings.redis_url else "embedded"


def _door(settings: Settings) -> str:
    return "litellm" if settings.litellm_url else "demo"


def _lasting(settings: Settings) -> timedelta:
    return timedelta(days=settings.session_days)


class RedisParts(NamedTuple):
    """What Redis does for Kipux, over the connections that `close` closes."""

    session_store: SessionStore
    event_log: EventLog
    stop_signals: StopSignals
    probe: Probe
    close: Callable[[], Awaitable[None]]


def _redis_parts(url: str) -> RedisParts:
    # Imported here: a Kipux without Redis starts a third of a second earlier, and 20 MiB smaller.
    from kipux.adapters.redis.connection import connect  # noqa: PLC0415
    from kipux.adapters.redis.event_log import RedisEventLog  # noqa: PLC0415
    from kipux.adapters.redis.probe import RedisProbe  # noqa: PLC0415
    from kipux.adapters.redis.session_store import RedisSessionStore  # noqa: PLC0415
    from kipux.adapters.redis.stop_signals import RedisStopSignals  # noqa: PLC0415

    redis = connect(url)
    return RedisParts(
        RedisSessionStore(redis), RedisEventLog(redis), RedisStopSignals(redis), RedisProbe(redis), redis.close
    )


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The keys of the vault, the one that seals first; without any, one that lasts as long as the process."""
    given = tuple(filter(None, (settings.secret_key, settings.secret_key_old)))
    return given or (secrets.token_urlsafe(32),)


class Container(containers.DeclarativeContainer):
    """Everything that serves. `settings` as loaded; `database_url` is theirs, or the embedded server's."""

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
    redis = providers.Singleton(_redis_parts, settings.provided.redis_url)
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

    vault = providers.Singleton(AesGcmVault, providers.Callable(_secrets, settings))
    gateway_dialler = providers.Singleton(
        LiteLLMDialler,
        private_too=providers.Callable(lambda settings: settings.private_gateways == "allowed", settings),
        first_token_seconds=settings.provided.first_token_seconds,
        stall_seconds=settings.provided.stall_seconds,
    )
    own_gateways = providers.Singleton(OwnGateways, begin.provider, vault, gateway_dialler)
    personal_gateway = providers.Singleton(PersonalGateway, llm_gateway, own_gateways)
    own_models = providers.Singleton(
        OwnModels,
        own_gateways,
        model_catalogue,
        clock,
        background,
        every=providers.Callable(lambda settings: timedelta(seconds=settings.models_refresh_seconds), settings),
    )

    lost_replies = providers.Singleton(LostReplies, event_log, begin.provider, clock)
    recorder = providers.Singleton(
        Recorder, event_log, stop_signals, begin.provider, clock, deadline_s=settings.provided.reply_seconds
    )
    reply_source = providers.Singleton(ReplySource, personal_gateway, model_catalogue)
    titles = providers.Singleton(Titles, personal_gateway, begin.provider, background, settings.provided.title_model)
    choose_model = providers.Singleton(ChooseModel, own_models)
    within_window = providers.Singleton(WithinWindow, reply_source, model_catalogue, begin.provider, clock, ids)
    reply_writer = providers.Singleton(ReplyWriter, within_window, recorder, event_log, background, model_catalogue)

    lasts = providers.Callable(_lasting, settings)
    sign_up = providers.Singleton(
        SignUp,
        begin.provider,
        passwords,
        contact_rules,
        clock,
        ids,
        is_open=providers.Callable(lambda settings: settings.registration == "open", settings),
    )
    start_session = providers.Singleton(StartSession, session_store, clock, ids, lasts=lasts)
    log_in = providers.Singleton(LogIn, begin.provider, passwords, start_session)
    log_out = providers.Singleton(LogOut, session_store)
    identify = providers.Singleton(Identify, session_store, begin.provider, clock, lasts=lasts)
    list_sessions = providers.Singleton(ListSessions, session_store, clock)
    end_session = providers.Singleton(EndSession, session_store, clock)
    end_other_sessions = providers.Singleton(EndOtherSessions, session_store)
    change_password = providers.Singleton(ChangePassword, begin.provider, passwords, session_store, start_session)
    delete_account = providers.Singleton(
        DeleteAccount, begin.provider, passwords, session_store, stop_signals, own_models
    )
    update_profile = providers.Singleton(UpdateProfile, begin.provider, contact_rules)

    read_connection = providers.Singleton(ReadConnection, own_gateways)
    save_connection = providers.Singleton(
        SaveConnection, begin.provider, vault, gateway_dialler, own_models, model_catalogue, clock
    )
    remove_connection = providers.Singleton(RemoveConnection, begin.provider, own_models)
    reseal_connections = providers.Singleton(ResealConnections, begin.provider, vault)

    list_models = providers.Singleton(ListModels, own_models)
    refresh_models = providers.Singleton(RefreshModels, llm_gateway, model_catalogue, clock)

    start_conversation = providers.Singleton(StartConversation, begin.provider, clock, ids)
    list_conversations = providers.Singleton(ListConversations, begin.provider)
    read_conversation = providers.Singleton(ReadConversation, begin.provider)
    update_conversation = providers.Singleton(UpdateConversation, begin.provider)
    delete_conversation = providers.Singleton(DeleteConversation, begin.provider, stop_signals, clock)
    restore_conversation = providers.Singleton(RestoreConversation, begin.provider)
    purge_deleted = providers.Singleton(PurgeDeleted, begin.provider, clock)
    instruct_conversation = providers.Singleton(InstructConversation, begin.provider)

    export_conversations = providers.Singleton(ExportConversations, begin.provider)
    import_conversation = providers.Singleton(ImportConversation, begin.provider, clock, ids)
    search_conversations = providers.Singleton(SearchConversations, begin.provider)
    show_message = providers.Singleton(ShowMessage, begin.provider)
    read_summaries = providers.Singleton(ReadSummaries, begin.provider)
    rewrite_summary = providers.Singleton(RewriteSummary, begin.provider)
    read_spending = providers.Singleton(ReadSpending, begin.provider, clock)

    read_branch = providers.Singleton(ReadBranch, begin.provider, lost_replies)
    delete_message = providers.Singleton(DeleteMessage, begin.provider, stop_signals)
    send_message = providers.Singleton(SendMessage, begin.provider, choose_model, reply_writer, titles, clock, ids)
    regenerate_reply = providers.Singleton(RegenerateReply, begin.provider, choose_model, reply_writer, clock, ids)
    continue_reply = providers.Singleton(ContinueReply, begin.provider, reply_writer, stop_signals, clock)
    stop_reply = providers.Singleton(StopReply, begin.provider, stop_signals)
    follow_reply = providers.Singleton(FollowReply, begin.provider, event_log, lost_replies)
    read_raw_answer = providers.Singleton(ReadRawAnswer, begin.provider)
    settle_lost_replies = providers.Singleton(SettleLostReplies, begin.provider, lost_replies)

    check_health = providers.Singleton(
        CheckHealth,
        providers.Selector(
            stores,
            embedded=providers.List(
                providers.Singleton(PostgresProbe, database), providers.Singleton(GatewayProbe, llm_gateway)
            ),
            redis=providers.List(
                providers.Singleton(PostgresProbe, database),
                redis.provided.probe,
                providers.Singleton(GatewayProbe, llm_gateway),
            ),
        ),
    )


@asynccontextmanager
async def lifespan(container: Container) -> AsyncIterator[None]:
    """Everything that goes on while Kipux serves; at the end the replies being written are kept, then all is closed."""
    background = container.background()
    background.start("models", _again(container.refresh_models(), container.settings().models_refresh_seconds))
    if container.settings().secret_key_old:
        background.start("keys sealed anew", _once(container.reseal_connections()))
    background.start("lost replies", _again(container.settle_lost_replies(), _SETTLE_EVERY_S))
    background.start("deleted conversations", _again(container.purge_deleted(), _PURGE_EVERY_S))
    try:
        yield
    finally:
        await background.close(_CLOSING_PATIENCE_S)
        await close(container)


async def _once(use_case: Callable[[], Awaitable[int]]) -> None:
    """Tried until it has worked."""
    while True:
        try:
            number = await use_case()
        except Unavailable:
            await asyncio.sleep(_RETRY_S)
        else:
            logger.warning("Keys sealed anew: %s. KIPUX_SECRET_KEY_OLD may go now", number)
            return


async def _again(use_case: Callable[[], Awaitable[object]], every_s: float) -> None:
    while True:
        try:
            await use_case()
        except Unavailable as error:
            logger.warning("Tried again in %s s: %s", every_s, error.code)
        await asyncio.sleep(every_s)


async def close(container: Container) -> None:
    """Close every connection that this container has opened."""
    gateway = container.llm_gateway()
    if isinstance(gateway, LiteLLMGateway):
        await gateway.close()
    if container.stores() == "redis":
        await container.redis().close()
    await container.database().close()
