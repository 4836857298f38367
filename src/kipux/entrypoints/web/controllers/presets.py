"""Ways to begin conversations, made up by the person."""

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kipux.application.use_cases.add_preset import AddPreset
from kipux.application.use_cases.delete_preset import DeletePreset
from kipux.application.use_cases.list_models import ListModels
from kipux.application.use_cases.list_presets import ListPresets
from kipux.application.use_cases.read_preset import ReadPreset
from kipux.application.use_cases.update_preset import UpdatePreset
from kipux.domain.user import User
from kipux.entrypoints.web.documented import PRESET_FILE, SIGNED_IN, reading, writing
from kipux.entrypoints.web.gate import LARGEST_BODY
from kipux.entrypoints.web.preset_files import LARGEST_PRESET, file_name, written
from kipux.entrypoints.web.schemas import NewPreset, PresetFile, PresetPatch, parameters_of
from kipux.entrypoints.web.views.presets import PresetList, PresetView

_SMALL: Final = {LARGEST_BODY: LARGEST_PRESET}


class PresetsController(Controller):
    """A person's presets."""

    path = "/api/presets"
    tags = ["presets"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def list(
        self,
        user: NamedDependency[User],
        list_presets: NamedDependency[ListPresets],
        list_models: NamedDependency[ListModels],
    ) -> PresetList:
        """All of them, the oldest first."""
        return PresetList.of(await list_presets(user.id), await list_models(user.id))

    @post(responses=writing(409), opt=_SMALL, request_max_body_size=LARGEST_PRESET)
    async def create(
        self,
        user: NamedDependency[User],
        data: JSONBody[NewPreset],
        add_preset: NamedDependency[AddPreset],
        list_models: NamedDependency[ListModels],
    ) -> PresetView:
        """Make one. A person may have a hundred; one more is 409."""
        return PresetView.of(await add_preset(user.id, data.recipe), await list_models(user.id))

    @post("/import", responses=writing(409), opt=_SMALL, request_max_body_size=LARGEST_PRESET)
    async def bring(
        self,
        user: NamedDependency[User],
        data: JSONBody[PresetFile],
        add_preset: NamedDependency[AddPreset],
        list_models: NamedDependency[ListModels],
    ) -> PresetView:
        """Bring one along: a new preset, made like the one in the file."""
        return PresetView.of(await add_preset(user.id, data.recipe), await list_models(user.id))

    @get("/{preset_id:uuid}", responses=reading(404))
    async def show(
        self,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        read_preset: NamedDependency[ReadPreset],
        list_models: NamedDependency[ListModels],
    ) -> PresetView:
        """One preset."""
        return PresetView.of(await read_preset(user.id, preset_id), await list_models(user.id))

    @patch("/{preset_id:uuid}", responses=writing(404), opt=_SMALL, request_max_body_size=LARGEST_PRESET)
    async def update(
        self,
        preset_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[PresetPatch],
        update_preset: NamedDependency[UpdatePreset],
        list_models: NamedDependency[ListModels],
    ) -> PresetView:
        """Change it. The conversations that it began have their own copy of its instructions and parameters, which stays."""
        preset = await update_preset(
            user.id,
            preset_id,
            name=data.name,
            icon=data.icon,
            model=data.model,
            instructions=data.instructions,
            parameters=None if data.parameters is None else parameters_of(data.parameters),
            starters=data.starters,
        )
        return PresetView.of(preset, await list_models(user.id))

    @delete("/{preset_id:uuid}", responses=writing(404))
    async def delete(
        self, preset_id: FromPath[UUID], user: NamedDependency[User], delete_preset: NamedDependency[DeletePreset]
    ) -> None:
        """Let go of it. The conversations that it began stay as they are."""
        await delete_preset(user.id, preset_id)

    @get("/{preset_id:uuid}/file", responses=reading(404) | {200: PRESET_FILE})
    async def export(
        self, preset_id: FromPath[UUID], user: NamedDependency[User], read_preset: NamedDependency[ReadPreset]
    ) -> Response[bytes]:
        """The preset as a file, to be given away: nothing in it tells whose it was."""
        recipe = (await read_preset(user.id, preset_id)).recipe
        headers = {
            "content-disposition": f'attachment; filename="{file_name(recipe)}"',
            "cache-control": "no-store",
        }
        return Response(written(recipe), media_type="application/json", headers=headers)
