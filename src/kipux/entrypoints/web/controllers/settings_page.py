"""A person's profile and preferences, as a page that needs no JavaScript."""

from collections.abc import Mapping
from typing import Final

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.update_profile import PreferenceChanges, UpdateProfile
from kipux.domain.errors import Invalid
from kipux.domain.model import ModelList
from kipux.domain.user import User
from kipux.entrypoints.web.countries import countries, likely_country
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import Section, saved, shown_again
from kipux.entrypoints.web.typed import KEPT

_PATH: Final = "/settings"
_FIELDS: Final = (
    *("name", "phone", "region", "instructions"),
    *("theme", "locale", "default_model", "send_key", "text_size"),
)


class SettingsPage(Controller):
    """Profile and preferences."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self, request: WebRequest, user: NamedDependency[User], list_models: NamedDependency[ListModels]
    ) -> Response[str]:
        """Everything as it is."""
        section = _section(
            request,
            {"name": user.name, "phone": user.phone, "instructions": user.preferences.instructions},
            await list_models(user.id),
        )
        return section.page(request)

    @post(opt={KEPT: _FIELDS})
    async def save(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        update_profile: NamedDependency[UpdateProfile],
    ) -> Redirect:
        """Keep what was sent; what was not sent stays as it is."""
        fields = await fields_of(request)
        _section(request, fields, await list_models(user.id)).note(request)
        await update_profile(
            user.id,
            name=fields.get("name"),
            phone=fields.get("phone"),
            region=fields.get("region") or None,
            preferences=PreferenceChanges(
                theme=fields.get("theme"),
                locale=fields.get("locale"),
                default_model=fields.get("default_model"),
                send_key=fields.get("send_key"),
                text_size=fields.get("text_size"),
                instructions=fields.get("instructions"),
            ),
        )
        return saved(_PATH)


SettingsPage.save.exception_handlers = {Invalid: shown_again}


def _section(request: WebRequest, values: Mapping[str, str], models: ModelList) -> Section:
    locale = translator_of(request).locale
    return Section(
        "profile",
        values,
        {
            "countries": countries(locale),
            "model_list": [model for model in models.models if model.can_chat],
            "more_elements": ("phone-field",),
            "region": values.get("region") or likely_country(request.headers.get("accept-language", ""), locale),
        },
    )
