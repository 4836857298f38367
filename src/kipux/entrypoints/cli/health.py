"""What everything that Kipux depends on answers."""

from kipux.application.use_cases.check_health import ComponentHealth
from kipux.entrypoints.container import Container, close
from kipux.entrypoints.settings import Settings


async def healths_of(settings: Settings, database_url: str) -> tuple[ComponentHealth, ...]:
    """The state of each component, through connections of their own."""
    container = Container(settings=settings, database_url=database_url)
    try:
        return await container.check_health()()
    finally:
        await close(container)
