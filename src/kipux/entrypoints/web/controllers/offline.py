"""What the page keeps on a device for when there is no line: a page that says so, and the service worker that shows it."""

import json
from typing import Annotated, Final

from litestar import Controller, Response, get
from litestar.params import QueryParameter

from kipux.application.use_cases.update_profile import LOCALES
from kipux.entrypoints.web.assets import STYLESHEET, asset, asset_folder
from kipux.entrypoints.web.files import static_folder
from kipux.entrypoints.web.gate import UNGATED
from kipux.entrypoints.web.i18n import DEFAULT_LOCALE
from kipux.entrypoints.web.packed import late_modules
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.templating import FONT, modules_of, page

_ELEMENTS: Final = ("come-back",)
_QUESTIONS: Final = (
    "vendor/sweetalert2/sweetalert2.esm.min.js",
    "css/sweetalert.css",
    "vendor/sweetalert2/sweetalert2.min.css",
)
"""What `lib/dialogs.js` asks with. What would be lost is asked about without a line, too."""
_POLICY: Final = "default-src 'none'; script-src 'self'; connect-src 'self'"


class Offline(Controller):
    """The same for everybody: nothing here knows who asks."""

    include_in_schema = False

    @get("/offline")
    async def offline(self, request: WebRequest) -> Response[str]:
        """The page that a person sees without a line, with the draft that this device has kept."""
        return page(request, "offline.html", elements=_ELEMENTS)

    @get("/worker.js", opt={UNGATED: True})
    async def worker(
        self, locale: Annotated[str, QueryParameter(description="The language of the page.")] = DEFAULT_LOCALE
    ) -> Response[str]:
        """The service worker of this version, which keeps the offline page in `locale`."""
        kept = {
            "version": f"{asset_folder()}:{locale if locale in LOCALES else DEFAULT_LOCALE}",
            "locale": locale if locale in LOCALES else DEFAULT_LOCALE,
            "page": "/offline",
            "files": [
                asset(name)
                for name in dict.fromkeys((STYLESHEET, FONT, *modules_of(_ELEMENTS), *late_modules(), *_QUESTIONS))
            ],
        }
        text = (static_folder() / "js/worker.js").read_text(encoding="utf-8")
        return Response(
            f"self.kept = {json.dumps(kept)};\n{text}",
            media_type="text/javascript",
            headers={"cache-control": "no-cache", "content-security-policy": _POLICY},
        )
