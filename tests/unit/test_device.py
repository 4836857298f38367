"""What a browser calls itself, in words."""

import pytest

from kipux.domain.device import Device, device_of

APPLE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {APPLE} Chrome/156.0.0.0 Safari/537.36", "Chrome", "Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {APPLE} Chrome/156.0 Safari/537.36 Edg/156.0", "Edge", "Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {APPLE} Chrome/156.0 Safari/537.36", "Chrome", "ChromeOS"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {APPLE} Chrome/156.0 Mobile Safari/537.36", "Chrome", "Android"),
        (
            f"Mozilla/5.0 (Linux; Android 14) {APPLE} SamsungBrowser/27.0 Chrome/125.0 Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Chrome/156.0 Safari/537.36 OPR/120.0",
            "Opera",
            "macOS",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/156.0 Mobile Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 FxiOS/150.0 Safari/605.1.15",
            "Firefox",
            "iPad",
        ),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "Linux"),
        ("python-httpx/0.28.1", "python-httpx", None),
        ("curl/8.5.0", "curl", None),
        ("Mozilla/5.0 (compatible; Something/1.0)", None, None),
        ("a" * 300, "a" * 40, None),
        ("<script>alert(1)</script>", None, None),
        ("", None, None),
        ("\x00\ud800", None, None),
    ],
)
def test_a_browser_and_its_system_go_by_the_names_that_people_know(
    user_agent: str, browser: str | None, system: str | None
) -> None:
    assert device_of(user_agent) == Device(browser, system)
