"""A program that stands in for LiteLLM, for the life of its process only."""

import sys
from pathlib import Path

_PROGRAM = f"""#!{sys.executable}
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

if "broken" in open(sys.argv[sys.argv.index("--config") + 1]).read():
    sys.exit("this file is broken")

class Proxy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"alive" if "health" in self.path else os.environ.get(self.path[1:], "").encode())

HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Proxy).serve_forever()
"""


def stand_in(folder: Path) -> Path:
    """The program, in this folder. It fails on a file that says `broken`;
    but for its health it answers what its environment has under the name that is asked for.
    """
    program = folder / "litellm"
    program.write_text(_PROGRAM)
    program.chmod(0o755)
    return program
