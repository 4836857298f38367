"""Server-sent events, read as they come: bytes in, the data of whole events out."""

_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"event", b"id", b"retry")


class EventTooLong(ValueError):
    """An event's data passed the limit."""


class EventParser:
    """Takes bytes cut anywhere, also inside a character, and gives the data of each event, undecoded.

    Line ends may be LF, CRLF or CR. `strange_lines` counts those that no event stream has: the sign of another protocol.
    Raises `EventTooLong` when an event, or a line that does not end, passes `max_bytes`.
    """

    def __init__(self, max_bytes: int) -> None:
        self.strange_lines = 0
        self._max_bytes = max_bytes
        self._unfinished: list[bytes] = []
        self._held = 0
        self._data: list[bytes] = []
        self._after_cr = False
        self._at_start = True

    def feed(self, received: bytes) -> list[bytes]:
        """The events that these bytes complete."""
        text = self._with_plain_line_ends(received)
        self._held += len(text)
        if b"\n" not in text:
            self._check_size()
            self._unfinished.append(text)
            return []
        first, *others = text.split(b"\n")
        lines = [b"".join((*self._unfinished, first)), *others]
        self._unfinished = [lines.pop()]
        return self._events_of(lines)

    def end(self) -> list[bytes]:
        """The event left open by a stream that ends without its last blank line."""
        return self._events_of([b"".join(self._unfinished), b""])

    def _with_plain_line_ends(self, received: bytes) -> bytes:
        if self._at_start and received:
            received = received.removeprefix(_BOM)
            self._at_start = False
        if self._after_cr and received:
            received = received.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" not in received:
            return received
        self._after_cr = received.endswith(b"\r")
        return received.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _events_of(self, lines: list[bytes]) -> list[bytes]:
        events = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line and self._data:
                events.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
                self._data = []
            elif line and not line.startswith(b":") and line.partition(b":")[0] not in _FIELDS:
                self.strange_lines += 1
        self._held = sum(map(len, self._unfinished)) + sum(map(len, self._data))
        self._check_size()
        return events

    def _check_size(self) -> None:
        if self._held > self._max_bytes:
            raise EventTooLong
