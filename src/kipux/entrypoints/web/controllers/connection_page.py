"""A gateway of one's own, as a page that needs no JavaScript."""

from collections.abc import Mapping
from typing import Final

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.read_connection import ReadConnection
from kipux.application.use_cases.remove_connection import RemoveConnection
from kipux.application.use_cases.save_connection import SaveConnection
from kipux.domain.errors import Invalid, TooMany
from kipux.domain.user import User
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import Section, saved, shown_again
from kipux.entrypoints.web.throttle import sign_in_throttle
from kipux.entrypoints.web.typed import KEPT

_PATH: Final = "/settings/connection"


class ConnectionPage(Controller):
    """Which gateway answers."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        read_connection: NamedDependency[ReadConnection],
        list_models: NamedDependency[ListModels],
    ) -> Response[str]:
        """The shared gateway or one's own, and how many models it offers."""
        return (await _section(user, read_connection, list_models)).page(request)

    @post(opt={KEPT: ("url",)})
    async def save(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        read_connection: NamedDependency[ReadConnection],
        list_models: NamedDependency[ListModels],
        save_connection: NamedDependency[SaveConnection],
    ) -> Redirect:
        """Try it, and keep it when it answers as a gateway."""
        fields = await fields_of(request)
        url, key = fields.get("url", ""), fields.get("key", "")
        (await _section(user, read_connection, list_models, {"url": url})).note(request)
        sign_in_throttle(request).admit_person(user.id, "connection")
        await save_connection(user.id, url=url, key=key)
        return saved(_PATH)

    @post("/remove")
    async def remove(
        self, user: NamedDependency[User], remove_connection: NamedDependency[RemoveConnection]
    ) -> Redirect:
        """Forget it."""
        await remove_connection(user.id)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)


ConnectionPage.save.exception_handlers = {Invalid: shown_again, TooMany: shown_again}


async def _section(
    user: User, read_connection: ReadConnection, list_models: ListModels, typed: Mapping[str, str] | None = None
) -> Section:
    connection = await read_connection(user.id)
    models = await list_models(user.id)
    values = typed or {"url": connection.url if connection else ""}
    return Section("connection", values, {"connection": connection, "model_list": models})
