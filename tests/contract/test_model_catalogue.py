import pytest

from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import Model, ModelList
from tests.factories import ALICE, BOB, NOW


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


def test_a_person_s_own_list_is_theirs_alone_until_it_is_forgotten(catalogue: ModelCatalogue) -> None:
    shared = ModelList((Model(id="shared", name="shared"),), NOW, stale=False)
    own = ModelList((Model(id="own", name="own"),), NOW, stale=False)
    catalogue.keep(shared)
    catalogue.keep(own, ALICE)
    assert (catalogue.current(), catalogue.current(ALICE), catalogue.current(BOB)) == (shared, own, shared)
    for _ in range(2):
        catalogue.forget(ALICE)
        assert catalogue.current(ALICE) == shared
