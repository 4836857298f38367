import pytest

from kipux.adapters.system.contact_rules import LibraryContactRules
from kipux.application.ports.contact_rules import ContactRules
from kipux.domain.errors import Invalid


@pytest.fixture
def rules() -> ContactRules:
    return LibraryContactRules()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("ana@example.com", "ana@example.com"),
        ("  Ana.Quispe+kipux@Example.COM\n", "ana.quispe+kipux@example.com"),
        ("ñandú@ejemplo.pe", "ñandú@ejemplo.pe"),
        ("nandu\u0301@ejemplo.pe", "nand\u00fa@ejemplo.pe"),
        ("ANA@ÑANDÚ.pe", "ana@ñandú.pe"),
        ("ana@xn--andu-fqa.pe", "ana@ñandu.pe"),
        ("用户@例子.公司", "用户@例子.公司"),
        ("ana@empresa.local", "ana@empresa.local"),
    ],
)
def test_an_address_is_stored_in_one_form(rules: ContactRules, text: str, stored: str) -> None:
    assert rules.email(text) == stored
    assert rules.email(stored) == stored


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "@",
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a na@example.com",
            "ana@@example.com",
            "ana@.com",
        ),
        *("ana@example..com", ".ana@example.com", "Ana <ana@example.com>", '"a b"@example.com', "ana@[127.0.0.1]"),
        *("ana@example.com\nbcc: x@example.com", "ana\x00@example.com", "ana@" + "a" * 300 + ".com"),
        *("ana@localhost", "ana@-example.com", "a" * 100_000, "a" * 300 + "@example.com"),
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_what_is_no_address_is_invalid(rules: ContactRules, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.email(text)
    assert caught.value.fields == {"email": "email"}


@pytest.mark.parametrize(
    ("text", "region", "stored"),
    [
        ("+51987654321", None, "+51987654321"),
        ("+51 987-654-321", "US", "+51987654321"),
        ("987 654 321", "PE", "+51987654321"),
        ("987654321", "pe", "+51987654321"),
        ("(01) 619-2000", "PE", "+5116192000"),
        ("+34 612 34 56 78", None, "+34612345678"),
        ("+1 (201) 555-0123", None, "+12015550123"),
        ("+\u0665\u0661 \u0669\u0668\u0667\u0666\u0665\u0664\u0663\u0662\u0661", None, "+51987654321"),
        ("+51987654321", "nowhere", "+51987654321"),
    ],
)
def test_a_number_is_stored_in_e164(rules: ContactRules, text: str, region: str | None, stored: str) -> None:
    assert rules.phone(text, region) == stored
    assert rules.phone(stored) == stored


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("", "PE"),
        ("987654321", None),
        ("987654321", ""),
        ("987654321", "XX"),
        ("12345", "PE"),
        ("+999123456789", None),
        ("+51", None),
        ("+5198765432100000", None),
        ("hello", "PE"),
        ("\x00", "PE"),
        ("9" * 100_000, "PE"),
        ("+51987654321; DROP TABLE", None),
    ],
    ids=lambda value: ascii(str(value)[:24]),
)
def test_what_is_no_number_is_invalid(rules: ContactRules, text: str, region: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        rules.phone(text, region)
    assert caught.value.fields == {"phone": "phone"}
