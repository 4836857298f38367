"""Secrets sealed by AES-256-GCM."""

import base64
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kipux.application.ports.vault import Vault
from kipux.domain.errors import SealBroken

_FORM = "1."
_INFO = b"kipux vault 1"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class AesGcmVault(Vault):
    """`1.` and base64url of nonce and ciphertext; the purpose is authenticated with it. Keys are derived (HKDF-SHA256) from `secrets`:
    the first one seals, each of them opens.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._keys = tuple(AESGCM(_derived(secret)) for secret in secrets)

    def seal(self, secret: str, purpose: str) -> str:
        """Sealed with the first key and a random nonce."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._keys[0].encrypt(nonce, secret.encode(), purpose.encode())
        return _FORM + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, purpose: str) -> str:
        """Opened with whichever key sealed it. Raises `SealBroken`."""
        for key in self._keys:
            if (secret := _opened(key, sealed, purpose)) is not None:
                return secret
        raise SealBroken

    def is_sealed_anew(self, sealed: str, purpose: str) -> bool:
        """Whether the first key opens it."""
        return _opened(self._keys[0], sealed, purpose) is not None


def _derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_INFO).derive(secret.encode())


def _opened(key: AESGCM, sealed: str, purpose: str) -> str | None:
    if not sealed.startswith(_FORM):
        return None
    try:
        whole = base64.b64decode(sealed[len(_FORM) :], altchars=b"-_", validate=True)
        return key.decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, ValueError):
        return None
