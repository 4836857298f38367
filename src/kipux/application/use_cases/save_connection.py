"""Connect a gateway of one's own."""

from uuid import UUID

from kipux.application.generation.own_models import OwnModels
from kipux.application.ports.clock import Clock
from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import Begin
from kipux.application.ports.vault import Vault
from kipux.domain.connection import Connection, checked_key, checked_url, ending_of, seal_of
from kipux.domain.errors import (
    GatewayError,
    GatewayKeyRefused,
    GatewayNotAllowed,
    GatewayTimeout,
    GatewayUnreachable,
    Invalid,
    SealBroken,
)
from kipux.domain.model import Model, ModelList


class SaveConnection:
    """Tries a gateway and keeps it, with its key sealed, when it answers as one."""

    def __init__(
        self,
        begin: Begin,
        vault: Vault,
        dialler: GatewayDialler,
        own_models: OwnModels,
        catalogue: ModelCatalogue,
        clock: Clock,
    ) -> None:
        self._begin = begin
        self._vault = vault
        self._dialler = dialler
        self._own_models = own_models
        self._catalogue = catalogue
        self._clock = clock

    async def __call__(self, user_id: UUID, *, url: str, key: str) -> tuple[Connection, ModelList]:
        """The connection and the models behind it. An empty `key` means the one that is kept for this URL, or that there is none.

        Raises `Invalid` with the verdict beside its field (`url`, `key`); what was kept before then stays.
        """
        url, key = checked_url(url), checked_key(key)
        key = key or await self._kept_key(user_id, url)
        models = ModelList(await self._tried(url, key), self._clock.now(), stale=False)
        connection = Connection(
            user_id=user_id,
            url=url,
            sealed_key=self._vault.seal(key, seal_of(user_id, url)),
            key_ending=ending_of(key),
            saved_at=self._clock.now(),
        )
        async with self._begin() as work:
            await work.connections.save(connection)
            await work.commit()
        self._own_models.note(user_id, connection)
        self._catalogue.keep(models, user_id)
        return connection, models

    async def _kept_key(self, user_id: UUID, url: str) -> str:
        async with self._begin() as work:
            kept = await work.connections.find(user_id)
        if kept is None:
            return ""
        if kept.url != url:  # a key goes to the address that it was given for, and to no other
            raise Invalid({"key": "key_again"})
        try:
            return self._vault.open(kept.sealed_key, kept.seal)
        except SealBroken:
            raise Invalid({"key": "key_again"}) from None

    async def _tried(self, url: str, key: str) -> tuple[Model, ...]:
        try:
            async with self._dialler.dial(url, key) as gateway:
                return await gateway.models()
        except GatewayNotAllowed:
            raise Invalid({"url": "gateway_not_allowed"}) from None
        except (GatewayUnreachable, GatewayTimeout):
            raise Invalid({"url": "gateway_unreachable"}) from None
        except GatewayKeyRefused:
            raise Invalid({"key": "gateway_key_refused"}) from None
        except GatewayError:
            raise Invalid({"url": "not_a_gateway"}) from None
