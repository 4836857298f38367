from kipux.entrypoints.web.assets import stylesheet


def test_no_rule_makes_a_browser_style_all_messages_anew_when_one_is_put_before_them() -> None:
    assert "legend+*" not in stylesheet()


def test_the_sheet_has_no_import_left_and_no_relative_address() -> None:
    text = stylesheet()
    assert "@import" not in text
    assert 'url("../' not in text
