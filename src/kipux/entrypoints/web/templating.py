"""Pages: templates filled in for one request."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, TypeVar
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.response import Redirect
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR, HTTP_503_SERVICE_UNAVAILABLE
from markupsafe import Markup

from kipux.domain.user import Theme
from kipux.entrypoints.web import packed
from kipux.entrypoints.web.assets import asset
from kipux.entrypoints.web.auth import current_user
from kipux.entrypoints.web.csrf import csrf_token
from kipux.entrypoints.web.files import static_folder, templates_folder
from kipux.entrypoints.web.headers import csp_nonce
from kipux.entrypoints.web.i18n import translator
from kipux.entrypoints.web.language import LOCALE_COOKIE, translator_of
from kipux.entrypoints.web.problems import Problem
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.typed import typed_in

FONT = "vendor/inter/inter-latin-wght-normal.woff2"
THEME_COOKIE = "kipux_theme"
LANGUAGES = (("es", "Español"), ("en", "English"))

_YEAR: Final = 31_536_000
T = TypeVar("T")

_BARE_NAMES: Mapping[str, str] = {
    "dompurify": "vendor/dompurify/purify.es.mjs",
    "highlight/core": "vendor/highlight/core.min.js",
    "highlight/languages/": "vendor/highlight/languages/",
    "intl-tel-input": "vendor/intl-tel-input/js/intlTelInput.mjs",
    "intl-tel-input/locale/es": "vendor/intl-tel-input/js/locale/es.js",
    "intl-tel-input/utils": "vendor/intl-tel-input/js/utils.js",
    "katex": "vendor/katex/katex.min.js",
    "marked": "vendor/marked/marked.esm.js",
    "sweetalert2": "vendor/sweetalert2/sweetalert2.esm.min.js",
    "styles/": "css/",
}


def page(
    request: WebRequest, template: str, *, status: int = 200, elements: Iterable[str] = (), **context: object
) -> Response[str]:
    """A page in the person's language and theme. `elements` names the custom elements on it, whose modules are fetched at once."""
    t = translator_of(request)
    url = request.url
    everywhere: dict[str, object] = {
        "asset": asset,
        "csrf_token": csrf_token(request),
        "favicon": _favicon(),
        "here": f"{url.path}?{url.query}" if url.query else url.path,
        "import_map": _import_map(is_packed=tuple(elements) == packed.CHAT),
        "languages": LANGUAGES,
        "locale": t.locale,
        "messages": _messages(t.locale),
        "modules": modules_of(tuple(elements)),
        "scripts": _scripts(tuple(elements)),
        "nonce": csp_nonce(request),
        "status": status,
        "t": t.text,
        "theme": theme_of(request),
        "translator": t,
        "user": current_user(request),
    }
    text = _environment().get_template(template).render(everywhere | context)
    response = Response(text, media_type=MediaType.HTML, status_code=status)
    if user := current_user(request):
        remember(request, response, theme=user.preferences.theme, locale=user.preferences.locale)
    return response


def remember(request: WebRequest, response: Response[T] | Redirect, *, theme: str | None, locale: str | None) -> None:
    """Keep a theme and a language in this browser, for pages that nobody is known on: the ways in, and those of trouble."""
    for name, value in ((THEME_COOKIE, theme), (LOCALE_COOKIE, locale)):
        if value and value != request.cookies.get(name):
            response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax")


def error_page(request: WebRequest, status: int, problem: Problem) -> Response[str]:
    """The page that says what went wrong. It asks nothing of any server behind us; once they answer again, it gives way by itself."""
    is_page = request.method == "GET"
    comes_back = is_page and status == HTTP_503_SERVICE_UNAVAILABLE
    elements = ("come-back",) if comes_back else ()
    return page(
        request,
        "error.html",
        status=status,
        elements=elements,
        problem=problem,
        is_page=is_page,
        comes_back=comes_back,
        request_path=request.scope["path"],
        typed=typed_in(request) if status >= HTTP_500_INTERNAL_SERVER_ERROR else {},
    )


def theme_of(request: WebRequest) -> str:
    """The person's theme, else the one this browser remembers, else the device's."""
    user = current_user(request)
    theme = user.preferences.theme if user else request.cookies.get(THEME_COOKIE)
    return theme if theme in list(Theme) else Theme.SYSTEM


def script_json(value: object) -> Markup:
    """JSON that may stand inside a `<script>`, whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - no tag can close


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["script_json"] = script_json
    return environment


@cache
def _favicon() -> str:
    """The mark itself: it is smaller than a request for it."""
    return f"data:image/svg+xml,{quote((static_folder() / 'img/mark.svg').read_text(encoding='utf-8').strip())}"


@cache
def _import_map(*, is_packed: bool) -> Markup:
    names = {name: asset(path) for name, path in _BARE_NAMES.items()}
    if is_packed:
        names |= {asset(name): asset(packed.CHAT_MODULE) for name in packed.packed_modules()}
    return script_json({"imports": names})


@cache
def _scripts(elements: tuple[str, ...]) -> tuple[str, ...]:
    """The modules that a page begins with."""
    return (packed.CHAT_MODULE,) if elements == packed.CHAT else tuple(f"js/elements/{name}.js" for name in elements)


@cache
def _messages(locale: str) -> Markup:
    return script_json(translator(locale).for_browser())


@cache
def modules_of(elements: tuple[str, ...]) -> tuple[str, ...]:
    """Every module that a page is going to import, found by reading them: the browser need not discover them one by one."""
    if elements == packed.CHAT:
        return (packed.CHAT_MODULE, *(_BARE_NAMES[name] for name in packed.vendors()))
    found: dict[str, None] = {}
    waiting = list(_scripts(elements))
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        if name.startswith("js/"):
            waiting.extend(_BARE_NAMES.get(wanted) or packed.resolved(name, wanted) for wanted in packed.imports(name))
    return tuple(found)
