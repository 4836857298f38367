"""The demo's texts: one TOML file a language in `texts/`, read once."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that the demo says in one language, and how to recognise a question in it.

    `opening` holds `{question}`. `topics` maps the name of a reply to the words that ask for it.
    """

    words: frozenset[str]
    letters: str
    opening: str
    opening_without_question: str
    closing: str
    reasoning: str
    topics: dict[str, list[str]]
    replies: dict[str, str]

    def score(self, question: str) -> int:
        """How much of the question is typical of this language."""
        return len(self.words & _words_of(question)) + sum(letter in question for letter in self.letters)

    def topic_of(self, question: str) -> str | None:
        """The reply that the question asks for by one of its words."""
        asked = _words_of(question)
        return next((topic for topic, words in self.topics.items() if asked.intersection(words)), None)


def _words_of(question: str) -> set[str]:
    return set(re.findall(r"\w+", question.casefold()))


def _read(name: str) -> Language:
    text = files("kipux.adapters.scripted").joinpath("texts", f"{name}.toml").read_text(encoding="utf-8")
    fields = tomllib.loads(text)
    return Language(**{**fields, "words": frozenset(fields["words"])})


LANGUAGES = (_read("es"), _read("en"))
