"""The socket that Kipux listens on."""

import errno
import socket

from kipux.entrypoints.cli.refused import Refused

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - shown as an address that a browser can open


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything costly starts; who connects already waits until the server accepts. Raises `Refused`."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror:
        raise Refused(f"KIPUX_HOST is {host!r}, which no address is known for.") from None
    except OSError as error:
        raise Refused(_why_not(host, port, error)) from None


def url_of(listener: socket.socket) -> str:
    """What to type in a browser on this machine to reach the listener."""
    host, port = listener.getsockname()[:2]
    host = _WILDCARDS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why_not(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is taken by another program: stop that one, or choose another port with KIPUX_PORT."
        case errno.EACCES:
            return f"Port {port} is for privileged programs only: choose one above 1023 with KIPUX_PORT."
        case errno.EADDRNOTAVAIL:
            return f"KIPUX_HOST is {host!r}, which is not an address of this machine."
        case _:
            return f"Kipux cannot listen on port {port} of {host}: {error.strerror}."
