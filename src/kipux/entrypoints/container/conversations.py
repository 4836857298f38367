"""The use cases about conversations and what is said in them."""

from dependency_injector import providers

from kipux.application.use_cases.choose_model import ChooseModel
from kipux.application.use_cases.continue_reply import ContinueReply
from kipux.application.use_cases.delete_conversation import DeleteConversation
from kipux.application.use_cases.delete_message import DeleteMessage
from kipux.application.use_cases.erase_conversation import EraseConversation
from kipux.application.use_cases.export_conversations import ExportConversations
from kipux.application.use_cases.follow_reply import FollowReply
from kipux.application.use_cases.import_conversation import ImportConversation
from kipux.application.use_cases.instruct_conversation import InstructConversation
from kipux.application.use_cases.list_conversations import ListConversations
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.note_visit import NoteVisit
from kipux.application.use_cases.purge_deleted import PurgeDeleted
from kipux.application.use_cases.read_branch import ReadBranch
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.application.use_cases.read_raw_answer import ReadRawAnswer
from kipux.application.use_cases.read_sources import ReadSources
from kipux.application.use_cases.read_spending import ReadSpending
from kipux.application.use_cases.read_summaries import ReadSummaries
from kipux.application.use_cases.refresh_models import RefreshModels
from kipux.application.use_cases.regenerate_reply import RegenerateReply
from kipux.application.use_cases.restore_conversation import RestoreConversation
from kipux.application.use_cases.rewrite_summary import RewriteSummary
from kipux.application.use_cases.search_conversations import SearchConversations
from kipux.application.use_cases.send_message import SendMessage
from kipux.application.use_cases.settle_lost_replies import SettleLostReplies
from kipux.application.use_cases.show_message import ShowMessage
from kipux.application.use_cases.start_conversation import StartConversation
from kipux.application.use_cases.stop_reply import StopReply
from kipux.application.use_cases.update_conversation import UpdateConversation
from kipux.entrypoints.container.adapters import Adapters, begin, clock, ids
from kipux.entrypoints.container.generation import Generation


class Conversations(Generation):
    """What is said, sought, carried away and deleted, and the models that answer."""

    choose_model = providers.Singleton(ChooseModel, Generation.own_models)
    list_models = providers.Singleton(ListModels, Generation.own_models)
    refresh_models = providers.Singleton(RefreshModels, Adapters.llm_gateway, Adapters.model_catalogue, clock)

    start_conversation = providers.Singleton(StartConversation, begin, clock, ids)
    list_conversations = providers.Singleton(ListConversations, begin)
    read_conversation = providers.Singleton(ReadConversation, begin)
    update_conversation = providers.Singleton(UpdateConversation, begin)
    erase_conversation = providers.Singleton(EraseConversation, Adapters.event_log, Adapters.stop_signals)
    delete_conversation = providers.Singleton(
        DeleteConversation, begin, erase_conversation, Adapters.event_log, Adapters.stop_signals, clock
    )
    note_visit = providers.Singleton(NoteVisit, begin, clock)
    restore_conversation = providers.Singleton(RestoreConversation, begin)
    purge_deleted = providers.Singleton(PurgeDeleted, begin, erase_conversation, Adapters.event_log, clock)
    instruct_conversation = providers.Singleton(InstructConversation, begin)

    export_conversations = providers.Singleton(ExportConversations, begin)
    import_conversation = providers.Singleton(ImportConversation, begin, clock, ids)
    search_conversations = providers.Singleton(SearchConversations, begin)
    show_message = providers.Singleton(ShowMessage, begin)
    read_summaries = providers.Singleton(ReadSummaries, begin)
    rewrite_summary = providers.Singleton(RewriteSummary, begin)
    read_spending = providers.Singleton(ReadSpending, begin, clock)

    read_branch = providers.Singleton(ReadBranch, begin, Generation.lost_replies)
    delete_message = providers.Singleton(DeleteMessage, begin, Adapters.event_log, Adapters.stop_signals)
    send_message = providers.Singleton(
        SendMessage, begin, choose_model, Generation.reply_writer, Generation.titles, clock, ids
    )
    regenerate_reply = providers.Singleton(RegenerateReply, begin, choose_model, Generation.reply_writer, clock, ids)
    continue_reply = providers.Singleton(ContinueReply, begin, Generation.reply_writer, Adapters.stop_signals, clock)
    stop_reply = providers.Singleton(StopReply, begin, Adapters.stop_signals)
    follow_reply = providers.Singleton(FollowReply, begin, Adapters.event_log, Generation.lost_replies)
    read_raw_answer = providers.Singleton(ReadRawAnswer, begin)
    read_sources = providers.Singleton(ReadSources, begin)
    settle_lost_replies = providers.Singleton(SettleLostReplies, begin, Generation.lost_replies)
