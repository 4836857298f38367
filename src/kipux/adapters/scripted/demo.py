"""What answers while no gateway is connected: scripted, says so, and shows what a reply can look like."""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence

from kipux.adapters.scripted.gateway import completion
from kipux.adapters.scripted.language import LANGUAGES, Language
from kipux.application.ports.llm_gateway import ChatEnd, ChatEvent, ChatReasoning, ChatRequest, ChatText, PromptMessage
from kipux.domain.budget import Budget
from kipux.domain.errors import ModelUnknown
from kipux.domain.message import Usage
from kipux.domain.model import Model

_PLAIN, _THINKING = "demo", "demo-thinking"
_QUOTED_CHARACTERS = 140
_CHARACTERS_A_TOKEN = 4


class DemoGateway:
    """Two models that answer in the question's language, at `pace` seconds a word. Raises only `ModelUnknown`."""

    def __init__(self, pace: float = 0.025) -> None:
        self._pace = pace

    async def models(self) -> tuple[Model, ...]:
        """One that answers at once and one that reasons before; nothing is known of a price, so there is none."""
        return (
            Model(id=_PLAIN, name="Kipux Demo", provider="Kipux demo", mode="chat", demo=True),
            Model(
                id=_THINKING,
                name="Kipux Demo Thinking",
                provider="Kipux demo",
                mode="chat",
                abilities=("reasoning",),
                demo=True,
            ),
        )

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Say the reply word by word; tokens are counted roughly, four characters each."""
        if request.model not in (_PLAIN, _THINKING):
            raise ModelUnknown(model=request.model)
        questions = [message.text for message in request.messages if message.role == "user"] or [""]
        language = _language_of(questions)
        reasoning = language.reasoning if request.model == _THINKING else ""
        text = _reply(language, questions)
        for word in _words(reasoning):
            await asyncio.sleep(self._pace)
            yield (ChatReasoning(word),)
        for word in _words(text):
            await asyncio.sleep(self._pace)
            yield (ChatText(word),)
        usage = _usage(request.messages, text, reasoning)
        yield (ChatEnd("stop", request.model, usage, None, completion(request.model, text, reasoning, usage)),)

    async def probe(self) -> str:
        """Its name."""
        return "Kipux demo"

    async def budget(self) -> Budget | None:
        """It costs nothing."""
        return None


def _language_of(questions: Sequence[str]) -> Language:
    """That of the newest question that shows one; the first known language when none does."""
    for question in reversed(questions):
        best, second = sorted(LANGUAGES, key=lambda language: -language.score(question))[:2]
        if best.score(question) > second.score(question):
            return best
    return LANGUAGES[0]


def _reply(language: Language, questions: Sequence[str]) -> str:
    question = questions[-1]
    topic = language.topic_of(question) or ("tour" if len(questions) == 1 else "more")
    quote = _escaped(_shortened(question))
    opening = language.opening.format(question=quote) if quote else language.opening_without_question
    return f"{opening.strip()}\n\n{language.replies[topic].strip()}\n\n{language.closing.strip()}"


def _shortened(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _QUOTED_CHARACTERS else line[:_QUOTED_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _escaped(text: str) -> str:
    """So that Markdown in it stays as it was typed."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*", text)


def _usage(prompt: Sequence[PromptMessage], text: str, reasoning: str) -> Usage:
    asked, said, thought = sum(len(message.text) for message in prompt), len(text) + len(reasoning), len(reasoning)
    return Usage(
        input_tokens=-(-asked // _CHARACTERS_A_TOKEN),
        output_tokens=-(-said // _CHARACTERS_A_TOKEN),
        reasoning_tokens=-(-thought // _CHARACTERS_A_TOKEN),
    )
