"""When a result was published."""

from datetime import UTC, datetime

_LONGEST = 40


def moment_of(*told: object) -> datetime | None:
    """The first of these that is a time, in UTC, which is also what one without a zone is taken for; None when none is."""
    for text in told:
        if isinstance(text, str) and len(text) <= _LONGEST and (moment := _parsed(text.strip())):
            return moment
    return None


def _parsed(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
