"""The site of the tests, read as Kipux reads: searched through searx, fetched plainly, made text."""

from collections.abc import AsyncIterator, Iterator

import pytest

from kipux.adapters.extraction.extractor import WorkerTextExtractor
from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.adapters.open_web.reader import PlainReader
from kipux.adapters.searxng.search import SearxngSearch
from kipux.domain.errors import AddressRefused, PageStatus, PageTooLarge
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.page import Page
from kipux.domain.web_search import SearchQuery
from tests.services.searx import Searx, running_searx
from tests.services.site import ARTICLES, Site


@pytest.fixture(scope="module")
def searx_of_site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searx]:
    with running_searx(tmp_path_factory.mktemp("searx"), site.search) as running:
        yield running


@pytest.fixture
async def extractor() -> AsyncIterator[WorkerTextExtractor]:
    extractor = WorkerTextExtractor()
    yield extractor
    await extractor.close()


async def read(site: Site, extractor: WorkerTextExtractor, path: str) -> Page:
    reader = PlainReader(MemoryFetchGuard(FetchPolicy.of(site.place)))
    return await extractor.extract(await reader.fetch(site.url + path))


async def test_its_articles_are_found_by_searx(site: Site, searx_of_site: Searx) -> None:
    search = SearxngSearch(searx_of_site.url)
    found = await search.search(SearchQuery("afina zumbarra cuerda terca", language="es"))
    nothing = await search.search(SearchQuery("xyzzy"))
    await search.close()
    assert found.hits[0].url == f"{site.url}/es/zumbarra"
    assert found.hits[0].title == "La zumbarra de Valdemusgo | Cuadernos del Valle"
    assert nothing.hits == ()


@pytest.mark.parametrize("path", sorted(ARTICLES.keys() - {"/script"}))
async def test_each_article_is_read_with_its_title(site: Site, extractor: WorkerTextExtractor, path: str) -> None:
    page = await read(site, extractor, path)
    assert "zumbarra" in page.title.lower()
    assert len(page.text) > 400


@pytest.mark.parametrize("path", ["/moved", "/latin-1", "/utf-16"])
async def test_the_article_is_the_same_wherever_and_however_it_is(
    site: Site, extractor: WorkerTextExtractor, path: str
) -> None:
    assert (await read(site, extractor, path)).text == (await read(site, extractor, "/es/zumbarra")).text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/informe.pdf", "de las que 42 suenan"),
        ("/precios.json", '"euros": 1340'),
        ("/feed.xml", "## La noche de las zumbarras"),
        ("/long/3", "La zumbarra número 3 pesa 33 kilos y medio."),
    ],
)
async def test_what_is_no_article_is_read_too(site: Site, extractor: WorkerTextExtractor, path: str, says: str) -> None:
    assert says in (await read(site, extractor, path)).text


async def test_its_script_and_its_wall_are_told(site: Site, extractor: WorkerTextExtractor) -> None:
    assert (await read(site, extractor, "/script")).is_thin
    assert (await read(site, extractor, "/login")).needs_login


async def test_what_it_hides_is_not_read(site: Site, extractor: WorkerTextExtractor) -> None:
    text = (await read(site, extractor, "/hostile")).text
    assert "90 euros" in text
    assert "TEXTO OCULTO" not in text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/gone", PageStatus),
        ("/broken", PageStatus),
        ("/loop", PageStatus),
        ("/to-inside", AddressRefused),
        ("/to-metadata", AddressRefused),
        ("/huge", PageTooLarge),
        ("/endless", PageTooLarge),
    ],
)
async def test_its_bad_pages_are_bad(
    site: Site, extractor: WorkerTextExtractor, path: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        await read(site, extractor, path)
