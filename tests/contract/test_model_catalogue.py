import pytest

from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import Model, ModelList
from tests.factories import NOW


@pytest.fixture
def catalogue() -> ModelCatalogue:
    return MemoryModelCatalogue()


def test_before_the_first_list_there_is_an_empty_stale_one(catalogue: ModelCatalogue) -> None:
    assert catalogue.current() == ModelList(models=(), refreshed_at=None, stale=True)


def test_the_last_list_is_kept(catalogue: ModelCatalogue) -> None:
    for name in ("one", "other"):
        models = ModelList((Model(id=name, name=name),), NOW, stale=False)
        catalogue.keep(models)
        assert catalogue.current() == models
