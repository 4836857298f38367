"""A page cut into passages, and the passages that answer a question best. Pure."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kipux.domain.text import folded
from kipux.domain.tokens import cut_to, tokens_in

PASSAGE_TOKENS = 160
"""About what a passage has: long enough to be understood alone, short enough for many sources to have their say."""
_K1, _B = 1.2, 0.75
"""BM25's usual constants (Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009)."""
_STEM = 6
"""Letters of a word that count: so “quipus” finds “quipu” and “historias” “historia”, in either language."""
_QUERY_WEIGHT = 2.0
"""A word of the query counts so much more than one of the question."""
_BEST = 80
"""Passages that are worth comparing with one another."""
_ALIKE = 0.8
"""Share of words in common from which two passages say the same."""
_RANK_WEIGHT = 0.5
_HEADING = re.compile(r"#{1,6} +(\S.*)")
_LONGEST_HEADING = PASSAGE_TOKENS // 4
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…。])\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text. `source` says of which, `place` where in it; `heading` is the one above it, or empty."""

    source: int
    place: int
    heading: str
    text: str

    @property
    def whole(self) -> str:
        """With its heading."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


def passages_of(source: int, text: str) -> tuple[Passage, ...]:
    """The text in passages, cut between paragraphs, else between sentences, else where it must be."""
    found: list[Passage] = []
    heading, lines, size = "", list[str](), 0
    is_new = False

    def close() -> None:
        """A heading that nothing stands under is a text of its own."""
        nonlocal heading, lines, size, is_new
        if lines:
            found.append(Passage(source, len(found), heading, "\n".join(lines)))
        elif is_new:
            found.append(Passage(source, len(found), "", heading))
        lines, size, is_new = [], 0, False

    for line in text.splitlines():
        if (title := _HEADING.match(line)) and tokens_in(title[1]) <= _LONGEST_HEADING:
            above = heading if is_new and not lines else ""
            both = f"{above}\n{title[1]}" if above else title[1]
            if above and tokens_in(both) <= _LONGEST_HEADING:
                heading = both
                continue
            close()
            heading, is_new = title[1], True
            continue
        for piece in _pieces(line.strip()):
            tokens = tokens_in(piece) + 1
            if size + tokens > PASSAGE_TOKENS:
                close()
            lines.append(piece)
            size += tokens
    close()
    return tuple(found)


def ranked(passages: Sequence[Passage], query: str, question: str) -> list[Passage]:
    """Those that bear on it, the best first, by BM25 against query and question; of those that are equally good, and of sources, the
    earlier ones. Of two that say the same only the better one.
    """
    sought = Counter(dict.fromkeys(_stems(question), 1.0)) | Counter(dict.fromkeys(_stems(query), _QUERY_WEIGHT))
    bags = [Counter(_stems(passage.whole)) for passage in passages]
    scores = _bm25(bags, sought)
    bearing = [n for n, score in enumerate(scores) if score > 0]
    bearing.sort(key=lambda n: (-scores[n] * (1 + _RANK_WEIGHT / (1 + passages[n].source)), passages[n].place))
    kept: list[int] = []
    for n in bearing[:_BEST]:
        if not any(_say_the_same(bags[n], bags[other]) for other in kept):
            kept.append(n)
    return [passages[n] for n in kept]


def spread(passages: Sequence[Passage]) -> list[Passage]:
    """The same, the best one of each source before the second one of any."""
    first = {passage.source: passage for passage in reversed(passages)}
    best = [passage for passage in passages if first[passage.source] is passage]
    return best + [passage for passage in passages if first[passage.source] is not passage]


def spaced(passages: Sequence[Passage], number: int) -> list[Passage]:
    """So many of them, from beginning to end at even distances; all of them if they are no more."""
    if number >= len(passages):
        return list(passages)
    return [passages[n * len(passages) // number] for n in range(number)]


def _bm25(bags: Sequence[Counter[str]], sought: "Counter[str] | dict[str, float]") -> list[float]:
    lengths = [sum(bag.values()) for bag in bags]
    mean = (sum(lengths) / len(lengths) if lengths else 0) or 1
    having = Counter(word for bag in bags for word in bag if word in sought)
    rarity = {word: math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) for word, n in having.items()}
    return [
        sum(
            weight * rarity[word] * bag[word] * (_K1 + 1) / (bag[word] + _K1 * (1 - _B + _B * length / mean))
            for word, weight in sought.items()
            if word in bag
        )
        for bag, length in zip(bags, lengths, strict=True)
    ]


def _say_the_same(one: Counter[str], other: Counter[str]) -> bool:
    """Nearly the same words, and the very same numbers: those are facts."""
    fewer, more = sorted((one.keys(), other.keys()), key=len)
    if not fewer or len(fewer & more) < _ALIKE * len(more):
        return False
    return not any(any(map(str.isdigit, word)) for word in fewer ^ more)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Texts are long, but their words are few."""
    return folded(word)[:_STEM]


def _pieces(line: str) -> Iterator[str]:
    if tokens_in(line) < PASSAGE_TOKENS:
        yield from filter(None, [line])
        return
    yield from _joined(part for sentence in _SENTENCE_END.split(line) for part in _cut(sentence))


def _joined(sentences: Iterable[str]) -> Iterator[str]:
    together = ""
    for sentence in sentences:
        if together and tokens_in(together) + tokens_in(sentence) + 1 >= PASSAGE_TOKENS:
            yield together
            together = ""
        together = f"{together} {sentence}" if together else sentence
    if together:
        yield together


def _cut(sentence: str) -> Iterator[str]:
    while tokens_in(sentence) >= PASSAGE_TOKENS:
        part = cut_to(sentence, PASSAGE_TOKENS - 2)
        part = part.rpartition(" ")[0] or part
        yield part
        sentence = sentence[len(part) :].lstrip()
    if sentence:
        yield sentence
