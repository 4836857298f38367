"""What the form of a page held, for the page of trouble that stands in for its answer: it can be sent again as it was."""

from collections.abc import Mapping
from typing import Final

from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.requests import WebRequest

KEPT: Final = "kept"
"""The `opt` of a handler that takes a form: the names of the fields that may be written into a page. No secret is among them."""

_TYPED: Final = "kipux.kept"


async def keep_typed(request: WebRequest) -> None:
    """Have it at hand, whatever becomes of the request. Only after `csrf.refuse_forgery`: nobody is to send what others typed."""
    names = request.scope["route_handler"].opt.get(KEPT, ())
    if names:
        fields = await fields_of(request)
        request.scope["state"][_TYPED] = {name: fields[name] for name in names if name in fields}


def typed_in(request: WebRequest) -> Mapping[str, str]:
    """The fields that were kept; none for most requests."""
    fields: Mapping[str, str] = request.scope["state"].get(_TYPED, {})
    return fields
