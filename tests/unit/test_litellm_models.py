import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kipux.adapters.litellm.models import NotAList, from_model_info, from_model_names

SAMPLE = (Path(__file__).parents[1] / "data/litellm/model_info.json").read_bytes()


def listed(*entries: Any) -> bytes:
    return json.dumps({"data": entries}).encode()


def entry(name: str = "m", params: dict[str, Any] | None = None, **info: Any) -> dict[str, Any]:
    return {"model_name": name, "litellm_params": params or {}, "model_info": info}


@pytest.mark.parametrize("body", [SAMPLE, b'{"data":' + SAMPLE + b"}"], ids=["bare", "wrapped"])
def test_a_list_is_read_bare_or_in_its_envelope(body: bytes) -> None:
    models = {model.id: model for model in from_model_info(body)}
    gemini = models["gemini/gemini-2.5-pro"]
    assert (gemini.name, gemini.provider, gemini.mode) == ("gemini/gemini-2.5-pro", "gemini", "chat")
    assert (gemini.context_window, gemini.max_output_tokens) == (1048576, 65535)
    assert (gemini.input_price, gemini.output_price) == (Decimal("0.00000125"), Decimal("0.00001"))
    assert gemini.abilities == (
        "audio_input",
        "function_calling",
        "pdf_input",
        "reasoning",
        "response_schema",
        "vision",
        "web_search",
    )
    assert gemini.supported_params is not None
    assert "reasoning_effort" in gemini.supported_params
    assert len(models) == len(json.loads(SAMPLE))


def test_what_is_not_told_is_unknown() -> None:
    llama = next(model for model in from_model_info(SAMPLE) if model.id == "llama3.3-70b")
    assert (llama.provider, llama.mode, llama.can_chat) == ("openai_like", None, True)
    assert (llama.context_window, llama.input_price, llama.supported_params) == (None, None, None)


def test_a_model_of_another_mode_is_no_chat() -> None:
    image = next(model for model in from_model_info(SAMPLE) if model.id == "gpt-image-1")
    assert not image.can_chat


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"params": {"model": "openai/x", "input_cost_per_token": 0, "output_cost_per_token": 0}}, (None, None)),
        ({"litellm_provider": "openai", "input_cost_per_token": 0, "output_cost_per_token": 0}, (None, None)),
        ({"params": {"model": "ollama/x"}, "input_cost_per_token": 0, "output_cost_per_token": 0}, (0, 0)),
        ({"litellm_provider": "hosted_vllm", "input_cost_per_token": 0.0, "output_cost_per_token": 0.0}, (0, 0)),
        ({"litellm_provider": "ollama"}, (None, None)),
        ({"input_cost_per_token": 1e-7, "output_cost_per_token": 0}, (Decimal("0.0000001"), 0)),
        ({"params": {"input_cost_per_token": 2e-6, "output_cost_per_token": 3e-6}, "input_cost_per_token": 1e-6},
         (Decimal("0.000002"), Decimal("0.000003"))),
    ],
)  # fmt: skip
def test_a_price_of_zero_is_unknown_unless_the_machine_is_ones_own(
    told: dict[str, Any], meant: tuple[Any, Any]
) -> None:
    (model,) = from_model_info(listed(entry(**told)))
    assert (model.input_price, model.output_price) == meant


def test_our_label_names_a_model() -> None:
    labels: list[Any] = [{"label": "Rápido"}, {"label": " "}, {"label": 7}, "odd", None]
    models = from_model_info(listed(*(entry(f"m{i}", kipux=label) for i, label in enumerate(labels))))
    assert [model.name for model in models] == ["Rápido", "m1", "m2", "m3", "m4"]


def test_deployments_of_one_name_are_one_model() -> None:
    (model,) = from_model_info(
        listed(
            entry(max_input_tokens=100, input_cost_per_token=1e-6, supports_vision=True, supports_reasoning=True),
            entry(max_input_tokens=50, input_cost_per_token=2e-6, supports_vision=True),
        )
    )
    assert (model.context_window, model.input_price, model.abilities) == (50, Decimal("0.000002"), ("vision",))


def test_an_entry_that_cannot_be_read_is_left_out() -> None:
    broken: list[Any] = [None, 7, "x", {}, {"model_name": None}, {"model_name": " "}, entry("b", mode=7)]
    assert [model.id for model in from_model_info(listed(*broken, entry("good")))] == ["good"]


def test_numbers_told_as_text_are_read() -> None:
    (model,) = from_model_info(listed(entry(max_input_tokens="8192", max_output_tokens=0, input_cost_per_token="1e-6")))
    assert (model.context_window, model.max_output_tokens, model.input_price) == (8192, None, Decimal("0.000001"))


def test_nothing_is_known_of_the_gateways_inside() -> None:
    secret = {"model": "openai/x", "api_base": "http://inside", "api_key": "sk-secret"}
    assert "inside" not in repr(from_model_info(listed(entry("m", secret))))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": "no"}', b'{"data": {}}', b"7", b"[" * 5000, b"\xff"])
def test_another_body_is_no_list(body: bytes) -> None:
    with pytest.raises(NotAList):
        from_model_info(body)
    with pytest.raises(NotAList):
        from_model_names(body)


def test_names_alone_tell_little() -> None:
    body = listed(
        {"id": "groq/llama", "context_window": 8192, "owned_by": "openai"}, {"id": "gpt", "mode": "embedding"}
    )
    llama, gpt = from_model_names(body)
    assert (llama.id, llama.name, llama.provider, llama.context_window) == ("groq/llama", "groq/llama", "groq", 8192)
    assert (gpt.provider, gpt.can_chat, gpt.input_price) == (None, False, None)
