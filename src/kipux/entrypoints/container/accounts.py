"""The use cases about a person."""

from datetime import timedelta

from dependency_injector import providers

from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.delete_account import DeleteAccount
from kipux.application.use_cases.end_other_sessions import EndOtherSessions
from kipux.application.use_cases.end_session import EndSession
from kipux.application.use_cases.grant_admin import GrantAdmin
from kipux.application.use_cases.identify import Identify
from kipux.application.use_cases.list_sessions import ListSessions
from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.log_out import LogOut
from kipux.application.use_cases.read_budget import ReadBudget
from kipux.application.use_cases.read_connection import ReadConnection
from kipux.application.use_cases.remove_connection import RemoveConnection
from kipux.application.use_cases.reseal_connections import ResealConnections
from kipux.application.use_cases.save_connection import SaveConnection
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.start_session import StartSession
from kipux.application.use_cases.update_profile import UpdateProfile
from kipux.entrypoints.container.adapters import Adapters, begin, clock, ids
from kipux.entrypoints.container.generation import Generation
from kipux.entrypoints.settings import Settings


def _lasting(settings: Settings) -> timedelta:
    return timedelta(days=settings.session_days)


class Accounts(Generation):
    """Who is here, how they come in, and the gateway that is theirs."""

    lasts = providers.Callable(_lasting, Adapters.settings)
    sign_up = providers.Singleton(
        SignUp,
        begin,
        Adapters.passwords,
        Adapters.contact_rules,
        clock,
        ids,
        is_open=providers.Callable(lambda settings: settings.registration == "open", Adapters.settings),
    )
    start_session = providers.Singleton(StartSession, Adapters.session_store, clock, ids, lasts=lasts)
    log_in = providers.Singleton(LogIn, begin, Adapters.passwords, Adapters.session_store, start_session)
    log_out = providers.Singleton(LogOut, Adapters.session_store)
    identify = providers.Singleton(Identify, Adapters.session_store, begin, clock, lasts=lasts)
    list_sessions = providers.Singleton(ListSessions, Adapters.session_store, clock)
    end_session = providers.Singleton(EndSession, Adapters.session_store, clock)
    end_other_sessions = providers.Singleton(EndOtherSessions, Adapters.session_store)
    change_password = providers.Singleton(
        ChangePassword, begin, Adapters.passwords, Adapters.session_store, start_session
    )
    delete_account = providers.Singleton(
        DeleteAccount,
        begin,
        Adapters.passwords,
        Adapters.session_store,
        Adapters.event_log,
        Adapters.stop_signals,
        Generation.own_models,
    )
    grant_admin = providers.Singleton(GrantAdmin, begin)
    update_profile = providers.Singleton(UpdateProfile, begin, Adapters.contact_rules)

    read_budget = providers.Singleton(ReadBudget, Generation.own_gateways, Generation.budgets)
    read_connection = providers.Singleton(ReadConnection, Generation.own_gateways)
    save_connection = providers.Singleton(
        SaveConnection,
        begin,
        Adapters.vault,
        Adapters.gateway_dialler,
        Generation.own_models,
        Adapters.model_catalogue,
        clock,
    )
    remove_connection = providers.Singleton(RemoveConnection, begin, Generation.own_models)
    reseal_connections = providers.Singleton(ResealConnections, begin, Adapters.vault)
