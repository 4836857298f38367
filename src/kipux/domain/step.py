"""What a reply did beside writing: a search, a page read. Kept with the message, shown as one quiet line."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class StepStatus(StrEnum):
    """Where it stands."""

    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """`id` is ours, and unique in its reply. `name` is the tool's. `subject` is what was looked for or read, as told by a model or
    a page: hostile text.

    `found` counts sources, and `sources` are their numbers; `duration_ms` is there once it ended. `missing` holds codes of what
    could not be had (`missing.<code>` in the catalogues), in the order in which it was missed, each once; a step may finish all the
    same.
    """

    id: str
    name: str
    status: StepStatus
    subject: str
    found: int | None = None
    duration_ms: int | None = None
    missing: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()

    @property
    def ended(self) -> Self:
        """The same; one that had not ended when its reply did has failed."""
        return replace(self, status=StepStatus.FAILED) if self.status is StepStatus.STARTED else self
