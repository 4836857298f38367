"""What every `SearchPort` promises. All of them know what `kipu` finds, and that `err500` makes every engine fail."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from kipux.adapters.memory.search import MemorySearch
from kipux.adapters.searxng.search import SearxngSearch
from kipux.application.ports.web_search import SearchPort
from kipux.domain.web_search import SearchHit, SearchQuery, SearchResults
from tests.contract.nasty import TEXTS, UNSTORABLE

KIPU = SearchResults(
    hits=tuple(
        SearchHit(
            f"https://example.org/1/{n}",
            f"kipu resultado {n}",
            f"Texto & de kipu n {n}",
            datetime(2026, n, 15, 10, tzinfo=UTC),
            ("local full",),
        )
        for n in (1, 2, 3)
    ),
    answers=("Kipu: Sistema de cuerdas (https://example.org/kipu)", "42 es la respuesta (https://example.org/answer)"),
    suggestions=("kipu precio", "kipu historia"),
    failed_engines=("local down",),
)


@pytest.fixture(params=["memory", "searx", "recorded searxng"])
async def search(request: pytest.FixtureRequest) -> AsyncIterator[SearchPort]:
    if request.param == "memory":
        yield MemorySearch({"kipu": KIPU, "err500": SearchResults(failed_engines=("local full", "local down"))})
        return
    engine = SearxngSearch(request.getfixturevalue(request.param.replace(" ", "_")).url)
    yield engine
    await engine.close()


async def test_what_is_found_is_plain_text_with_dates_and_no_page_twice(search: SearchPort) -> None:
    found = await search.search(SearchQuery("kipu"))
    assert [hit.url for hit in found.hits][:3] == [hit.url for hit in KIPU.hits]
    assert [hit.title for hit in found.hits][:3] == [hit.title for hit in KIPU.hits]
    assert [hit.snippet for hit in found.hits][:3] == [hit.snippet for hit in KIPU.hits]
    assert [hit.published_at for hit in found.hits][:3] == [hit.published_at for hit in KIPU.hits]
    assert all("local full" in hit.engines for hit in found.hits[:3])
    assert len({hit.url for hit in found.hits}) == len(found.hits)


async def test_direct_answers_and_suggestions_come_with_it(search: SearchPort) -> None:
    found = await search.search(SearchQuery("kipu"))
    assert any(answer.startswith("42 es la respuesta") for answer in found.answers)
    assert "Kipu: Sistema de cuerdas (https://example.org/kipu)" in found.answers
    assert {"kipu precio", "kipu historia"} <= set(found.suggestions)


async def test_an_engine_that_failed_is_named_and_the_others_count(search: SearchPort) -> None:
    found = await search.search(SearchQuery("kipu"))
    assert "local down" in found.failed_engines
    assert found.hits


async def test_nothing_found_and_nothing_known_are_told_apart(search: SearchPort) -> None:
    nothing = await search.search(SearchQuery("nada"))
    unknown = await search.search(SearchQuery("err500"))
    assert nothing.hits == unknown.hits == ()
    assert "local full" not in nothing.failed_engines
    assert "local full" in unknown.failed_engines


@pytest.mark.parametrize("words", [*TEXTS, UNSTORABLE, "x" * 10_000, "\x00", "!!!", "a&b=c#d?e/../f", "😀" * 3_000])
async def test_anything_may_be_looked_for(search: SearchPort, words: str) -> None:
    assert (await search.search(SearchQuery(words))).hits == ()


@pytest.mark.parametrize("language", [None, "es", "en", "es-PE", "es_419", "tlh", "", "nowhere at all", "'; --", "ñ"])
async def test_a_language_that_is_not_known_is_no_error(search: SearchPort, language: str | None) -> None:
    assert (await search.search(SearchQuery("kipu", language=language))).hits


async def test_every_kind_of_question_may_be_asked(search: SearchPort) -> None:
    for query in (
        SearchQuery("kipu", safe_search=0),
        SearchQuery("kipu", safe_search=2, categories=()),
        SearchQuery("kipu", categories=("general", "no such category", "a,b", "")),
    ):
        assert (await search.search(query)).hits
    await search.search(SearchQuery("kipu", time_range="week"))  # engines that know no time ranges are not asked


async def test_who_asks_after_it_is_told_what_it_is(search: SearchPort) -> None:
    said = await search.probe()
    assert 0 < len(said) < 100
