"""The zip of an export: written piece by piece, and read with suspicion."""

import asyncio
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Generator
from typing import IO, Final

from kipux.domain.errors import Invalid
from kipux.domain.transfer import Whole
from kipux.entrypoints.web.i18n import Translator
from kipux.entrypoints.web.transfer_files import file_name, markdown, written

LARGEST: Final = 64_000_000
"""Bytes that a zip may have."""
_FOLDER: Final = "conversations/"
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How an export is packed; what other ways of packing raise for broken bytes, no two versions of Python agree on."""
_MOST_FILES: Final = 40_000
_LARGEST_FILE: Final = 30_000_000
_LARGEST_IN_ALL: Final = 400_000_000
_DIRECTORY: Final = 4_000_000
"""Bytes that the list of files may have: each of them costs ten times as much memory."""
_TAIL: Final = 65_535 + 22
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"


class _Pieces:
    """Takes what a zip writes until somebody fetches it; there is no way back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def fetch(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


async def zipped(conversations: AsyncIterator[Whole], speech: Translator) -> AsyncIterator[bytes]:
    """A zip with each conversation as JSON and as Markdown, as it comes: only one is held at a time."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it asks no more than we have
        async for whole in conversations:
            await asyncio.to_thread(_add, archive, whole, speech)
            yield pieces.fetch()
    yield pieces.fetch()


def unzipped(file: IO[bytes]) -> Generator[tuple[str, bytes], None, None]:
    """The conversations in a zip: the name and content of each file. Nothing is written anywhere, whatever a name may say.

    Raises `Invalid` (field `file`) for what is no zip, or unpacks to more than anybody's conversations.
    """
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            wanted = [info for info in archive.infolist() if info.filename.endswith(".json")]
            if any(info.compress_type not in _PACKED for info in wanted):
                raise Invalid({"file": "no_zip"})
            if len(wanted) > _MOST_FILES:
                raise Invalid({"file": "too_large"})
            left = _LARGEST_IN_ALL
            for info in wanted:
                with archive.open(info) as packed:
                    content = packed.read(min(_LARGEST_FILE, left) + 1)
                left -= len(content)
                if len(content) > _LARGEST_FILE or left < 0:
                    raise Invalid({"file": "too_large"})
                yield info.filename, content
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        struct.error,
    ):
        raise Invalid({"file": "no_zip"}) from None


def _add(archive: zipfile.ZipFile, whole: Whole, speech: Translator) -> None:
    name = _FOLDER + file_name(whole)
    archive.writestr(f"{name}.json", written(whole))
    archive.writestr(f"{name}.md", markdown(whole, speech))


def _check_directory(file: IO[bytes]) -> None:
    """Refuses a list of files that is too long before it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    file.seek(0)
    ends = [at for at in range(len(tail) - 21) if tail.startswith(_END, at)] if _END in tail else []
    if not ends or _END_64 in tail:
        raise Invalid({"file": "no_zip"})
    if any(struct.unpack_from("<L", tail, at + 12)[0] > _DIRECTORY for at in ends):
        raise Invalid({"file": "too_large"})
