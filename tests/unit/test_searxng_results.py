"""What is read in an answer of SearXNG: never an error of another kind, and plain text only."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.adapters.searxng.links import link_of, sameness
from kipux.adapters.searxng.plain_text import plain
from kipux.adapters.searxng.results import NotResults, from_answer
from kipux.domain.web_search import SearchHit, SearchResults
from tests.services.recorded_searxng import recorded


def read(**answer: Any) -> SearchResults:
    return from_answer(json.dumps({"results": [], **answer}).encode())


def hit(**result: Any) -> SearchHit:
    (only,) = read(results=[{"url": "https://example.org/", **result}]).hits
    return only


def test_searxng_and_searx_are_read_alike() -> None:
    new, old = from_answer(recorded("kipu.json")), from_answer(recorded("searx-kipu.json"))
    for mine, other in zip(new.hits, old.hits, strict=True):
        assert (mine.url, mine.title, mine.snippet) == (other.url, other.title, other.snippet)
        assert mine.published_at == other.published_at
    assert new.suggestions == old.suggestions == ("kipu", "kipu precio", "kipu historia")
    assert old.answers == ("Kipu: Sistema de cuerdas (https://example.org/kipu)", "42 es la respuesta")


def test_the_page_that_two_engines_found_is_there_once_with_the_names_of_both() -> None:
    first = from_answer(recorded("kipu.json")).hits[0]
    assert first.url == "https://example.org/1/1"
    assert first.engines == ("local json", "local full", "local html")


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ({"publishedDate": "2026-01-15T10:00:00"}, datetime(2026, 1, 15, 10, tzinfo=UTC)),
        ({"publishedDate": "2026-01-15T10:00:00-05:00"}, datetime(2026, 1, 15, 15, tzinfo=UTC)),
        ({"publishedDate": None, "pubdate": "2026-01-15 10:00:00"}, datetime(2026, 1, 15, 10, tzinfo=UTC)),
        ({"publishedDate": "hace 3 hora(s)", "pubdate": "2026-01-15"}, datetime(2026, 1, 15, tzinfo=UTC)),
        ({"publishedDate": "Jan 15, 2026"}, None),
        ({"publishedDate": 1768471200, "pubdate": []}, None),
        ({"publishedDate": "0001-01-01T00:00:00+14:00"}, None),
        ({}, None),
    ],
)
def test_a_date_is_read_where_there_is_one(told: dict[str, Any], moment: datetime | None) -> None:
    assert hit(**told).published_at == moment


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>kipu</b>s &amp; <i>cuerdas</i>", "kipus & cuerdas"),
        ("one<br>two<p>three</p>", "one two three"),
        ("<script>alert(1)</script>a<style>b{}</style ><!-- c -->d", "a d"),
        ("cut off <a href='https://evil.example", "cut off"),
        ("&lt;b&gt; makes text bold", "<b> makes text bold"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("<script src=x>never closed", ""),
        ("a\u202egnp.exe\u202c\u200b\U000e0041 b\x00\x1b[31mc", "agnp.exe b [31mc"),
        ("👩\u200d🚀 \u0645\u0631\u062d\u0628\u0627", "👩\u200d🚀 \u0645\u0631\u062d\u0628\u0627"),
        (None, ""),
        (["x"], ""),
        ("x" * 9, "xxxxxxx…"),
    ],
)
def test_html_becomes_one_line_of_plain_text(html: object, text: str) -> None:
    assert plain(html, 8 if html == "x" * 9 else 300) == text


@pytest.mark.parametrize("piece", ["<", "<a ", "<script ", "<!--", "&", "&amp", "<b<i", "</a", "<![", "-->"])
def test_hostile_html_takes_time_in_proportion(piece: str) -> None:
    assert len(plain(piece * 5_000, 1_000)) <= 1_000


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org/",
        "/relative",
        "https://",
        "https:///path",
        "http://[::1",
        "http://host:99999/",
        "http://host:port/",
        "http://a b/",
        "https://example.org/a\nb",
        "https://example.org\\@evil.example/",
        "",
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_what_is_no_link_is_no_result(url: str) -> None:
    assert read(results=[{"url": url, "title": "x"}]).hits == ()


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://example.org/?utm_source=x&id=1&UTM_Medium=y&fbclid=z#part", "https://example.org/?id=1#part"),
        ("https://example.org/?gclid=1", "https://example.org/"),
        ("https://example.org/a%2Fb?q=a+b%20c&&x", "https://example.org/a%2Fb?q=a+b%20c&&x"),
        ("HTTPS://Example.ORG/Path?", "HTTPS://Example.ORG/Path?"),
        ("  https://example.org/ñ  ", "https://example.org/ñ"),
    ],
)
def test_a_link_loses_what_follows_people_about_and_nothing_else(given: str, link: str) -> None:
    assert link_of(given) == link


def test_links_to_one_page_are_one() -> None:
    same = [
        "https://example.org",
        "HTTPS://EXAMPLE.org:443/#a",
        "https://example.org./?utm_id=1",
        "https://example.org/?",
    ]
    other = ["https://example.org/A", "https://example.org/a", "http://example.org/", "https://example.org:8443/"]
    found = read(results=[{"url": url, "engine": str(n)} for n, url in enumerate([*same, *other])])
    assert [one.url for one in found.hits] == ["https://example.org", *other]
    assert found.hits[0].engines == ("0", "1", "2", "3")
    assert len({sameness(url) for url in other}) == len(other)


def test_a_broken_entry_costs_no_other() -> None:
    good = {"url": "https://example.org/", "title": "good"}
    found = read(
        results=[None, 1, "x", [], {}, {"url": 5}, {"url": None}, good, {"title": "no url"}],
        answers=[None, {"answer": ["x"]}, {"url": "https://x.example/"}, "forty-two", 42],
        infoboxes=[None, {"content": "no name", "urls": [None, {"url": "https://u.example/"}]}, {"infobox": "no text"}],
        suggestions=[None, "yes", {"a": 1}],
        corrections="no list",
        unresponsive_engines=[["a", "timeout"], "b", [], [None], None, {"c": 1}, ["d"]],
    )
    assert [one.title for one in found.hits] == ["good"]
    assert found.answers == ("no name (https://u.example/)", "forty-two")
    assert found.suggestions == ("yes",)
    assert found.failed_engines == ("a", "b", "d")


def test_everything_has_its_limit() -> None:
    found = read(
        results=[{"url": f"https://example.org/{n}", "title": "t" * 9_000, "content": "c " * 9_000} for n in range(90)],
        answers=[f"{n}" + "a" * 9_000 for n in range(90)],
        suggestions=[f"{n}" + "s" * 9_000 for n in range(90)],
        unresponsive_engines=[[f"{n}" + "e" * 9_000, "x"] for n in range(90)],
    )
    assert (len(found.hits), len(found.answers), len(found.suggestions), len(found.failed_engines)) == (50, 10, 10, 50)
    assert all(len(one.title) <= 300 and len(one.snippet) <= 1_000 for one in found.hits)
    assert max(map(len, (*found.answers, *found.suggestions, *found.failed_engines))) <= 1_000


NASTY = st.text() | st.sampled_from(
    ["<script>alert(1)</script>", "&#x202e;", "&lt;", "<b", "]]>", "https://x.example/?utm_a=1"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NASTY, inner, max_size=4),
    max_leaves=12,
)
RESULT = st.fixed_dictionaries(
    {"url": st.sampled_from(["https://a.example/", "http://b.example/?utm_x=1", "javascript:x", "http://["]) | JSON},
    optional=dict.fromkeys(("title", "content", "publishedDate", "pubdate", "engine", "engines"), JSON),
)
ANSWER = st.fixed_dictionaries(
    {"results": st.lists(RESULT | JSON, max_size=5) | JSON},
    optional={
        "answers": st.lists(st.fixed_dictionaries({"answer": JSON, "url": JSON}) | JSON, max_size=3) | JSON,
        "infoboxes": st.lists(st.fixed_dictionaries({"content": JSON, "id": JSON, "urls": JSON}) | JSON, max_size=3)
        | JSON,
        "suggestions": JSON,
        "corrections": JSON,
        "unresponsive_engines": st.lists(st.lists(JSON, max_size=2) | JSON, max_size=3) | JSON,
    },
)


@given(ANSWER | JSON)
def test_whatever_is_answered_is_plain_text_or_no_results(answer: object) -> None:
    expect_plain_text(json.dumps(answer).encode())


@given(st.binary() | st.text().map(lambda text: f'{{"results": [{text}]}}'.encode(errors="replace")))
def test_whatever_bytes_are_answered_are_no_other_error(body: bytes) -> None:
    expect_plain_text(body)


def expect_plain_text(body: bytes) -> None:
    try:
        found = from_answer(body)
    except NotResults:
        return
    told = [text for one in found.hits for text in (one.title, one.snippet, *one.engines)]
    for text in (*told, *found.answers, *found.suggestions, *found.failed_engines):
        assert text == " ".join(text.split())
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
        assert "<script>alert" not in text
    assert all(one.url.startswith(("http://", "https://")) and one.title for one in found.hits)
    assert len({sameness(one.url) for one in found.hits}) == len(found.hits)
