"""The parts of the OpenAI and LiteLLM formats that Kipux reads. What is not named here is ignored, or kept unread."""

from decimal import Decimal

from msgspec import DecodeError, Raw, Struct

UNREADABLE = (DecodeError, ValueError, RecursionError)
"""What decoding raises for bytes that are not what was expected."""


class FunctionPiece(Struct):
    """Its name comes whole, its arguments in pieces."""

    name: str | None = None
    arguments: str | None = None


class ToolCallPiece(Struct):
    """A piece of a tool call, or a whole one."""

    index: int | None = None
    id: str | None = None
    function: FunctionPiece | None = None


class Delta(Struct):
    """What a chunk adds; in a whole completion, the message itself."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: tuple[ToolCallPiece, ...] | None = None


class Choice(Struct):
    """One of the answers asked for; Kipux asks for one."""

    index: int = 0
    delta: Delta | None = None
    message: Delta | None = None
    finish_reason: str | None = None


class Chunk(Struct):
    """A piece of a streamed answer, or a whole completion."""

    model: str | None = None
    choices: tuple[Choice, ...] | None = None
    usage: object = None
    error: object = None


class PlainDelta(Delta, forbid_unknown_fields=True):
    """A delta of text, reasoning or tool calls alone."""

    role: str | None = None
    refusal: None = None


class PlainChoice(Choice, forbid_unknown_fields=True):
    """A choice that goes on."""

    delta: PlainDelta | None = None
    message: None = None
    finish_reason: None = None
    logprobs: None = None


class PlainChunk(Chunk, forbid_unknown_fields=True):
    """A chunk like nearly all of them: it adds to the answer and says nothing else that is new. Any other does not decode."""

    choices: tuple[PlainChoice, ...] | None = None
    usage: None = None
    error: None = None
    id: str | None = None
    object: str | None = None
    created: int | None = None
    system_fingerprint: str | None = None
    service_tier: str | None = None


class InputDetails(Struct):
    """`prompt_tokens_details`."""

    cached_tokens: int | None = None


class OutputDetails(Struct):
    """`completion_tokens_details`."""

    reasoning_tokens: int | None = None


class Cost(Struct):
    """A cost told in its parts."""

    total_cost: Decimal | None = None


class TokenUsage(Struct):
    """`usage`; the cost is USD."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: InputDetails | None = None
    completion_tokens_details: OutputDetails | None = None
    cost: Decimal | Cost | None = None


class Problem(Struct):
    """What an error body says of itself."""

    message: str | None = None
    type: str | None = None
    code: str | int | None = None


class Listed(Struct):
    """The envelope of a list."""

    data: list[Raw]


class Deployment(Struct):
    """`litellm_params` of `/model/info`: only what may be known outside the gateway."""

    model: str | None = None
    custom_llm_provider: str | None = None
    input_cost_per_token: Decimal | None = None
    output_cost_per_token: Decimal | None = None


class Details(Struct):
    """`model_info` of `/model/info`. `kipux` is ours: what the gateway's administrator wrote there for us."""

    litellm_provider: str | None = None
    mode: str | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    input_cost_per_token: Decimal | None = None
    output_cost_per_token: Decimal | None = None
    cache_read_input_token_cost: Decimal | None = None
    supported_openai_params: list[str] | None = None
    supports_audio_input: bool | None = None
    supports_audio_output: bool | None = None
    supports_function_calling: bool | None = None
    supports_pdf_input: bool | None = None
    supports_prompt_caching: bool | None = None
    supports_reasoning: bool | None = None
    supports_response_schema: bool | None = None
    supports_vision: bool | None = None
    supports_web_search: bool | None = None
    kipux: object = None


class Entry(Struct):
    """One deployment in `/model/info`."""

    model_name: str
    litellm_params: Deployment | None = None
    model_info: Details | None = None


class NamedModel(Struct):
    """One model in `/v1/models`; the windows are named by LiteLLM, vLLM, OpenRouter and Groq, each in its way."""

    id: str
    mode: str | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    max_model_len: int | None = None
    context_length: int | None = None
    context_window: int | None = None


class Readiness(Struct):
    """What LiteLLM tells of its state; other servers have no `db` to tell of."""

    db: str
    litellm_version: str | None = None
