"""Read one page of the web."""

import asyncio
import logging
from collections.abc import Mapping

from kipux.application.generation.page_reader import PageReader
from kipux.application.generation.passages import PASSAGE_TOKENS, Passage, passages_of, ranked, spaced
from kipux.application.generation.planning import without_links
from kipux.application.generation.quoting import Quotation, cleaned, one_line
from kipux.application.generation.tools import BadArguments, Errand, Tool, site_of
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ToolSpec
from kipux.domain.errors import KipuxError
from kipux.domain.message import Source
from kipux.domain.page import Page
from kipux.domain.tokens import tokens_in

logger = logging.getLogger(__name__)

SPEC = ToolSpec(
    "read_page",
    "Reads one web page or PDF whose address the person gave or a search found, and gives its text as quoted material.",
    {
        "type": "object",
        "properties": {"url": {"type": "string", "description": "The address, with https:// in front."}},
        "required": ["url"],
        "additionalProperties": False,
    },
)
_LEAST = 120
_TITLE_LENGTH = 200
_SNIPPET_LENGTH = 300
_SHOWN = 300
_TEXT_LENGTH = 400_000


class ReadPage(Tool):
    """One page: all of it where there is room, else the passages that bear on the question and others from beginning to end."""

    def __init__(self, reader: PageReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    @property
    def spec(self) -> ToolSpec:
        """`url`."""
        return SPEC

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        """The quotation, or a sentence that says why there is none. Raises `BadArguments`."""
        url = arguments.get("url")
        if not isinstance(url, str) or not url.strip():
            raise BadArguments("`url` must be a text that is not empty.")
        step = errand.steps.begin(SPEC.name, one_line(url, _SHOWN))
        page, missing = await self._page(url.strip(), errand)
        if page is None:
            step.miss(missing)
            step.end(failed=True)
            return f"The page could not be read ({missing}). Answer from what there is."
        quotation = Quotation(errand.sources, errand.allowance, errand.portion)
        source = Source(
            n=0,
            url=page.url,
            title=one_line(page.title or page.url, _TITLE_LENGTH),
            site=site_of(page.url),
            snippet=one_line(page.text[: 2 * _SNIPPET_LENGTH], _SNIPPET_LENGTH),
            published_on=page.published_on,
            read_at=errand.now,
        )
        chosen, is_whole = await asyncio.to_thread(_chosen, page.text, errand.question, quotation.left)
        added = [quotation.add(source, passage) for passage in chosen]
        if page.needs_scripts:
            step.miss("needs_scripts")
        if not (is_whole and all(added)):
            step.miss("not_whole")
        told = quotation.close()
        if not told:
            step.miss("page_empty")
        step.end(found=0, sources=quotation.numbers)
        return told or "The page says nothing that could be quoted. Answer from what there is."

    async def _page(self, url: str, errand: Errand) -> tuple[Page | None, str]:
        """The page, or the code of what is missing."""
        if not errand.sources.may_open(url):
            return None, "address_not_offered"
        if min(errand.allowance.left, errand.portion) < _LEAST:
            return None, "no_room"
        try:
            async with asyncio.timeout(max(0.0, errand.until - self._clock.monotonic())):
                page = await self._reader.read(url)
        except TimeoutError:
            return None, "page_timeout"
        except KipuxError as error:
            return None, error.code
        return (None, "login") if page.needs_login else (page, "")


def _chosen(text: str, question: str, tokens: int) -> tuple[list[Passage], bool]:
    """The passages in the order in which they should find room, and whether they are all. Takes a while: not for the event loop."""
    passages = passages_of(0, cleaned(text[:_TEXT_LENGTH]))
    if sum(tokens_in(passage.whole) + 2 for passage in passages) <= tokens:
        return list(passages), len(text) <= _TEXT_LENGTH
    number = max(1, tokens // PASSAGE_TOKENS)
    first = ranked(passages, "", without_links(question))[: number // 2]
    rest = spaced([passage for passage in passages if passage not in first], number)
    return first + rest, False
