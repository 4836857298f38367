"""Make an account."""

from kipux.application.ports.clock import Clock
from kipux.application.ports.contact_rules import ContactRules
from kipux.application.ports.ids import Ids
from kipux.application.ports.passwords import Passwords
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import EmailTaken, Forbidden, Invalid
from kipux.domain.user import Role, User, checked_name, password_fault


class SignUp:
    """Makes an account; the first one is the administrator's, and may be made even where registration is closed."""

    def __init__(
        self,
        begin: Begin,
        passwords: Passwords,
        contact_rules: ContactRules,
        clock: Clock,
        ids: Ids,
        *,
        is_open: bool = True,
    ) -> None:
        self._begin = begin
        self._passwords = passwords
        self._contact_rules = contact_rules
        self._clock = clock
        self._ids = ids
        self._is_open = is_open

    async def __call__(self, *, name: str, email: str, phone: str, password: str, region: str | None = None) -> User:
        """The new account. `region` (ISO 3166) reads a phone number without its country code.

        Raises `Invalid` with every field at fault, `EmailTaken`, or `Forbidden` when registration is closed.
        """
        name, email, phone = self._checked(name, email, phone, password, region)
        await self._refuse_taken(email)
        password_hash = await self._passwords.hash(password)
        async with self._begin() as work:
            is_first = await work.users.is_empty()
            if not is_first and not self._is_open:
                raise Forbidden
            user = User(
                id=self._ids.new(),
                name=name,
                email=email,
                phone=phone,
                password_hash=password_hash,
                role=Role.ADMIN if is_first else Role.MEMBER,
                created_at=self._clock.now(),
            )
            await work.users.add(user)
            await work.commit()
        return user

    def _checked(self, name: str, email: str, phone: str, password: str, region: str | None) -> tuple[str, str, str]:
        """Every field is looked at, so that a person hears of all faults at once."""
        faults: dict[str, str] = {}
        try:
            name = checked_name(name)
        except Invalid as fault:
            faults |= fault.fields
        try:
            email = self._contact_rules.email(email)
        except Invalid as fault:
            faults |= fault.fields
        try:
            phone = self._contact_rules.phone(phone, region)
        except Invalid as fault:
            faults |= fault.fields
        if fault_code := password_fault(password, is_common=self._passwords.is_common(password)):
            faults["password"] = fault_code
        if faults:
            raise Invalid(faults)
        return name, email, phone

    async def _refuse_taken(self, email: str) -> None:
        async with self._begin() as work:
            if await work.users.by_email(email) is not None:
                raise EmailTaken
