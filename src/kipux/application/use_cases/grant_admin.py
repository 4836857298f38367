"""Make somebody an administrator."""

from dataclasses import replace

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import NotFound
from kipux.domain.user import Role, User


class GrantAdmin:
    """Makes an account an administrator's: for whoever runs the server, so that a Kipux is never without one."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, email: str) -> User:
        """The account as it is now. Raises `NotFound` when none has this e-mail."""
        async with self._begin() as work:
            found = await work.users.by_email(email.strip())
            if found is None:
                raise NotFound
            user = replace(await work.users.get_to_change(found.id), role=Role.ADMIN)
            await work.users.save(user)
            await work.commit()
        return user
