"""A whole Kipux on memory adapters: every use case, nothing outside this process. Milliseconds to make."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kipux.adapters.aesgcm.vault import AesGcmVault
from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.adapters.memory.session_store import MemorySessionStore
from kipux.adapters.memory.stop_signals import MemoryStopSignals
from kipux.adapters.memory.unit_of_work import MemoryDatabase, MemoryUnitOfWork
from kipux.adapters.scripted.gateway import ScriptedLLMGateway, Step, whole_answer
from kipux.adapters.system.background import AsyncioBackground
from kipux.adapters.system.contact_rules import LibraryContactRules
from kipux.adapters.system.ids import SystemIds
from kipux.adapters.system.passwords import BcryptPasswords
from kipux.application.generation.budgets import Budgets
from kipux.application.generation.lost_replies import LostReplies
from kipux.application.generation.own_gateways import OwnGateways
from kipux.application.generation.own_models import OwnModels
from kipux.application.generation.personal_gateway import PersonalGateway
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.reply import ReplySource
from kipux.application.generation.titles import Titles
from kipux.application.generation.tool_loop import ToolLoop
from kipux.application.generation.tools import Tool
from kipux.application.generation.window import WithinWindow
from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.llm_gateway import ChatRequest, LLMGateway
from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.choose_model import ChooseModel
from kipux.application.use_cases.continue_reply import ContinueReply
from kipux.application.use_cases.delete_account import DeleteAccount
from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.delete_message import DeleteMessage
from kipux.application.use_cases.erase_conversation import EraseConversation
from kipux.application.use_cases.export_conversations import ExportConversations
from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.grant_admin import GrantAdmin
from kipux.application.use_cases.identify import Identify
from kipux.application.use_cases.import_conversation import ImportConversation
from kipux.application.use_cases.instruct_conversation import InstructConversation
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.log_out import LogOut
from kipux.application.use_cases.note_visit import NoteVisit
from kipux.application.use_cases.purge_deleted import PurgeDeleted
from kipux.application.use_cases.read_branch import ReadBranch
from kipux.application.use_cases.read_budget import ReadBudget
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.application.use_cases.refresh_models import RefreshModels
from kipux.application.use_cases.regenerate_reply import RegenerateReply
from kipux.application.use_cases.remove_connection import RemoveConnection
from kipux.application.use_cases.restore_conversation import RestoreConversation
from kipux.application.use_cases.save_connection import SaveConnection
from kipux.application.use_cases.search_conversations import SearchConversations
from kipux.application.use_cases.send_message import SendMessage, Sent
from kipux.application.use_cases.settle_lost_replies import SettleLostReplies
from kipux.application.use_cases.show_message import ShowMessage
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.start_session import StartSession
from kipux.application.use_cases.stop_reply import StopReply
from kipux.application.use_cases.update_conversation import UpdateConversation
from kipux.application.use_cases.update_profile import UpdateProfile
from kipux.domain.errors import GatewayKeyRefused, GatewayUnreachable, Unavailable
from kipux.domain.events import Done, ReplyEvent
from kipux.domain.message import Message
from kipux.domain.model import Model, ModelList
from tests.factories import NOW, a_user

LASTS = timedelta(days=30)


class SteppedClock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time.astimezone(UTC)

    def monotonic(self) -> float:
        return self.time.timestamp()

    def step(self, **how_much: float) -> None:
        self.time += timedelta(**how_much)


@dataclass
class ScriptedDialler(GatewayDialler):
    """Gateways by their URL and key; nobody answers anywhere else. `dialled` are those asked for, with their key."""

    gateways: dict[tuple[str, str], LLMGateway] = field(default_factory=dict)
    dialled: list[tuple[str, str]] = field(default_factory=list)

    @asynccontextmanager
    async def _dialled(self, url: str, key: str) -> AsyncIterator[LLMGateway]:
        self.dialled.append((url, key))
        if (url, key) in self.gateways:
            yield self.gateways[url, key]
            return
        raise GatewayKeyRefused if any(url == known for known, _ in self.gateways) else GatewayUnreachable

    def dial(self, url: str, key: str) -> AbstractAsyncContextManager[LLMGateway]:
        return self._dialled(url, key)


@dataclass
class House:
    """The adapters that a test may look into, and the use cases made of them."""

    script: Iterable[Step] = field(default_factory=lambda: whole_answer("Hola."))
    deadline_s: float = 30
    title_model: str | None = None
    keep_s: float = 0.01
    tools: tuple[Tool, ...] = ()

    def __post_init__(self) -> None:
        self.clock, self.ids = SteppedClock(), SystemIds()
        self.database = MemoryDatabase()
        self.sessions, self.log, self.stops = MemorySessionStore(), MemoryEventLog(), MemoryStopSignals()
        self.catalogue, self.background = MemoryModelCatalogue(), AsyncioBackground()
        self.passwords, self.contact_rules = BcryptPasswords(4), LibraryContactRules()
        self.gateway = ScriptedLLMGateway([Model(id="m", name="M"), Model(id="n", name="N")], self._play)
        self.vault, self.dialler = AesGcmVault(["a secret of the tests, long enough"]), ScriptedDialler()
        self.catalogue.keep(ModelList(tuple(self.gateway.offered), NOW, stale=False))  # type: ignore[arg-type]  # no error yet
        self.database_is_away = False

        self.lost_replies = LostReplies(self.log, self.begin, self.clock)
        self.recorder = Recorder(
            self.log,
            self.stops,
            self.begin,
            self.clock,
            self.ids,
            deadline_s=self.deadline_s,
            frame_s=0.001,
            keep_s=self.keep_s,
        )
        own = OwnGateways(self.begin, self.vault, self.dialler)
        self.own_models = OwnModels(own, self.catalogue, self.clock, self.background, every=timedelta(minutes=1))
        personal = PersonalGateway(
            self.gateway, own, budgets := Budgets(self.gateway, own, self.clock, self.background)
        )
        self.read_budget = ReadBudget(own, budgets)
        source = ReplySource(personal, self.catalogue)
        choose_model = ChooseModel(self.own_models)
        loop = ToolLoop(source, self.tools, self.catalogue, self.clock)
        within = WithinWindow(source, loop, self.catalogue, self.begin, self.clock, self.ids)
        writer = ReplyWriter(within, self.recorder, self.log, self.background, self.catalogue, self.own_models)
        titles = Titles(source, self.begin, self.background, self.clock, self.ids, model=self.title_model)
        self.send_message = SendMessage(self.begin, choose_model, writer, titles, self.clock, self.ids)
        self.regenerate_reply = RegenerateReply(self.begin, choose_model, writer, self.clock, self.ids)
        self.follow_reply = FollowReply(self.begin, self.log, self.lost_replies)
        self.continue_reply = ContinueReply(self.begin, writer, self.stops, self.clock)
        self.stop_reply = StopReply(self.begin, self.stops)
        self.read_branch = ReadBranch(self.begin, self.lost_replies)
        self.delete_message = DeleteMessage(self.begin, self.log, self.stops)
        self.settle_lost_replies = SettleLostReplies(self.begin, self.lost_replies)
        self.instruct_conversation = InstructConversation(self.begin)
        self.update_conversation = UpdateConversation(self.begin)
        self.erase_conversation = EraseConversation(self.log, self.stops)
        self.delete_conversation = DeleteConversation(
            self.begin, self.erase_conversation, self.log, self.stops, self.clock
        )
        self.note_visit = NoteVisit(self.begin, self.clock)
        self.restore_conversation = RestoreConversation(self.begin)
        self.purge_deleted = PurgeDeleted(self.begin, self.erase_conversation, self.log, self.clock)
        self.read_conversation = ReadConversation(self.begin)
        self.export_conversations = ExportConversations(self.begin)
        self.import_conversation = ImportConversation(self.begin, self.clock, self.ids)
        self.search_conversations = SearchConversations(self.begin)
        self.show_message = ShowMessage(self.begin)
        self.refresh_models = RefreshModels(self.gateway, self.catalogue, self.clock)
        self._accounts()

    def _accounts(self) -> None:
        self.sign_up = SignUp(self.begin, self.passwords, self.contact_rules, self.clock, self.ids)
        self.list_models = ListModels(self.own_models)
        self.save_connection = SaveConnection(
            self.begin, self.vault, self.dialler, self.own_models, self.catalogue, self.clock
        )
        self.remove_connection = RemoveConnection(self.begin, self.own_models)
        self.start_session = StartSession(self.sessions, self.clock, self.ids, lasts=LASTS)
        self.log_in = LogIn(self.begin, self.passwords, self.sessions, self.start_session)
        self.log_out = LogOut(self.sessions)
        self.identify = Identify(self.sessions, self.begin, self.clock, lasts=LASTS)
        self.change_password = ChangePassword(self.begin, self.passwords, self.sessions, self.start_session)
        self.delete_account = DeleteAccount(
            self.begin, self.passwords, self.sessions, self.log, self.stops, self.own_models
        )
        self.grant_admin = GrantAdmin(self.begin)
        self.update_profile = UpdateProfile(self.begin, self.contact_rules)

    def begin(self) -> MemoryUnitOfWork:
        if self.database_is_away:
            raise Unavailable
        return MemoryUnitOfWork(self.database)

    def _play(self, _: ChatRequest) -> Iterable[Step]:
        return self.script

    async def somebody(self) -> UUID:
        """A new account's id."""
        user = a_user()
        async with self.begin() as work:
            await work.users.add(user)
            await work.commit()
        return user.id

    async def ask(self, text: str = "Hola", user_id: UUID | None = None, **more: object) -> Sent:
        """Send a message, by somebody new unless told."""
        return await self.send_message(user_id or await self.somebody(), text=text, **more)  # type: ignore[arg-type]  # as given

    async def events(self, sent: Sent) -> list[ReplyEvent]:
        """What a reader sees to the end, within 5 s."""
        async with asyncio.timeout(5):
            return [entry.event async for entry in await self.follow_reply(sent.conversation.user_id, sent.reply.id)]

    async def done(self, sent: Sent) -> Done:
        """How it ended."""
        last = (await self.events(sent))[-1]
        assert isinstance(last, Done)
        return last

    async def kept(self, message: Message, owner: UUID) -> Message:
        """The message as the database has it."""
        async with self.begin() as work:
            return await work.messages.get(message.id, owner)
