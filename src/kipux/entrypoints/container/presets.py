"""The use cases about presets."""

from dependency_injector import providers

from kipux.application.use_cases.add_preset import AddPreset
from kipux.application.use_cases.delete_preset import DeletePreset
from kipux.application.use_cases.list_presets import ListPresets
from kipux.application.use_cases.read_preset import ReadPreset
from kipux.application.use_cases.update_preset import UpdatePreset
from kipux.entrypoints.container.adapters import Adapters, begin, clock, ids


class Presets(Adapters):
    """Ways to begin conversations, made up by people."""

    add_preset = providers.Singleton(AddPreset, begin, clock, ids)
    list_presets = providers.Singleton(ListPresets, begin)
    read_preset = providers.Singleton(ReadPreset, begin)
    update_preset = providers.Singleton(UpdatePreset, begin)
    delete_preset = providers.Singleton(DeletePreset, begin)
