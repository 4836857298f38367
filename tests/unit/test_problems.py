"""Every error has a status and a sentence in every language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kipux
from kipux.domain.errors import (
    EmailTaken,
    Forbidden,
    GatewayError,
    Invalid,
    KipuxError,
    NotFound,
    RateLimited,
    TooMany,
    Unavailable,
    WrongCredentials,
)
from kipux.domain.message import Failure
from kipux.entrypoints.web.i18n import LOCALES, translator
from kipux.entrypoints.web.problems import problem_of_failure, status_of


def family(kind: type[KipuxError]) -> Iterator[type[KipuxError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (KipuxError, 500),
        (Invalid, 422),
        (WrongCredentials, 401),
        (Forbidden, 403),
        (NotFound, 404),
        (EmailTaken, 409),
        (TooMany, 429),
        (Unavailable, 503),
        (GatewayError, 503),
        (RateLimited, 503),
    ],
)
def test_a_class_has_its_own_status_or_its_parents(kind: type[KipuxError], status: int) -> None:
    assert status_of(kind) == status


@pytest.mark.parametrize("locale", LOCALES)
def test_every_error_has_a_sentence_of_its_own(locale: str) -> None:
    codes = {kind.code for kind in family(KipuxError)} | {"bad_request", "method_not_allowed", "too_large"}
    assert [code for code in sorted(codes) if not translator(locale).knows(f"error.{code}")] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_fault_of_a_field_has_a_sentence_of_its_own(locale: str) -> None:
    source = "".join(path.read_text() for path in Path(kipux.__file__).parent.rglob("*.py"))
    raised = set(re.findall(r'Invalid\(\{"[\w.]+": "(\w+)"\}\)', source)) | set(re.findall(r'"(password_\w+)"', source))
    codes = raised | {"required", "invalid", "unknown_field", "unknown_choice", "too_short", "too_long"}
    codes -= {"password_hash"}
    assert len(raised) > 5
    assert [code for code in sorted(codes) if not translator(locale).knows(f"invalid.{code}")] == []


def test_a_failure_of_an_older_release_is_told_all_the_same() -> None:
    told = problem_of_failure(
        translator("en"), Failure("no_such_code_any_more", {"model": "x"}, None), "/api/messages/1"
    )
    assert (told.status, told.request_id) == (500, None)
    assert told.detail
