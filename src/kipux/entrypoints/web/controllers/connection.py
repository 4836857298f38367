"""A gateway of one's own."""

from litestar import Controller, delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kipux.application.use_cases.read_connection import ReadConnection
from kipux.application.use_cases.remove_connection import RemoveConnection
from kipux.application.use_cases.save_connection import SaveConnection
from kipux.domain.errors import NotFound
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading, writing
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import ConnectionWish
from kipux.entrypoints.web.throttle import sign_in_throttle
from kipux.entrypoints.web.views.connections import ConnectionView, TriedConnection


class ConnectionController(Controller):
    """The person's own gateway."""

    path = "/api/me/connection"
    tags = ["me"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading(404))
    async def show(
        self, user: NamedDependency[User], read_connection: NamedDependency[ReadConnection]
    ) -> ConnectionView:
        """The gateway that answers this person; 404 for who uses the shared one."""
        connection = await read_connection(user.id)
        if connection is None:
            raise NotFound
        return ConnectionView.of(connection)

    @put(responses=writing(429))
    async def save(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        data: JSONBody[ConnectionWish],
        save_connection: NamedDependency[SaveConnection],
    ) -> TriedConnection:
        """Try a gateway, and keep it when it answers as one: else 422, with the verdict beside `url` or `key`."""
        sign_in_throttle(request).admit_person(user.id, "connection")
        return TriedConnection.of(*await save_connection(user.id, url=data.url, key=data.key))

    @delete(responses=writing())
    async def remove(self, user: NamedDependency[User], remove_connection: NamedDependency[RemoveConnection]) -> None:
        """Forget it and its key: the shared gateway answers again."""
        await remove_connection(user.id)
