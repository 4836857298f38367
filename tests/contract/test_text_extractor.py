"""What every `TextExtractor` promises."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from kipux.adapters.extraction.extractor import WorkerTextExtractor
from kipux.adapters.memory.text_extractor import MemoryTextExtractor
from kipux.application.ports.text_extractor import TextExtractor
from kipux.domain.errors import PageUnreadable
from kipux.domain.page import Fetched
from tests.services.site import ARTICLES, PAGES, page_of

URL = "https://cuadernos.example/pagina"
SPANISH = page_of("/es/zumbarra").decode()
UNMARKED = SPANISH.replace('<meta charset="utf-8">', "")
SENTENCE = (
    "Tiene once cuerdas de lino encerado, tendidas sobre una caja de madera de tejo, y suena sin que nadie la pulse"
)


@pytest.fixture(params=["memory", "workers"])
async def extractor(request: pytest.FixtureRequest) -> AsyncIterator[TextExtractor]:
    if request.param == "memory":
        yield MemoryTextExtractor()
        return
    workers = WorkerTextExtractor(seconds=20)
    yield workers
    await workers.close()


def fetched(
    body: bytes | str, media_type: str = "text/html", charset: str | None = "utf-8", *, url: str = URL
) -> Fetched:
    return Fetched(url, 200, media_type, charset, body.encode() if isinstance(body, str) else body)


async def test_an_article_is_its_paragraphs_with_its_headings_marked(extractor: TextExtractor) -> None:
    page = await extractor.extract(fetched(SPANISH))
    lines = page.text.split("\n")
    assert page.url == URL
    assert "zumbarra" in page.title.lower()
    assert "## Cómo se afina" in lines
    assert any(line.startswith("Se afina con cuñas de hueso") and line.endswith("está muda.") for line in lines)
    assert not page.is_thin
    assert not page.needs_login


@pytest.mark.parametrize("path", sorted(ARTICLES.keys() - {"/script"}))
async def test_no_page_of_the_site_loses_its_text_or_shows_its_scripts_and_menus(
    extractor: TextExtractor, path: str
) -> None:
    page = await extractor.extract(fetched(page_of(path)))
    assert "zumbarra" in page.text.lower()
    for unwanted in (
        "<p>",
        "function",
        "menú",
        "in the menu",
        "Pie de página",
        "TEXTO OCULTO",
        "escrito por un script",
    ):
        assert unwanted not in page.text


async def test_the_cells_of_a_table_stay_in_their_row(extractor: TextExtractor) -> None:
    page = await extractor.extract(fetched(SPANISH))
    assert any("Jacinta Olmedo" in line and "7" in line and "|" in line for line in page.text.split("\n"))


async def test_a_page_that_needs_its_scripts_is_thin(extractor: TextExtractor) -> None:
    assert (await extractor.extract(fetched(page_of("/script")))).is_thin


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (SPANISH.encode(), "utf-8"),
        (SPANISH.encode(), None),
        (UNMARKED.encode(), None),
        (UNMARKED.encode(), "iso-8859-1"),  # a server that tells every page so
        (UNMARKED.encode(), "no such charset"),
        (UNMARKED.encode("cp1252"), "iso-8859-1"),
        (UNMARKED.encode("cp1252"), "windows-1252"),
        (UNMARKED.encode("cp1252"), None),
        (UNMARKED.encode("cp1252").replace(b"<head>", b'<head><meta charset="windows-1252">'), None),
        (UNMARKED.encode("utf-16"), None),
        (UNMARKED.encode("utf-16-le"), "utf-16le"),
        (b"\xef\xbb\xbf" + UNMARKED.encode(), None),
    ],
)
async def test_it_is_read_in_whatever_charset(extractor: TextExtractor, body: bytes, charset: str | None) -> None:
    page = await extractor.extract(fetched(body, charset=charset))
    assert SENTENCE in page.text
    assert "«" not in page.text
    assert "Cómo se afina" in page.text
    assert "\N{REPLACEMENT CHARACTER}" not in page.text
    assert "\ufeff" not in page.text


async def test_the_quotes_of_windows_are_read_where_latin_1_is_told(extractor: TextExtractor) -> None:
    page = await extractor.extract(fetched("“Once” cuerdas – y 7 €".encode("cp1252"), "text/plain", "iso-8859-1"))
    assert page.text == "“Once” cuerdas – y 7 €"


@pytest.mark.parametrize(
    ("body", "media_type", "says"),
    [
        ("Una línea\r\ny otra\r\n", "text/plain", "Una línea\ny otra"),
        ("# Título\n\nTexto de la zumbarra", "text/markdown", "# Título\nTexto de la zumbarra"),
        ("taller,euros\nOlmedo,1340", "text/csv", "taller,euros\nOlmedo,1340"),
    ],
)
async def test_text_is_as_it_is(extractor: TextExtractor, body: str, media_type: str, says: str) -> None:
    page = await extractor.extract(fetched(body, media_type))
    assert page.text.replace("\r\n", "\n").replace("\n\n", "\n") == says


@pytest.mark.parametrize("media_type", ["application/json", "application/ld+json"])
async def test_json_has_a_line_for_each_value(extractor: TextExtractor, media_type: str) -> None:
    page = await extractor.extract(fetched((PAGES / "precios.json").read_bytes(), media_type))
    assert '"taller": "Jacinta Olmedo"' in page.text
    assert len(page.text.split("\n")) > 8


@pytest.mark.parametrize("media_type", ["application/rss+xml", "text/xml", "application/xml"])
async def test_a_feed_is_read(extractor: TextExtractor, media_type: str) -> None:
    page = await extractor.extract(fetched((PAGES / "feed.xml").read_bytes(), media_type, None))
    assert "La noche de las zumbarras" in page.text
    assert "Cuarenta y dos a la vez." in page.text


@pytest.mark.parametrize("url", [URL, "https://a.example/login?next=/articulo", "https://a.example/iniciar-sesion"])
async def test_a_login_wall_is_told(extractor: TextExtractor, url: str) -> None:
    assert (await extractor.extract(fetched((PAGES / "login.html").read_bytes(), url=url))).needs_login


async def test_an_article_with_a_login_form_beside_it_is_none(extractor: TextExtractor) -> None:
    form = '<aside><form><input type="password" name="p"></form></aside></body>'
    page = await extractor.extract(fetched(SPANISH.replace("</body>", form), url="https://a.example/login/zumbarra"))
    assert not page.needs_login


@pytest.mark.parametrize(
    "body",
    ["", " ", "<", "<html>", "<title>solo</title>", "\x00\x01", "</p></div>", "<!--", "<![CDATA[", "&#xD800;&#0;"],
)
async def test_nothing_is_nothing_to_stumble_over(extractor: TextExtractor, body: str) -> None:
    page = await extractor.extract(fetched(body))
    assert page.is_thin
    assert "\x00" not in page.text
    page.text.encode()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"\x89PNG", "image/png"),
        (b"<svg/>", "image/svg+xml"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x00" * 100, "application/octet-stream"),
        (b"anything", "audio/mpeg"),
        (b"anything", ""),
        (b"no pdf at all", "application/pdf"),
        (b"%PDF-1.7\nbroken" + bytes(range(256)) * 40, "application/pdf"),
        (b"x" * 5_000_001, "text/plain"),
    ],
)
async def test_what_cannot_be_read_says_so(extractor: TextExtractor, body: bytes, media_type: str) -> None:
    with pytest.raises(PageUnreadable):
        await extractor.extract(fetched(body, media_type, None))


async def test_a_long_text_is_cut(extractor: TextExtractor) -> None:
    page = await extractor.extract(fetched("zumbarra " * 200_000, "text/plain"))
    assert len(page.text) <= 400_000


async def test_many_pages_are_read_at_once(extractor: TextExtractor) -> None:
    pages = await asyncio.gather(*(extractor.extract(fetched(f"número {number}", "text/plain")) for number in range(9)))
    assert [page.text for page in pages] == [f"número {number}" for number in range(9)]
