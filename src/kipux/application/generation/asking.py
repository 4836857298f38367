"""What goes with a question beside the conversation: instructions and parameters. Pure."""

from dataclasses import replace

from kipux.application.ports.llm_gateway import ChatRequest, PromptMessage
from kipux.domain.instructions import Parameters
from kipux.domain.model import Model

_OUTPUT = ("max_tokens", "max_completion_tokens")


def system_prompt(of_person: str, of_conversation: str) -> tuple[PromptMessage, ...]:
    """One system message, or none: the person's instructions, then the conversation's, which so have the last word."""
    text = "\n\n".join(filter(None, (of_person, of_conversation)))
    return (PromptMessage("system", text),) if text else ()


def with_parameters(request: ChatRequest, parameters: Parameters, model: Model | None) -> ChatRequest:
    """The request with those parameters that the model takes. Where it is not told which, all: the person asked for them."""
    limit = parameters.max_output_tokens
    if limit is not None and model is not None and model.max_output_tokens is not None:
        limit = min(limit, model.max_output_tokens)
    takes = model.takes if model is not None else _everything
    return replace(
        request,
        temperature=parameters.temperature if takes("temperature") else None,
        max_output_tokens=limit if any(map(takes, _OUTPUT)) else None,
        reasoning_effort=parameters.reasoning_effort if takes("reasoning_effort") else None,
    )


def _everything(_: str) -> bool:
    return True
