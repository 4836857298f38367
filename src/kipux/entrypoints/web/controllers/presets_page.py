"""A person's presets, as pages that need no JavaScript."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.application.use_cases.add_preset import AddPreset
from kipux.application.use_cases.delete_preset import DeletePreset
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.list_presets import ListPresets
from kipux.application.use_cases.read_preset import ReadPreset
from kipux.application.use_cases.update_preset import UpdatePreset
from kipux.domain.errors import Invalid, TooManyPresets
from kipux.domain.model import ModelList
from kipux.domain.preset import DRAWN_ICONS, PRESET_NAME_LENGTH, Preset, Recipe
from kipux.domain.user import User
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.gate import LARGEST_BODY
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.preset_files import LARGEST_PRESET, read
from kipux.entrypoints.web.preset_form import recipe_of, values_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import Section, saved, shown_again
from kipux.entrypoints.web.typed import KEPT
from kipux.entrypoints.web.views.presets import PresetView

_PATH: Final = "/settings/presets"
_FIELDS: Final = tuple(values_of(Recipe(name="")))
_LARGEST_UPLOAD: Final = 10_000_000
"""Up to here it is told beside the field that a file is too large."""


class PresetsPage(Controller):
    """The list of presets, and the form of one."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_presets: NamedDependency[ListPresets],
        list_models: NamedDependency[ListModels],
    ) -> Response[str]:
        """All of them, and a way to bring one along."""
        return _all(await list_presets(user.id), await list_models(user.id)).page(request)

    @get("/new")
    async def blank(
        self, request: WebRequest, user: NamedDependency[User], list_models: NamedDependency[ListModels]
    ) -> Response[str]:
        """An empty form."""
        return _form(values_of(Recipe(name="")), await list_models(user.id)).page(request)

    @post("/new", opt={KEPT: _FIELDS})
    async def create(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_models: NamedDependency[ListModels],
        add_preset: NamedDependency[AddPreset],
    ) -> Redirect:
        """Make the one that was filled in."""
        fields = await fields_of(request)
        _form(fields, await list_models(user.id)).note(request)
        await add_preset(user.id, recipe_of(fields))
        return saved(_PATH)

    @post("/import", opt={LARGEST_BODY: _LARGEST_UPLOAD}, request_max_body_size=_LARGEST_UPLOAD)
    async def bring(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_presets: NamedDependency[ListPresets],
        list_models: NamedDependency[ListModels],
        add_preset: NamedDependency[AddPreset],
    ) -> Redirect:
        """Make one like that in a file, and show it."""
        _all(await list_presets(user.id), await list_models(user.id)).note(request)
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile):
            raise Invalid({"file": "required"})
        preset = await add_preset(user.id, read(await file.read(LARGEST_PRESET + 1)))
        return saved(f"{_PATH}/{preset.id}")

    @get("/{preset_id:uuid}")
    async def one(
        self,
        request: WebRequest,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        read_preset: NamedDependency[ReadPreset],
        list_models: NamedDependency[ListModels],
    ) -> Response[str]:
        """The form of one."""
        preset = await read_preset(user.id, preset_id)
        return _form(values_of(preset.recipe), await list_models(user.id), preset).page(request)

    @post("/{preset_id:uuid}", opt={KEPT: _FIELDS})
    async def save(
        self,
        request: WebRequest,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        read_preset: NamedDependency[ReadPreset],
        list_models: NamedDependency[ListModels],
        update_preset: NamedDependency[UpdatePreset],
    ) -> Redirect:
        """Keep what was filled in."""
        fields = await fields_of(request)
        _form(fields, await list_models(user.id), await read_preset(user.id, preset_id)).note(request)
        recipe = recipe_of(fields)
        await update_preset(
            user.id,
            preset_id,
            name=recipe.name,
            icon=recipe.icon,
            model=recipe.model or "",
            instructions=recipe.instructions,
            parameters=recipe.parameters,
            starters=recipe.starters,
        )
        return saved(_PATH)

    @post("/{preset_id:uuid}/copy")
    async def copy(
        self,
        request: WebRequest,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        read_preset: NamedDependency[ReadPreset],
        list_presets: NamedDependency[ListPresets],
        list_models: NamedDependency[ListModels],
        add_preset: NamedDependency[AddPreset],
    ) -> Redirect:
        """Make another one like it, and show its form."""
        _all(await list_presets(user.id), await list_models(user.id)).note(request)
        recipe = (await read_preset(user.id, preset_id)).recipe
        name = translator_of(request).text("presets.copy_of", name=recipe.name)[:PRESET_NAME_LENGTH]
        made = await add_preset(user.id, replace(recipe, name=name))
        return saved(f"{_PATH}/{made.id}")

    @get("/{preset_id:uuid}/delete")
    async def ask(
        self,
        request: WebRequest,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        read_preset: NamedDependency[ReadPreset],
    ) -> Response[str]:
        """Whether it shall go."""
        preset = await read_preset(user.id, preset_id)
        return Section("preset_delete", {}, {"section": "presets", "preset": preset}).page(request)

    @post("/{preset_id:uuid}/delete")
    async def delete(
        self, preset_id: FromPath[UUID], user: NamedDependency[User], delete_preset: NamedDependency[DeletePreset]
    ) -> Redirect:
        """Let go of it."""
        await delete_preset(user.id, preset_id)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)


for _handler in (PresetsPage.create, PresetsPage.save, PresetsPage.bring, PresetsPage.copy):
    _handler.exception_handlers = {Invalid: shown_again, TooManyPresets: shown_again}


def _all(presets: tuple[Preset, ...], models: ModelList) -> Section:
    views = [PresetView.of(preset, models) for preset in presets]
    names = {model.id: model.name for model in models.models}
    return Section("presets", {}, {"presets": views, "model_names": names})


def _form(values: Mapping[str, str], models: ModelList, preset: Preset | None = None) -> Section:
    offered = [model for model in models.models if model.can_chat]
    wanted = values.get("model", "")
    return Section(
        "preset",
        values,
        {
            "section": "presets",
            "preset": preset,
            "icons": DRAWN_ICONS,
            "model_list": offered,
            "model_is_gone": bool(wanted) and all(model.id != wanted for model in offered),
        },
    )
