"""What an answer that holds no results means."""

import re
from http import HTTPStatus

from kipux.adapters.searxng.connection import Response
from kipux.domain.errors import SearchError, SearchGarbled, SearchJsonOff, SearchRefused, SearchUnreachable

_READ = 20_000
_OUR_ENGINE = re.compile(rb"""<meta\s+name=["']generator["']\s+content=["']searx""", re.IGNORECASE)
_SOMEBODY_BEFORE_IT = re.compile(rb"nginx|openresty|apache|cloudflare|traefik|varnish|caddy|\blog ?in\b", re.IGNORECASE)
_GATEWAY_STATUSES = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}


def error_of(response: Response) -> SearchError:
    """The kind of error that tells an administrator what to do."""
    if response.status == HTTPStatus.FORBIDDEN:
        return _forbidden(response)
    if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
        return SearchRefused()
    if response.status in _GATEWAY_STATUSES:
        return SearchUnreachable()
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.BAD_REQUEST:
        return SearchError()
    shows_its_page = response.status == HTTPStatus.OK and _OUR_ENGINE.search(response.body[:_READ])
    return SearchJsonOff() if shows_its_page else SearchGarbled()


def _forbidden(response: Response) -> SearchError:
    """SearXNG forbids formats that are not in its settings with a page of HTML, and nothing else; who stands before it forbids more."""
    from_the_engine = response.media_type == "text/html" and not _SOMEBODY_BEFORE_IT.search(response.body[:_READ])
    return SearchJsonOff() if from_the_engine else SearchRefused()
