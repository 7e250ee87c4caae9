"""How many pages a kept file has: a PDF's own, one for a picture, unknown for anything else."""

from __future__ import annotations

import io
import logging

_PICTURES = (
    b"\xff\xd8\xff", b"\x89PNG", b"BM", b"II*\x00", b"MM\x00*", b"GIF8", b"RIFF",
)  # fmt: skip
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def page_count(content: bytes) -> int | None:
    """The number of pages; None for what is no picture and no readable PDF."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        try:
            return len(PdfReader(io.BytesIO(content)).pages) or None
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None  # a damaged PDF raises whatever its damage leads to
    return 1 if content.startswith(_PICTURES) else None
