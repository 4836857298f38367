"""Texts that break careless storage."""

import pytest

TEXTS = [
    pytest.param("ñandú, CANCIÓN, straße, İstanbul", id="accents"),
    pytest.param("e\u0301 and é are spelt apart", id="not normalised"),
    pytest.param("👩‍👩‍👧‍👦 🏳️‍🌈 \U0001d518", id="beyond the basic plane"),
    pytest.param("\u202e\u0645\u0631\u062d\u0628\u0627\u202c שלום", id="right to left"),
    pytest.param("'; DROP TABLE users; -- %s $1 :name \\ \\u0000 {}", id="code"),
    pytest.param(" \t\r\n\u2028 leading and trailing \x1b\x7f\ufeff ", id="white space and controls"),
    pytest.param("", id="empty"),
    pytest.param("ab\u0301ñ" * 262_144, id="a megabyte and more"),
]

UNSTORABLE = "a\x00b\ud800c\udfffd"
STORED = "a\ufffdb\ufffdc\ufffdd"
"""What is no text to a database, and what is kept of it: as many characters, so that places in a text stay where they are."""
