"""The log: lines on stderr, from our own code at the level set, from libraries what they warn about."""

import logging

from kipux.entrypoints.web.request_ids import RequestIdFilter


def log_to_stderr(level: str) -> None:
    """Set the log up. At `debug`, libraries say what they do, too."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(RequestIdFilter())
    logging.getLogger().setLevel(logging.INFO if level == "debug" else logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its lines tell addresses, people's own gateways among them
    logging.getLogger("kipux").setLevel(level.upper())
