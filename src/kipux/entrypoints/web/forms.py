"""What a form sends."""

from kipux.entrypoints.web.requests import WebRequest


async def fields_of(request: WebRequest) -> dict[str, str]:
    """The fields of the form by name. A file counts as nothing."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
