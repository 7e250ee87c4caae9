"""The program's own log: a rotating UTF-8 file in the data folder, without personal data.

Records carry codes, keys and counts. Should a number of a person slip in all the same (ID card,
bank card, phone), it is blotted out before it is
written: in the message, its arguments, and the text of an exception.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

FILE_NAME = "mediation-app.log"
_MAX_BYTES = 2_000_000
_KEPT = 4

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]

# Longest first: an 18-digit ID must not be taken for a phone number with digits around it. Spaces
# and hyphens between groups are what people type; full-width digits are digits too.
_GAP = r"[ \-\u00a0\u2010-\u2015]?"
_DIGIT = r"[0-9\uff10-\uff19]"
_NUMBERS = re.compile(
    rf"(?<!{_DIGIT})(?:"
    rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{15,18}}"  # bank cards 16-19, ID without its last letter
    rf"|{_DIGIT}(?:{_GAP}{_DIGIT}){{14}}"  # the old ID of 15 digits
    rf"|(?:86{_GAP})?[1\uff11](?:{_GAP}[3-9\uff13-\uff19])(?:{_GAP}{_DIGIT}){{9}}"  # mobile phone
    rf")[Xx\uff38\uff58]?(?!{_DIGIT})"
)
_KEEP = 2


def redact(text: str) -> str:
    """Blot out ID, bank-card and mobile numbers, keeping the last two characters of each.

    >>> redact("phone 13812345678")
    'phone ***78'
    """
    return _NUMBERS.sub(lambda found: f"***{found.group()[-_KEEP:]}", text)


class _Redacting(logging.Formatter):
    """Redacts the finished line, so that arguments, tracebacks and stacks are all covered."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up(data_dir: Path, *, level: int = logging.INFO) -> Path:
    """Write the log below ``data_dir/logs``; returns the file. Calling again moves it there.

    A folder that cannot be written does not keep the program from starting: the log then goes to
    the standard error stream, if there is one (a windowed program on Windows has none).
    """
    folder = data_dir / "logs"
    path = folder / FILE_NAME
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path,
            maxBytes=_MAX_BYTES,
            backupCount=_KEPT,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        handler = logging.NullHandler() if sys.stderr is None else logging.StreamHandler()
    handler.setFormatter(
        _Redacting("{asctime} {levelname} {threadName} {name}: {message}", style="{")
    )
    handler.set_name(FILE_NAME)
    root = logging.getLogger()
    close()
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    return path


def close() -> None:
    """Take our handler off the root logger and close its file (Windows cannot delete it else)."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if one.get_name() == FILE_NAME]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(capture=False)


def log_unhandled(then: ExceptHook | None = None) -> None:
    """Log every exception nobody caught, in any thread, then call ``then`` (a bug report window).

    ``KeyboardInterrupt`` goes its usual way.
    """
    logger = logging.getLogger("mediation_app.unhandled")

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.critical("unhandled %s", kind.__name__, exc_info=(kind, error, trace))
        if then is not None:
            then(kind, error, trace)
        elif sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook
