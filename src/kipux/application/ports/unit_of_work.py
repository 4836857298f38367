"""The port to transactions."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from kipux.application.ports.connections import Connections
from kipux.application.ports.conversation_search import ConversationSearch
from kipux.application.ports.conversations import Conversations
from kipux.application.ports.messages import Messages
from kipux.application.ports.presets import Presets
from kipux.application.ports.spending import Spending
from kipux.application.ports.summaries import Summaries
from kipux.application.ports.users import Users


class UnitOfWork(Protocol):
    """One transaction. `async with begin() as work: …; await work.commit()`; leaving without commit rolls everything back.

    Any of its calls raises `Unavailable` when the database cannot answer. It sees what others have committed, at once. After a
    write that was refused (`NotFound`, `EmailTaken`) nothing of it can be kept any more: `commit` then raises `RuntimeError`.

    Text comes back as it was given, but for U+0000 and lone surrogates, which databases do not take: each is kept as U+FFFD.
    """

    @property
    def users(self) -> Users:
        """Accounts in this transaction."""
        ...

    @property
    def conversations(self) -> Conversations:
        """Conversations in this transaction."""
        ...

    @property
    def messages(self) -> Messages:
        """Messages in this transaction."""
        ...

    @property
    def search(self) -> ConversationSearch:
        """The words of titles and messages, as this transaction sees them."""
        ...

    @property
    def spending(self) -> Spending:
        """What was spent, as this transaction sees it."""
        ...

    @property
    def connections(self) -> Connections:
        """People's own gateways in this transaction."""
        ...

    @property
    def presets(self) -> Presets:
        """People's presets in this transaction."""
        ...

    @property
    def summaries(self) -> Summaries:
        """Summaries in this transaction."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None:
        """Make it last."""
        ...


Begin = Callable[[], UnitOfWork]
"""Gives a fresh unit of work; use cases ask for one each time they need the database."""
