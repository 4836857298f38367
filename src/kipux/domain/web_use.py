"""Whether a reply may use the web."""

from enum import StrEnum


class WebUse(StrEnum):
    """AUTO: as the model sees fit, and when the question holds a link. ALWAYS: it searches first. NEVER: no tool of the web."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"
