import asyncio

import pytest

from kipux.adapters.system.passwords import BcryptPasswords
from kipux.application.ports.passwords import Passwords

LONG = "correct horse battery staple " * 10
NASTY = ["", " ", "\x00", "a\x00b", "ñandú", "🦙" * 30, LONG, "x" * 1_000_000, "\ud83e", "p@ss\nword"]
COMMON = """
    password Password1! P@ssw0rd passw0rd2026 CONTRASEÑA contrasena Contraseña2024 contrasen\u0303a1
    12345678 987654321 qwertyuiop Qwerty123 1q2w3e4r zaq12wsx asdfghjklñ abcd1234 poiuytrewq
    aaaaaaaa 12121212 abcabcabc 1a-1a-1a- 01011990 31/12/1990 1990-12-31 mariamaria María1990!
    barcelona Barcelona10 fútbol2024 teamomucho iloveyou admin123 letmein!! kipux2026
"""
ITS_OWN = [
    *("correct horse battery staple", "caballo correcto batería grapa", "una clave larga", "tungsten-orbit", LONG),
    *(
        "Kx7-quena-llanto",
        "maria83726481",
        "",
        "ñ",
        "\x00kx7quena",
        "🦙🎸🌽🏔️",
        "ab" * 50_000 + "-?",
        "1a-x" * 2 + "-" * 90_000,
    ),
]


@pytest.fixture
def passwords() -> Passwords:
    return BcryptPasswords(cost=4)


@pytest.mark.parametrize("password", NASTY, ids=lambda text: ascii(text[:10]))
async def test_a_password_matches_its_own_hash_and_no_other(passwords: Passwords, password: str) -> None:
    hashed = await passwords.hash(password)
    assert await passwords.matches(password, hashed)
    for other in (password + "x", password + "\x00", "x" + password, password.swapcase() + " "):
        assert not await passwords.matches(other, hashed)


async def test_every_character_of_a_long_password_counts(passwords: Passwords) -> None:
    hashed = await passwords.hash(LONG + "a")
    assert not await passwords.matches(LONG + "b", hashed)
    assert not await passwords.matches(LONG, hashed)


async def test_what_follows_a_nul_counts(passwords: Passwords) -> None:
    assert not await passwords.matches("before\x00another", await passwords.hash("before\x00after"))


async def test_an_accent_is_the_same_from_every_keyboard(passwords: Passwords) -> None:
    assert await passwords.matches("contrasen\u0303a", await passwords.hash("contrase\u00f1a"))


async def test_hashes_are_salted_and_hide_the_password(passwords: Passwords) -> None:
    one, other = await passwords.hash("quena-y-charango"), await passwords.hash("quena-y-charango")
    assert one != other
    assert "quena" not in one


async def test_a_hash_says_its_cost_and_is_readable_after_the_cost_changed() -> None:
    hashed = await BcryptPasswords(cost=4).hash("quena-y-charango")
    assert hashed.startswith("$2b$04$")
    assert await BcryptPasswords(cost=5).matches("quena-y-charango", hashed)


async def test_nobody_has_no_password(passwords: Passwords) -> None:
    for password in ("", "quena-y-charango", "\x00"):
        assert not await passwords.matches(password, None)


@pytest.mark.parametrize("cost", [4, 6])
def test_nobodys_password_costs_as_much_to_refuse(cost: int) -> None:
    assert BcryptPasswords(cost)._nobody.startswith(f"$2b${cost:02}$".encode())
    assert len(BcryptPasswords(cost)._nobody) == 60


@pytest.mark.parametrize(
    "hashed",
    [
        *("", "x", "password", "$2b$", "$2b$04$short", "$argon2id$v=19$m=65536$x", "\x00", "\ud83e"),
        *("$2b$99$" + "a" * 53, "$2b$00$" + "a" * 53, "$2b$04$" + "ñ" * 53, "$2b$04$" + "a" * 53 + "\n"),
    ],
)
async def test_what_is_not_a_hash_of_ours_matches_nothing(passwords: Passwords, hashed: str) -> None:
    assert not await passwords.matches("password", hashed)


async def test_the_event_loop_goes_on_meanwhile() -> None:
    hashing = asyncio.create_task(BcryptPasswords(cost=10).hash("quena-y-charango"))
    turns = 0
    while not hashing.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 10


@pytest.mark.parametrize("password", COMMON.split())
def test_a_common_password_is_known_in_its_usual_disguises(passwords: Passwords, password: str) -> None:
    assert passwords.is_common(password)


@pytest.mark.parametrize("password", ITS_OWN, ids=lambda text: ascii(text[:20]))
def test_a_password_of_ones_own_is_not_common(passwords: Passwords, password: str) -> None:
    assert not passwords.is_common(password)
