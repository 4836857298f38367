"""The port to what Kipux depends on, for readiness and `kipux doctor`."""

from typing import Protocol


class Probe(Protocol):
    """One dependency."""

    @property
    def name(self) -> str:
        """A short lower-case name, such as `database`."""
        ...

    @property
    def required(self) -> bool:
        """Whether Kipux cannot serve without it."""
        ...

    async def check(self) -> str:
        """One line on its state, for an administrator: no secrets. Raises `Unavailable` when it is down."""
        ...
