"""What a person asks of every reply, beside the question itself."""

from dataclasses import dataclass
from enum import StrEnum

from kipux.domain.errors import Invalid

INSTRUCTIONS_LENGTH = 20_000
"""Characters that instructions may have."""
TEMPERATURES = (0.0, 2.0)
MOST_OUTPUT = 1_000_000


class Effort(StrEnum):
    """How much a model that reasons should reason."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model should answer; None leaves it to the provider. `temperature` is from 0 to 2, `max_output_tokens` from 1."""

    temperature: float | None = None
    max_output_tokens: int | None = None
    reasoning_effort: Effort | None = None


NO_PARAMETERS = Parameters()
"""All of them left to the provider."""


def checked_instructions(text: str) -> str:
    """The instructions without blanks around them. Raises `Invalid` (field `instructions`: `too_long`)."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > INSTRUCTIONS_LENGTH:
        raise Invalid({"instructions": "too_long"})
    return text


def checked_parameters(parameters: Parameters) -> Parameters:
    """The same. Raises `Invalid` (fields `parameters.…`: `out_of_range`)."""
    faults: dict[str, str] = {}
    lowest, highest = TEMPERATURES
    if parameters.temperature is not None and not lowest <= parameters.temperature <= highest:
        faults["parameters.temperature"] = "out_of_range"
    if parameters.max_output_tokens is not None and not 1 <= parameters.max_output_tokens <= MOST_OUTPUT:
        faults["parameters.max_output_tokens"] = "out_of_range"
    if faults:
        raise Invalid(faults)
    return parameters
