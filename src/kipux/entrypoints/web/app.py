"""The web application: routes, what every request passes, and how errors are answered."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from kipux.entrypoints.container import Container, lifespan
from kipux.entrypoints.web.assets import STYLESHEET, asset_folder, stylesheet
from kipux.entrypoints.web.auth import require_user
from kipux.entrypoints.web.config import WebConfig
from kipux.entrypoints.web.controllers.account_pages import AccountPages
from kipux.entrypoints.web.controllers.accounts import AccountsController
from kipux.entrypoints.web.controllers.archive_page import ArchivePage
from kipux.entrypoints.web.controllers.budget import BudgetController
from kipux.entrypoints.web.controllers.connection import ConnectionController
from kipux.entrypoints.web.controllers.connection_page import ConnectionPage
from kipux.entrypoints.web.controllers.conversations import ConversationsController
from kipux.entrypoints.web.controllers.data_page import DataPage
from kipux.entrypoints.web.controllers.health import HealthController
from kipux.entrypoints.web.controllers.instructions import InstructionsController
from kipux.entrypoints.web.controllers.me import MeController
from kipux.entrypoints.web.controllers.messages import MessagesController
from kipux.entrypoints.web.controllers.models import ModelsController
from kipux.entrypoints.web.controllers.offline import Offline
from kipux.entrypoints.web.controllers.pages import Pages
from kipux.entrypoints.web.controllers.presets import PresetsController
from kipux.entrypoints.web.controllers.presets_page import PresetsPage
from kipux.entrypoints.web.controllers.search import SearchController
from kipux.entrypoints.web.controllers.security_page import SecurityPage
from kipux.entrypoints.web.controllers.session import SessionController
from kipux.entrypoints.web.controllers.settings_page import SettingsPage
from kipux.entrypoints.web.controllers.spending import SpendingController
from kipux.entrypoints.web.controllers.summaries import SummariesController
from kipux.entrypoints.web.controllers.transfers import TransfersController
from kipux.entrypoints.web.controllers.visits import VisitsController
from kipux.entrypoints.web.documented import OPENAPI, UNCOMPRESSED, say_that_unknown_fields_are_refused
from kipux.entrypoints.web.errors import ErrorAnswers
from kipux.entrypoints.web.files import static_folder
from kipux.entrypoints.web.gate import Gate
from kipux.entrypoints.web.head import answering_head
from kipux.entrypoints.web.headers import ResponseHeaders
from kipux.entrypoints.web.packed import CHAT_MODULE, packed
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.static_files import StaticFiles, static_route
from kipux.entrypoints.web.templating import error_page
from kipux.entrypoints.web.throttle import SignInThrottle

_CONTROLLERS = (
    AccountPages,
    AccountsController,
    BudgetController,
    ConnectionController,
    ConnectionPage,
    ArchivePage,
    ConversationsController,
    DataPage,
    HealthController,
    InstructionsController,
    MeController,
    MessagesController,
    ModelsController,
    Offline,
    Pages,
    PresetsController,
    PresetsPage,
    SecurityPage,
    SearchController,
    SessionController,
    SettingsPage,
    TransfersController,
    SpendingController,
    SummariesController,
    VisitsController,
)


def create_app(container: Container) -> Litestar:
    """The whole application over a container's use cases. Serving it opens and closes what the container holds."""
    settings = container.settings()
    config = WebConfig.of(settings)

    @asynccontextmanager
    async def alive(_: Litestar) -> AsyncIterator[None]:
        async with lifespan(container):
            yield

    app = Litestar(
        route_handlers=[*_CONTROLLERS, _static()],
        dependencies={"user": Provide(require_user, sync_to_thread=False)} | _provided(container),
        request_class=WebRequest,
        request_max_body_size=settings.max_body_bytes,
        middleware=[Gate(container.identify(), container.clock(), settings.max_body_bytes)],
        before_send=[ResponseHeaders(config)],
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6, exclude_opt_key=UNCOMPRESSED),
        exception_handlers={Exception: ErrorAnswers(error_page).answer},
        state=State({"web": config, "sign_in_throttle": SignInThrottle()}),
        lifespan=[alive],
        openapi_config=OPENAPI,
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = answering_head(app.asgi_handler)  # before routes are sought: they know GET only
    say_that_unknown_fields_are_refused(app)
    return app


def _static() -> HTTPRouteHandler:
    version = asset_folder().rpartition("/")[2]
    return static_route(version, StaticFiles(static_folder(), {STYLESHEET: stylesheet, CHAT_MODULE: packed}))


def _provided(container: Container) -> dict[str, Provide]:
    """Everything that the container provides, by its name there, for a handler that names it among its parameters."""
    return {name: Provide(_calling(provider), sync_to_thread=False) for name, provider in container.providers.items()}


def _calling(provider: Callable[[], object]) -> Callable[[], object]:
    def provide() -> object:
        return provider()

    return provide
