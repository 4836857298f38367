"""A person's own settings, as a page that needs no JavaScript."""

from collections.abc import Mapping
from typing import Annotated, Final

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from kipux.application.use_cases.end_session import EndSession
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.list_sessions import ListSessions
from kipux.application.use_cases.update_profile import PreferenceChanges, UpdateProfile
from kipux.domain.errors import Invalid
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.web.auth import current_session
from kipux.entrypoints.web.countries import countries, likely_country
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.templating import page

_PATH: Final = "/settings"
_SHOWN: Final = "kipux.settings"

Fields = Mapping[str, str]


class SettingsPage(Controller):
    """Profile, preferences, and the browsers in which one is signed in."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        list_sessions: NamedDependency[ListSessions],
    ) -> Response[str]:
        """Everything as it is."""
        await _look_up(request, user, list_models, list_sessions)
        return _shown(request, {"name": user.name, "phone": user.phone})

    @post()
    async def save(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        list_sessions: NamedDependency[ListSessions],
        update_profile: NamedDependency[UpdateProfile],
    ) -> Redirect:
        """Keep what was sent; what was not sent stays as it is."""
        await _look_up(request, user, list_models, list_sessions)
        fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        request.scope["state"][_SHOWN]["values"] = fields
        await update_profile(
            user.id,
            name=fields.get("name"),
            phone=fields.get("phone"),
            region=fields.get("region") or None,
            preferences=PreferenceChanges(
                theme=fields.get("theme"), locale=fields.get("locale"), default_model=fields.get("default_model")
            ),
        )
        return Redirect(f"{_PATH}?saved=1", status_code=HTTP_303_SEE_OTHER)

    @post("/sessions/{key:str}/end")
    async def end_session(
        self,
        key: Annotated[str, PathParameter(description="The session's key.")],
        user: NamedDependency[User],
        end_session: NamedDependency[EndSession],
    ) -> Redirect:
        """Sign another browser out."""
        await end_session(user.id, key)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)


async def _look_up(request: WebRequest, user: User, list_models: ListModels, list_sessions: ListSessions) -> None:
    """Have at hand what the page shows beyond the form, also for the page that an error shows again."""
    models = (await list_models()).models
    request.scope["state"][_SHOWN] = {
        "current": current_session(request),
        "model_list": [model for model in models if model.can_chat],
        "sessions": await list_sessions(user.id),
    }


def _shown_again(request: Request[User | None, Session | None, State], error: Invalid) -> Response[str]:
    assert isinstance(request, WebRequest)  # noqa: S101 - create_app says so; this tells the type
    return _shown(request, request.scope["state"][_SHOWN]["values"], error.fields)


SettingsPage.save.exception_handlers = {Invalid: _shown_again}


def _shown(request: WebRequest, values: Fields, errors: Fields | None = None) -> Response[str]:
    locale = translator_of(request).locale
    return page(
        request,
        "settings.html",
        status=HTTP_422_UNPROCESSABLE_ENTITY if errors else 200,
        elements=("live-form", "phone-field", "theme-switch"),
        **request.scope["state"][_SHOWN] | {"values": values},
        countries=countries(locale),
        errors=errors or {},
        region=values.get("region") or likely_country(request.headers.get("accept-language", ""), locale),
        saved="saved" in request.query_params,
    )
