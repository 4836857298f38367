"""What is sent to a model, when everything fits and when it does not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.application.generation.asking import system_prompt
from kipux.application.generation.prompt import (
    Sheet,
    budget_of,
    cut_for_summary,
    going_on,
    parts_of,
    resumed,
    sheet_of,
    summary_prompt,
)
from kipux.application.ports.llm_gateway import PromptMessage
from kipux.domain.message import Message, MessageRole
from kipux.domain.model import Model
from kipux.domain.summary import SUMMARY_LENGTH, Summary
from kipux.domain.tokens import cut_to, tokens_in, tokens_of_message
from tests.factories import NOW, a_message, a_reply, new_id

HERE = new_id()
TEXTS = st.text(max_size=400) | st.sampled_from(["", "ñandú " * 40, "你好" * 60, "👩‍🚀" * 30])
SHARED = json.loads((Path(__file__).parents[1] / "data/tokens.json").read_text(encoding="utf-8"))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Questions and answers of any length, some of which say nothing; at the end a question."""
    texts = draw(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
    turns: list[Message] = []
    for question, answer in texts:
        turns.append(a_message(HERE, text=question or "?"))
        turns.append(a_reply(turns[-1], text=answer))
    turns.append(a_message(HERE, text=draw(TEXTS) or "?"))
    return Sheet(
        tuple(turns),
        system_prompt(draw(st.sampled_from(["", "Sé breve.", "x" * 300])), ""),
        draw(st.sampled_from(["", "Antes."])),
        draw(st.sampled_from([(), going_on(a_reply(turns[-1]))])),
    )


def least(sheet: Sheet) -> int:
    """What cannot be left out."""
    return replace(sheet, turns=sheet.turns[-1:]).tokens


def is_whole(sheet: Sheet, of: Sheet) -> bool:
    """Whether the system prompt comes first and the newest question stands whole at the end."""
    prompt = sheet.prompt
    end = (PromptMessage("user", of.turns[-1].text), *of.after)
    return prompt[-len(end) :] == end and prompt[: len(of.system)] == of.system


@given(sheets(), st.integers(0, 3_000))
def test_what_is_left_after_dropping_never_exceeds_the_budget(sheet: Sheet, budget: int) -> None:
    old, kept = sheet.split(budget)
    shorter = replace(sheet, turns=kept)
    assert old + kept == sheet.turns
    assert is_whole(shorter, sheet)
    assert kept[0].role is MessageRole.USER
    assert shorter.tokens <= max(budget, least(sheet))
    if sheet.tokens <= budget:
        assert not old


@given(sheets(), st.integers(64, 3_000), TEXTS)
def test_what_is_left_after_summarising_never_exceeds_the_budget(sheet: Sheet, budget: int, text: str) -> None:
    cut = cut_for_summary(sheet, budget)
    shorter = resumed(sheet, cut, text * 20)
    assert cut.old + cut.kept == sheet.turns
    assert is_whole(shorter, sheet)
    assert shorter.tokens <= max(budget, least(replace(sheet, summary="")))


@given(sheets(), st.integers(600, 3_000))
def test_every_part_can_be_summarised_within_the_budget(sheet: Sheet, budget: int) -> None:
    summary = cut_to("y" * 9_000, budget // 8)
    for part in parts_of(sheet.turns, budget):
        prompt = summary_prompt(summary, part, budget // 8)
        assert sum(tokens_of_message(message.text) for message in prompt) <= budget + 24


def test_a_summary_is_no_longer_than_one_may_be_however_large_the_window() -> None:
    sheet = Sheet((a_message(HERE, text="a" * 800_000), a_message(HERE, text="?")))
    cut = cut_for_summary(sheet, 200_000)
    assert len(resumed(sheet, cut, "x" * 100_000).summary) == SUMMARY_LENGTH


def test_an_outgrown_conversation_is_cut_to_half_so_that_its_beginning_stays_the_same_for_long() -> None:
    turns = [a_message(HERE, text="x" * 350)]
    for _ in range(20):
        turns += [a_reply(turns[-1], text="y" * 350), a_message(HERE, text="z" * 350)]
    shorter = resumed(Sheet(tuple(turns)), cut_for_summary(Sheet(tuple(turns)), 2_000), "corto")
    assert 500 < shorter.tokens <= 1_000


def test_a_branch_is_sent_from_where_its_newest_summary_reaches() -> None:
    one = a_message(HERE, text="uno")
    two = a_reply(one, text="dos")
    three = a_message(HERE, text="tres")
    said = Summary(id=new_id(), conversation_id=HERE, message_id=two.id, text="Hubo dos.", model="m", created_at=NOW)
    sheet = sheet_of([one, two, three], [replace(said, message_id=one.id, text="Hubo uno."), said])
    assert [(message.role, message.text.rpartition("\n")[2]) for message in sheet.prompt] == [
        ("system", "Hubo dos."),
        ("user", "tres"),
    ]
    assert sheet_of([one, two, three], [replace(said, text="")]).turns == (one, two, three)
    assert sheet_of([one, two, three], [replace(said, message_id=new_id())]).turns == (one, two, three)


@pytest.mark.parametrize(
    ("window", "most", "budget"),
    [(None, 4_096, None), (128_000, None, 123_904), (128_000, 1_000, 127_000), (4_000, 8_000, 3_000)],
)
def test_an_answer_has_room(window: int | None, most: int | None, budget: int | None) -> None:
    assert budget_of(Model(id="m", name="M", context_window=window, max_output_tokens=most)) == budget


def test_an_answer_that_was_asked_for_has_room() -> None:
    model = Model(id="m", name="M", context_window=32_000)
    assert [budget_of(model, answer) for answer in (100, 8_000, 64_000)] == [31_900, 24_000, 16_000]


def test_nothing_is_known_of_a_model_that_is_not_listed() -> None:
    assert budget_of(None) is None


@pytest.mark.parametrize(("text", "tokens"), SHARED)
def test_tokens_are_counted_as_the_page_counts_them(text: str, tokens: int) -> None:
    assert tokens_in(text) == tokens


@given(st.text(), st.integers(-5, 50))
def test_a_cut_text_takes_no_more_than_its_tokens(text: str, tokens: int) -> None:
    short = cut_to(text, tokens)
    assert text.startswith(short)
    assert tokens_in(short) <= max(0, tokens)
