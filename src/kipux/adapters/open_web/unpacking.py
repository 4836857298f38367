"""Compressed bodies, never larger in memory than is read."""

import zlib

from kipux.domain.errors import PageTooLarge, PageUnreadable

ACCEPTED = "gzip, deflate"
_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}
_GZIP_BITS = zlib.MAX_WBITS | 16
_GZIP_BEGINS = 0x1F


class Body:
    """Grows by pieces as they come, undoing one encoding. `largest` counts bytes, packed and unpacked alike."""

    def __init__(self, encoding: str, largest: int) -> None:
        """`encoding` is the header's value. Raises `PageUnreadable` for one that was not asked for, and for several."""
        self._name = encoding.strip().lower()
        if self._name not in _PLAIN | _GZIP | {"deflate"}:
            raise PageUnreadable
        self._largest = largest
        self._stream: zlib._Decompress | None = None
        self._came = 0
        self._bytes = bytearray()

    def add(self, piece: bytes) -> None:
        """Raises `PageTooLarge`, and `PageUnreadable` for what is not packed as told."""
        self._came += len(piece)
        if self._name in _PLAIN:
            self._bytes += piece
        else:
            self._unpack(piece)
        if max(self._came, len(self._bytes)) > self._largest:
            raise PageTooLarge

    def whole(self) -> bytes:
        """All of it. Raises `PageUnreadable` when its end is missing."""
        if self._stream is not None and not self._stream.eof:
            raise PageUnreadable
        return bytes(self._bytes)

    def _unpack(self, piece: bytes) -> None:
        try:
            while piece and len(self._bytes) <= self._largest:
                self._stream = stream = self._stream_for(piece)
                if stream.eof:
                    return  # what follows the end is nothing
                self._bytes += stream.decompress(piece, self._largest + 1 - len(self._bytes))
                piece = stream.unconsumed_tail or stream.unused_data
        except zlib.error:
            raise PageUnreadable from None

    def _stream_for(self, piece: bytes) -> "zlib._Decompress":
        is_gzip = self._name in _GZIP
        if self._stream is None and not is_gzip:
            has_header = piece[0] & 0x0F == zlib.DEFLATED  # some send it bare
            return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        if self._stream is None or (self._stream.eof and is_gzip and piece[0] == _GZIP_BEGINS):
            return zlib.decompressobj(_GZIP_BITS)  # gzip may be several, one after another
        return self._stream
