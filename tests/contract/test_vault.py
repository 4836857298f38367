"""What every `Vault` promises."""

import pytest

from kipux.adapters.aesgcm.vault import AesGcmVault
from kipux.application.ports.vault import Vault
from kipux.domain.errors import SealBroken

SECRET, OLD = "a secret of the tests, long enough", "the secret before it, long enough too"


@pytest.fixture
def vault() -> Vault:
    return AesGcmVault([SECRET])


@pytest.mark.parametrize("text", ["", "sk-1234", "ñ 👩‍🚀 \x00", "x" * 100_000])
def test_what_is_sealed_opens_for_its_purpose(vault: Vault, text: str) -> None:
    sealed = vault.seal(text, "ñ one")
    assert sealed.isascii()
    assert sealed.isprintable()
    assert vault.open(sealed, "ñ one") == text


def test_the_same_secret_looks_different_each_time(vault: Vault) -> None:
    assert vault.seal("sk-1234", "one") != vault.seal("sk-1234", "one")


def test_it_opens_for_no_other_purpose_and_by_no_other_key(vault: Vault) -> None:
    sealed = vault.seal("sk-1234", "one")
    for keeper, purpose in ((vault, "other"), (AesGcmVault([OLD]), "one")):
        with pytest.raises(SealBroken):
            keeper.open(sealed, purpose)


def test_nothing_that_was_changed_opens(vault: Vault) -> None:
    sealed = vault.seal("sk-1234", "one")
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    for changed in (
        sealed[:middle] + other + sealed[middle + 1 :],
        sealed[:-4],
        sealed[2:],
        "1.",
        "1.ñ",
        "",
        sealed * 2,
    ):
        with pytest.raises(SealBroken):
            vault.open(changed, "one")


def test_an_older_key_opens_what_it_sealed_and_the_newest_seals() -> None:
    sealed = AesGcmVault([OLD]).seal("sk-1234", "one")
    both = AesGcmVault([SECRET, OLD])
    assert both.open(sealed, "one") == "sk-1234"
    assert not both.is_sealed_anew(sealed, "one")
    anew = both.seal("sk-1234", "one")
    assert both.is_sealed_anew(anew, "one")
    assert AesGcmVault([SECRET]).open(anew, "one") == "sk-1234"
