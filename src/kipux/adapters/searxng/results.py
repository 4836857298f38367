"""The body of an answer to the domain's results, whatever is in it."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec
from msgspec import Raw

from kipux.adapters.searxng.dates import moment_of
from kipux.adapters.searxng.links import link_of, sameness
from kipux.adapters.searxng.plain_text import cut, plain
from kipux.adapters.searxng.wire import UNREADABLE, Answer, Found, Infobox, Result
from kipux.domain.web_search import SearchHit, SearchResults

log = logging.getLogger(__name__)

_HITS, _ANSWERS, _SUGGESTIONS, _ENGINES = 50, 10, 10, 50
_TITLE, _SNIPPET, _ANSWER, _SUGGESTION, _NAME = 300, 1_000, 1_000, 200, 60

_found_in = msgspec.json.Decoder(Found).decode
_result_in = msgspec.json.Decoder(Result).decode
_list_in = msgspec.json.Decoder(list[Raw]).decode
_answer_in = msgspec.json.Decoder(str | Answer).decode
_infobox_in = msgspec.json.Decoder(Infobox).decode
_text_in = msgspec.json.Decoder(str).decode
_failure_in = msgspec.json.Decoder(str | list[object]).decode


class NotResults(ValueError):
    """The body is no answer to a search."""


def from_answer(body: bytes) -> SearchResults:
    """What was found, as plain text; an entry that cannot be read is left out. Raises `NotResults`."""
    try:
        found = _found_in(body)
    except UNREADABLE as error:
        raise NotResults from error
    return SearchResults(
        hits=_hits(found.results),
        answers=_texts((*_infoboxes(found.infoboxes), *_answers(found.answers)), _ANSWERS),
        suggestions=_texts((*_lines(found.corrections), *_lines(found.suggestions)), _SUGGESTIONS),
        failed_engines=_texts(_failures(found.unresponsive_engines), _ENGINES),
    )


def _hits(results: list[Raw]) -> tuple[SearchHit, ...]:
    """The first of those that lead to one page, with what the others know beside it."""
    hits: dict[str, SearchHit] = {}
    for raw in results:
        if hit := _hit(raw):
            same = sameness(hit.url)
            if same in hits:
                hits[same] = _both(hits[same], hit)
            elif len(hits) < _HITS:
                hits[same] = hit
    return tuple(hits.values())


def _hit(raw: Raw) -> SearchHit | None:
    try:
        result = _result_in(raw)
    except UNREADABLE as error:
        log.debug("A result is left out: %s", error)
        return None
    url = link_of(result.url)
    if url is None:
        return None
    engines = result.engines if isinstance(result.engines, list) else [result.engine]
    return SearchHit(
        url=url,
        title=plain(result.title, _TITLE) or cut(url, _TITLE),
        snippet=plain(result.content, _SNIPPET),
        published_at=moment_of(result.publishedDate, result.pubdate),
        engines=_texts((plain(name, _NAME) for name in engines), _ENGINES),
    )


def _both(first: SearchHit, other: SearchHit) -> SearchHit:
    return replace(
        first,
        snippet=first.snippet or other.snippet,
        published_at=first.published_at or other.published_at,
        engines=_texts((*first.engines, *other.engines), _ENGINES),
    )


def _answers(answers: Raw) -> Iterator[str]:
    for raw in _entries(answers):
        try:
            answer = _answer_in(raw)
        except UNREADABLE:
            continue
        if isinstance(answer, str):
            yield plain(answer, _ANSWER)
        elif text := plain(answer.answer, _ANSWER):
            yield _with_address(text, answer.url)


def _infoboxes(infoboxes: Raw) -> Iterator[str]:
    for raw in _entries(infoboxes):
        try:
            box = _infobox_in(raw)
        except UNREADABLE:
            continue
        if text := plain(box.content, _ANSWER):
            named = ": ".join(filter(None, (plain(box.infobox, _TITLE), text)))
            yield _with_address(named, box.id, *_addresses(box.urls))


def _addresses(urls: object) -> Iterator[object]:
    for entry in urls if isinstance(urls, list) else ():
        if isinstance(entry, dict):
            yield entry.get("url")


def _with_address(text: str, *addresses: object) -> str:
    """The text, and the first of the addresses that is a link."""
    links = (link_of(address) for address in addresses if isinstance(address, str))
    link = next(filter(None, links), None)
    return f"{text} ({link})" if link else text


def _lines(texts: Raw) -> Iterator[str]:
    for raw in _entries(texts):
        try:
            yield plain(_text_in(raw), _SUGGESTION)
        except UNREADABLE:
            continue


def _failures(pairs: Raw) -> Iterator[str]:
    """The names of engines: of `[name, reason]`, in whatever language the reason is, or told alone."""
    for raw in _entries(pairs):
        try:
            told = _failure_in(raw)
        except UNREADABLE:
            continue
        yield plain(told[0] if isinstance(told, list) and told else told, _NAME)


def _entries(listed: Raw) -> list[Raw]:
    try:
        return _list_in(listed)
    except UNREADABLE:
        return []


def _texts(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Those that are not empty, each once, so many at most."""
    return tuple(dict.fromkeys(filter(None, texts)))[:most]
