"""What `kipux grant-admin` asks of the use cases."""

from kipux.domain.errors import NotFound
from kipux.entrypoints.container import Container, close
from kipux.entrypoints.settings import Settings


async def granted(settings: Settings, database_url: str, email: str) -> bool:
    """Whether there is such an account, which is an administrator's then."""
    container = Container(settings=settings, database_url=database_url)
    try:
        await container.grant_admin()(email)
    except NotFound:
        return False
    finally:
        await close(container)
    return True
