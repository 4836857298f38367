import re

from kipux.entrypoints.web.assets import stylesheet
from kipux.entrypoints.web.files import static_folder, templates_folder

WRITTEN_ELSEWHERE = ("hljs-", "swal2-", "is-")
"""How the classes begin that a library writes, or that are put together with a state."""


def test_no_rule_makes_a_browser_style_all_messages_anew_when_one_is_put_before_them() -> None:
    assert "legend+*" not in stylesheet()


def test_the_sheet_has_no_import_left_and_no_relative_address() -> None:
    text = stylesheet()
    assert "@import" not in text
    assert 'url("../' not in text


def test_every_class_that_a_component_is_styled_by_is_written_somewhere() -> None:
    sheets = "".join(path.read_text() for path in (static_folder() / "css" / "components").glob("*.css"))
    named = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r'/\*.*?\*/|"[^"]*"', "", sheets, flags=re.DOTALL)))
    pages = [*templates_folder().rglob("*.html"), *(static_folder() / "js").rglob("*.js")]
    written = "".join(path.read_text() for path in pages)
    assert {name for name in named if not name.startswith(WRITTEN_ELSEWHERE) and name not in written} == set()
