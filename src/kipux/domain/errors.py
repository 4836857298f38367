"""The tree of everything that goes wrong on purpose.

    KipuxError
    ├── Invalid            what was sent cannot be accepted (with the fields at fault)
    ├── Unauthenticated    nobody is signed in, or the credentials are wrong
    ├── Forbidden          the request was not made from our own page, or not by somebody allowed
    ├── NotFound           it does not exist, or is not yours
    ├── Conflict           it contradicts the current state
    │   ├── EmailTaken
    │   ├── LastAdministrator
    │   ├── ReplyInProgress
    │   ├── NothingToContinue
    │   └── TooManyPresets
    ├── TooMany            too many requests; `retry_after` seconds
    ├── ReplyInterrupted   the writer of a reply went away before its end
    ├── ReplyTooLong       a reply took longer than any may
    ├── SealBroken         a sealed secret does not open
    └── Unavailable        a collaborator outside Kipux could not do its part
        ├── GatewayError   … the model gateway, or the provider behind it (one class a cause)
        ├── SearchError    … the search engine
        ├── BrowserError   … the browser that runs pages' scripts
        └── PageError      … a page of the web

Each class has a `code`: stable, used by clients and as the key of its sentence in the catalogues (`error.<code>`).
No sentence for people lives here; `details` holds the values that a sentence needs.
"""

from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | None


class KipuxError(Exception):
    """Base of every error that Kipux raises on purpose. `details` are values for its sentence, never secrets."""

    code: ClassVar[str] = "internal"

    def __init__(self, **details: Detail) -> None:
        super().__init__(self.code, details)
        self.details: Mapping[str, Detail] = details


class Invalid(KipuxError):
    """What was sent cannot be accepted. `fields` maps each field at fault to a message code (`invalid.<code>`)."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__()
        self.fields = dict(fields)


class Unauthenticated(KipuxError):
    """Nobody is signed in."""

    code = "unauthenticated"


class WrongCredentials(Unauthenticated):
    """The e-mail or the password is wrong; which of them is never told."""

    code = "wrong_credentials"


class Forbidden(KipuxError):
    """Understood and refused: the CSRF token is missing, the origin is foreign, or the role does not allow it."""

    code = "forbidden"


class NotFound(KipuxError):
    """The thing asked for does not exist, or is not yours."""

    code = "not_found"


class Conflict(KipuxError):
    """The request contradicts the current state."""

    code = "conflict"


class EmailTaken(Conflict):
    """Another account has this e-mail."""

    code = "email_taken"


class LastAdministrator(Conflict):
    """There are other people and no other administrator: somebody else must be made one first."""

    code = "last_administrator"


class ReplyInProgress(Conflict):
    """A reply is still being written in this branch."""

    code = "reply_in_progress"


class NothingToContinue(Conflict):
    """Only a reply that stopped or failed after its first words, and that nothing follows, can go on."""

    code = "nothing_to_continue"


class TooManyPresets(Conflict):
    """A person has as many presets as they may: `most`."""

    code = "too_many_presets"


class TooMany(KipuxError):
    """Too many requests; try again in `retry_after` seconds."""

    code = "too_many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class ReplyInterrupted(KipuxError):
    """The writer of a reply went away before its end; what it had written is kept."""

    code = "reply_interrupted"


class ReplyTooLong(KipuxError):
    """A reply was not finished within the time that any reply may take; what was written is kept."""

    code = "reply_too_long"


class SealBroken(KipuxError):
    """A sealed secret cannot be opened: the key is another, or it was changed."""

    code = "seal_broken"


class Unavailable(KipuxError):
    """A collaborator outside Kipux (database, Redis, gateway) could not do its part."""

    code = "unavailable"


class GatewayError(Unavailable):
    """The model gateway, or the provider behind it, failed in a way that has no class of its own."""

    code = "gateway_failed"


class GatewayUnreachable(GatewayError):
    """No connection to the gateway: refused, unknown host, TLS, or no answer to connect in time."""

    code = "gateway_unreachable"


class GatewayKeyRefused(GatewayError):
    """The gateway does not accept the key that Kipux uses."""

    code = "gateway_key_refused"


class GatewayNotAllowed(GatewayError):
    """The gateway's address lies inside, and the administrator lets nobody reach those from here."""

    code = "gateway_not_allowed"


class GatewayGarbled(GatewayError):
    """The gateway answered something that is not its protocol: HTML, broken JSON, other bytes."""

    code = "gateway_garbled"


class GatewayTimeout(GatewayError):
    """No first answer in time, by our own clock or as told by the gateway."""

    code = "gateway_timeout"


class ProviderKeyRefused(GatewayError):
    """The provider does not accept the gateway's key for this model."""

    code = "provider_key_refused"


class ProviderDown(GatewayError):
    """The provider, or the way to it, is broken or overloaded."""

    code = "provider_down"


class ModelUnknown(GatewayError):
    """The gateway does not offer this model (any more). Detail: `model`."""

    code = "model_unknown"


class ContextTooLong(GatewayError):
    """The conversation does not fit the model's context window."""

    code = "context_too_long"


class RateLimited(GatewayError):
    """The provider or the gateway asks to wait. Detail: `retry_after` in seconds, None when not told."""

    code = "rate_limited"


class BudgetSpent(GatewayError):
    """The gateway's budget for this key, team or person is used up."""

    code = "budget_spent"


class ContentRefused(GatewayError):
    """The provider's content policy refused the conversation."""

    code = "content_refused"


class RequestRefused(GatewayError):
    """The provider refused the request for another reason of its own (4xx)."""

    code = "request_refused"


class StreamStalled(GatewayError):
    """The answer began and then nothing came for too long."""

    code = "stream_stalled"


class StreamCut(GatewayError):
    """The answer began and was cut before its end."""

    code = "stream_cut"


class SearchError(Unavailable):
    """The search engine failed in a way that has no class of its own."""

    code = "search_failed"


class SearchUnreachable(SearchError):
    """No connection to the search engine, or no answer in time."""

    code = "search_unreachable"


class SearchJsonOff(SearchError):
    """The search engine does not give JSON: its settings lack `json` under `search.formats`."""

    code = "search_json_off"


class SearchGarbled(SearchError):
    """What answers is not a search engine, or not as one: HTML, broken JSON, other bytes."""

    code = "search_garbled"


class SearchRefused(SearchError):
    """The search engine asks to wait, or its limiter refuses Kipux."""

    code = "search_refused"


class BrowserError(Unavailable):
    """The browser failed in a way that has no class of its own."""

    code = "browser_failed"


class BrowserUnreachable(BrowserError):
    """No connection to the browser's server."""

    code = "browser_unreachable"


class BrowserBusy(BrowserError):
    """It is full, and no turn came in time."""

    code = "browser_busy"


class BrowserKeyRefused(BrowserError):
    """It does not accept the token that Kipux uses."""

    code = "browser_key_refused"


class PageError(Unavailable):
    """A page could not be read."""

    code = "page_failed"


class AddressRefused(PageError):
    """The address is none that Kipux may open: it lies inside, or is no plain http(s) address."""

    code = "address_refused"


class PageUnreachable(PageError):
    """No connection: unknown host, refused, TLS, or broken off."""

    code = "page_unreachable"


class PageTimeout(PageError):
    """It did not come in time."""

    code = "page_timeout"


class PageStatus(PageError):
    """It answered with a status other than success. Detail: `status`."""

    code = "page_status"


class PageTooLarge(PageError):
    """It is larger than is read."""

    code = "page_too_large"


class PageUnreadable(PageError):
    """It holds nothing that can be read as text."""

    code = "page_unreadable"


class PageEmpty(PageError):
    """It has no text, at least not without its scripts."""

    code = "page_empty"
