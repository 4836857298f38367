"""Model lists: the bodies of `/model/info` and `/v1/models` to the domain's models."""

import logging
from collections.abc import Callable, Iterator
from decimal import Decimal

import msgspec
from msgspec import Raw

from kipux.adapters.litellm.wire import UNREADABLE, Deployment, Details, Entry, Listed, NamedModel
from kipux.domain.model import Model, merged

log = logging.getLogger(__name__)

_LOCAL_PROVIDERS = {"hosted_vllm", "llamafile", "lm_studio", "local_ai", "ollama", "ollama_chat", "vllm", "xinference"}
_ABILITIES = (
    "audio_input",
    "audio_output",
    "function_calling",
    "pdf_input",
    "prompt_caching",
    "reasoning",
    "response_schema",
    "vision",
    "web_search",
)
_list_of = msgspec.json.Decoder(list[Raw] | Listed).decode
_entry_of = msgspec.json.Decoder(Entry, strict=False).decode
_named_of = msgspec.json.Decoder(NamedModel, strict=False).decode


class NotAList(ValueError):
    """The body holds no list of models."""


def from_model_info(body: bytes) -> tuple[Model, ...]:
    """The models in `/model/info`, one a name; an entry that cannot be read is left out. Raises `NotAList`."""
    return merged(_read(body, lambda raw: _described(_entry_of(raw))))


def from_model_names(body: bytes) -> tuple[Model, ...]:
    """The models in `/v1/models`, of which little more than names is known. Raises `NotAList`."""
    return merged(_read(body, lambda raw: _named(_named_of(raw))))


def _read(body: bytes, model_of: Callable[[Raw], Model]) -> Iterator[Model]:
    try:
        listed = _list_of(body)
    except UNREADABLE as error:
        raise NotAList from error
    return _readable(listed.data if isinstance(listed, Listed) else listed, model_of)


def _readable(entries: list[Raw], model_of: Callable[[Raw], Model]) -> Iterator[Model]:
    for raw in entries:
        try:
            yield model_of(raw)
        except UNREADABLE as error:
            log.debug("An entry of the model list is left out: %s", error)


def _described(entry: Entry) -> Model:
    params, info = entry.litellm_params or Deployment(), entry.model_info or Details()
    provider = info.litellm_provider or _spoken_to(params) or _prefix(params.model)
    input_price, output_price = _prices(params, info, provider)
    return Model(
        id=_named_somehow(entry.model_name),
        name=_label(info) or entry.model_name,
        provider=provider,
        mode=info.mode,
        context_window=_positive(info.max_input_tokens),
        max_output_tokens=_positive(info.max_output_tokens),
        input_price=input_price,
        output_price=output_price,
        cached_input_price=info.cache_read_input_token_cost or None,
        abilities=tuple(name for name in _ABILITIES if getattr(info, f"supports_{name}")),
        supported_params=None if info.supported_openai_params is None else tuple(info.supported_openai_params),
    )


def _spoken_to(params: Deployment) -> str | None:
    """Of a model that LiteLLM does not know, `openai` only says which protocol it speaks."""
    return "openai_like" if params.custom_llm_provider == "openai" else params.custom_llm_provider


def _named(model: NamedModel) -> Model:
    return Model(
        id=_named_somehow(model.id),
        name=model.id,
        provider=_prefix(model.id),
        mode=model.mode,
        context_window=_positive(
            model.max_input_tokens or model.max_model_len or model.context_length or model.context_window
        ),
        max_output_tokens=_positive(model.max_output_tokens),
    )


def _named_somehow(name: str) -> str:
    if not name.strip():
        message = "it has no name"
        raise ValueError(message)
    return name


def _prices(params: Deployment, info: Details, provider: str | None) -> tuple[Decimal | None, Decimal | None]:
    """USD a token, in and out. Gateways write 0 for what they do not know: it is free only where the machine is one's own."""
    into = info.input_cost_per_token if params.input_cost_per_token is None else params.input_cost_per_token
    out = info.output_cost_per_token if params.output_cost_per_token is None else params.output_cost_per_token
    if not into and not out and provider not in _LOCAL_PROVIDERS:
        return None, None
    return into, out


def _label(info: Details) -> str | None:
    label = info.kipux.get("label") if isinstance(info.kipux, dict) else None
    return label if isinstance(label, str) and label.strip() else None


def _prefix(model: str | None) -> str | None:
    provider, slash, _ = (model or "").partition("/")
    return provider if slash and provider else None


def _positive(number: int | None) -> int | None:
    return number if number and number > 0 else None
