"""Export and import, as a section of the settings."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from kipux.domain.user import User
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import Section


class DataPage(Controller):
    """What a person takes along and brings."""

    path = "/settings/data"
    include_in_schema = False

    @get()
    async def show(self, request: WebRequest, user: NamedDependency[User]) -> Response[str]:  # noqa: ARG002 - it takes somebody
        """The zip, and a form that takes one."""
        return Section("data", {}, {"more_elements": ("import-form",)}).page(request)
