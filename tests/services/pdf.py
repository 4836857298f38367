"""PDFs, written by hand: a page of lines, as small as the format allows."""

from collections.abc import Mapping


def a_pdf(*lines: str, told: Mapping[str, str] | None = None, pages: int = 1, encrypted: bool = False) -> bytes:
    """Each of `pages` pages shows all lines, in cp1252. `told` is what it says of itself: Title, Author, CreationDate.

    With `encrypted` it asks for a password that nobody knows.
    """
    shown = b"BT /F1 12 Tf 14 TL 40 760 Td " + b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines) + b" ET"
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
        b"<< %s >>" % b" ".join(b"/%s (%s)" % (key.encode(), _escaped(text)) for key, text in (told or {}).items()),
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -64 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32),
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects) if encrypted else b""
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R%s >>" % (len(objects) + 1, len(objects) - 1, lock)
    return bytes(written) + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        trailer,
        len(written),
    )


def _escaped(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
