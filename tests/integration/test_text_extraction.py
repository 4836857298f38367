"""Text of pages by the real readers, and what they do with files that were made to hurt."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from datetime import date

import psutil
import pytest

from kipux.adapters.extraction.extractor import WorkerTextExtractor
from kipux.domain.errors import PageUnreadable
from kipux.domain.page import Fetched, Page
from tests.services.pdf import a_pdf
from tests.services.site import REPORT, long_page, page_of

URL = "https://cuadernos.example/pagina"


@pytest.fixture
async def extractor() -> AsyncIterator[WorkerTextExtractor]:
    extractor = WorkerTextExtractor(seconds=30)
    yield extractor
    await extractor.close()


def html(body: bytes | str) -> Fetched:
    return Fetched(URL, 200, "text/html", None, body.encode() if isinstance(body, str) else body)


def pdf(body: bytes) -> Fetched:
    return Fetched(URL, 200, "application/pdf", None, body)


def workers() -> list[psutil.Process]:
    return [
        child for child in psutil.Process().children() if any("extraction.worker" in word for word in child.cmdline())
    ]


async def test_an_article_tells_who_wrote_it_where_and_when(extractor: WorkerTextExtractor) -> None:
    page = await extractor.extract(html(page_of("/es/zumbarra")))
    assert (page.title, page.author, page.site, page.published_on) == (
        "La zumbarra de Valdemusgo",
        "Inés Carrascal",
        "Cuadernos del Valle",
        date(2026, 3, 14),
    )


async def test_comments_are_not_read(extractor: WorkerTextExtractor) -> None:
    page = await extractor.extract(html(page_of("/es/zumbarra")))
    assert "Primer comentario" not in page.text


async def test_tables_and_lists_have_a_line_for_each_row_and_item(extractor: WorkerTextExtractor) -> None:
    lines = (await extractor.extract(html(page_of("/es/zumbarra")))).text.split("\n")
    assert "Jacinta Olmedo | 7" in lines
    assert "- Caja: madera de tejo de cien años" in lines
    assert "# La zumbarra de Valdemusgo" in lines


def among_paragraphs(markup: str) -> str:
    words = "Texto que explica con calma lo que se sabe de la zumbarra. " * 12
    return f"<html><body><article><p>{words}</p>{markup}<p>{words}</p></article></body></html>"


async def test_a_list_in_a_list_is_read_once(extractor: WorkerTextExtractor) -> None:
    markup = "<ul><li>Uno<ul><li>Uno a</li><li>Uno b</li></ul>fin</li><li>Dos</li></ul>"
    lines = (await extractor.extract(html(among_paragraphs(markup)))).text.split("\n")
    assert lines[1:-1] == ["- Uno", "- Uno a", "- Uno b", "fin", "- Dos"]


async def test_the_lines_of_code_stay(extractor: WorkerTextExtractor) -> None:
    markup = "<pre><code>def afinar():\n    return 11\n</code></pre>"
    page = await extractor.extract(html(among_paragraphs(markup)))
    assert "\ndef afinar():\n    return 11\n" in page.text


async def test_what_is_only_kept_from_screen_readers_is_read(extractor: WorkerTextExtractor) -> None:
    behind_a_dialog = among_paragraphs("").replace("<body>", "<body><main aria-hidden='true'>")
    assert not (await extractor.extract(html(behind_a_dialog))).is_thin


async def test_text_that_is_called_html_is_text(extractor: WorkerTextExtractor) -> None:
    assert (await extractor.extract(html("Una zumbarra, sin más."))).text == "Una zumbarra, sin más."


async def test_a_pdf_is_read_with_what_it_tells_of_itself(extractor: WorkerTextExtractor) -> None:
    told = {"Title": "Informe", "Author": "Ayuntamiento", "CreationDate": "D:20260504101202+00'00'"}
    page = await extractor.extract(pdf(a_pdf(*REPORT, told=told)))
    assert all(line in page.text for line in REPORT)
    assert (page.title, page.author, page.published_on) == ("Informe", "Ayuntamiento", date(2026, 5, 4))


async def test_the_lines_of_a_paragraph_in_a_pdf_are_joined(extractor: WorkerTextExtractor) -> None:
    page = await extractor.extract(
        pdf(a_pdf("La zumbarra mayor cuelga del campa-", "nario desde hace tres siglos y", "medio."))
    )
    assert page.text == "La zumbarra mayor cuelga del campanario desde hace tres siglos y medio."


async def test_of_a_long_pdf_the_first_pages_are_read(extractor: WorkerTextExtractor) -> None:
    page = await extractor.extract(pdf(a_pdf("zumbarra", pages=3_000)))
    assert page.text.count("zumbarra") == 200


@pytest.mark.parametrize(
    "body",
    [
        a_pdf(*REPORT, encrypted=True),
        b"PK\x03\x04" + gzip.compress(b"\0" * 4_000_000),
        b"%PDF-1.4\n" + b"1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n" * 20_000,
        b"%PDF-1.4\n" + b"[" * 1_000_000,
        b"%PDF-1.4\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
    ],
    ids=["locked", "a bomb", "a catalogue of itself", "nested", "no table"],
)
async def test_a_pdf_that_cannot_be_read_is_unreadable(extractor: WorkerTextExtractor, body: bytes) -> None:
    with pytest.raises(PageUnreadable):
        await extractor.extract(pdf(body))


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "zumbarra",
        "<table><tr><td>" * 30_000,
        "<b><i>" * 50_000 + "</p>" * 50_000,
        "&amp" * 400_000,
        "<p " + "a=b " * 400_000 + ">",
        "<!DOCTYPE html [" + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 60)) + "]>&a59;",
    ],
    ids=["deep", "tables in tables", "crossed", "entities", "attributes", "doubling entities"],
)
async def test_html_that_was_made_to_hurt_is_read_or_unreadable(extractor: WorkerTextExtractor, body: str) -> None:
    try:
        page = await extractor.extract(html(body))
    except PageUnreadable:
        return
    assert isinstance(page, Page)


async def test_entities_of_xml_are_neither_doubled_nor_fetched(extractor: WorkerTextExtractor) -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]><r>a &a11; &f; b</r>'
    try:
        page = await extractor.extract(Fetched(URL, 200, "text/xml", None, body.encode()))
    except PageUnreadable:
        return
    assert len(page.text) < 1_000
    assert "root:" not in page.text


async def test_a_page_that_takes_too_long_is_given_up_and_its_process_killed() -> None:
    extractor = WorkerTextExtractor(workers=1, seconds=1.5)
    await extractor.extract(html("<p>primera"))
    (reader,) = workers()
    with pytest.raises(PageUnreadable):
        await extractor.extract(html("<div>a</div>" * 400_000))
    assert not reader.is_running()
    assert (await extractor.extract(Fetched(URL, 200, "text/plain", None, b"segunda"))).text == "segunda"
    await extractor.close()
    assert workers() == []


async def test_a_page_that_takes_too_much_memory_is_unreadable_and_the_next_one_is_read() -> None:
    extractor = WorkerTextExtractor(workers=1, seconds=60, memory_bytes=400 << 20)
    with pytest.raises(PageUnreadable):
        await extractor.extract(html("<div>a</div>" * 400_000))
    assert "zumbarra" in (await extractor.extract(html(page_of("/es/fiesta")))).text
    await extractor.close()


async def test_who_stops_waiting_ends_the_work(extractor: WorkerTextExtractor) -> None:
    await extractor.extract(html("<p>primera"))
    (reader,) = workers()
    task = asyncio.ensure_future(extractor.extract(html("<div>a</div>" * 400_000)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not reader.is_running() or reader.status() != psutil.STATUS_RUNNING
    assert "zumbarra" in (await extractor.extract(html(page_of("/es/fiesta")))).text


async def test_a_reader_that_died_while_it_was_idle_is_replaced(extractor: WorkerTextExtractor) -> None:
    await extractor.extract(html("<p>primera"))
    (reader,) = workers()
    reader.kill()
    async with asyncio.timeout(10):
        while workers():
            await asyncio.sleep(0.01)
    assert "zumbarra" in (await extractor.extract(html(page_of("/es/fiesta")))).text


async def test_there_are_never_more_than_two_readers(extractor: WorkerTextExtractor) -> None:
    await asyncio.gather(*(extractor.extract(html(long_page(number))) for number in range(1, 9)))
    assert 1 <= len(workers()) <= 2


async def test_a_reader_knows_none_of_our_keys(extractor: WorkerTextExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIPUX_SECRET_KEY", "a secret of the tests, long enough")
    await extractor.extract(html("<p>primera"))
    (reader,) = workers()
    assert "KIPUX_SECRET_KEY" in os.environ
    assert not [name for name in reader.environ() if name.startswith("KIPUX")]


async def test_a_long_page_is_read_whole(extractor: WorkerTextExtractor) -> None:
    page = await extractor.extract(html(long_page(7)))
    assert "La zumbarra número 7 pesa 37 kilos y medio." in page.text
    assert len(page.text) > 150_000
