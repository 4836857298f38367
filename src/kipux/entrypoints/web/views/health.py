"""What the probes tell."""

from msgspec import Struct


class ComponentView(Struct, frozen=True):
    """One dependency: whether Kipux can serve without it, and whether it answers."""

    name: str
    required: bool
    ok: bool


class Readiness(Struct, frozen=True):
    """`ready` when everything that is required answers."""

    ready: bool
    components: tuple[ComponentView, ...]


class Liveness(Struct, frozen=True):
    """The process answers."""

    alive: bool = True
