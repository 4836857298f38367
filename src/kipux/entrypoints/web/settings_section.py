"""The sections of the settings: each a page of its own that needs no JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import State
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.domain.errors import Invalid, KipuxError
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.problems import status_of, when_to_come_back
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.templating import page

SECTIONS: Final = (
    ("profile", "/settings"),
    ("presets", "/settings/presets"),
    ("connection", "/settings/connection"),
    ("security", "/settings/security"),
    ("data", "/settings/data"),
)
"""Their names and addresses, in the order of the menu."""
_DRAFT: Final = "kipux.settings"


@dataclass(slots=True)
class Section:
    """What a section shows: its own name, what it needs beyond its forms, and what a form holds."""

    name: str
    values: Mapping[str, str]
    shown: Mapping[str, Any] = field(default_factory=dict)

    def note(self, request: WebRequest) -> None:
        """Have it at hand for the page that an error of this request shows again."""
        request.scope["state"][_DRAFT] = self

    def page(
        self, request: WebRequest, *, status: int = 200, errors: Mapping[str, str] | None = None, problem: str = ""
    ) -> Response[str]:
        """The page. `errors` are message codes by field; `problem` is a sentence."""
        return page(
            request,
            f"settings/{self.name}.html",
            status=status,
            elements=("live-form", "theme-switch", *self.shown.get("more_elements", ())),
            **{"section": self.name, "sections": SECTIONS, "values": self.values} | dict(self.shown),
            errors=errors or {},
            problem=problem,
            saved="saved" in request.query_params,
        )


def saved(path: str) -> Redirect:
    """Back to a section, which says that all is kept."""
    return Redirect(f"{path}?saved=1", status_code=HTTP_303_SEE_OTHER)


def shown_again(request: Request[User | None, Session | None, State], error: KipuxError) -> Response[str]:
    """The section that was noted, with what is wrong: beside its field, or above the form."""
    assert isinstance(request, WebRequest)  # noqa: S101 - create_app says so; this tells the type
    section: Section = request.scope["state"][_DRAFT]
    status = status_of(type(error))
    if isinstance(error, Invalid):
        return section.page(request, status=status, errors=error.fields)
    speech = translator_of(request)
    problem = f"{speech.error(error.code, error.details)} {speech.help(error.code)}".strip()
    response = section.page(request, status=status, problem=problem)
    response.headers.update(when_to_come_back(error))
    return response
