"""Writing to the standard output what a file or a program will read."""

from __future__ import annotations

import sys


def write(text: str) -> None:
    """A text to the standard output: always UTF-8 where a file or a program reads it."""
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None or sys.stdout.isatty():
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    binary.write(text.encode("utf-8"))
    binary.flush()
