"""The command line: the same services as the window, one Chinese line for every trouble.

Exit codes: 0 done, 1 a known trouble, 2 the command or the input of ``calculate`` was written wrongly,
3 a check found faults, 70 a bug of the program, 130 stopped by the person.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import logging
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation_app.errors import AppError

OK, TROUBLE, USAGE, FOUND, BUG, STOPPED = 0, 1, 2, 3, 70, 130
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# These touch no office: nothing of them is written into a data folder.
_WITHOUT_PLACE = ("calculate", "selftest", "schema", "template")

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; without a command, open the window. Answers the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a console that cannot show a rare character shows its code instead of failing
            stream.reconfigure(errors="backslashreplace")
    # until a place is known, what is logged is kept off the screen
    logging.getLogger().addHandler(logging.NullHandler())
    from mediation_app.cli.parser import opens_window, parse
    from mediation_app.errors import AppError
    from mediation_app.messages import say

    arguments = argparse.Namespace()
    try:
        if opens_window(given):
            from mediation_app.cli.window import open_window

            return open_window(given)
        arguments = parse(given)
        code = int(arguments.command(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except AppError as error:
        return _say(_line(error), TROUBLE)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else OK
    except KeyboardInterrupt:
        return _say("已停止", STOPPED)
    except BrokenPipeError:
        _drop_output()
        return OK
    except Exception as error:  # noqa: BLE001 - the last boundary: a bug becomes one line and a log entry
        if isinstance(error, OSError) and error.errno in _FULL:
            _drop_output()
            return _say(say("cli.output_full"), TROUBLE)
        return _say(_bug(error, arguments), BUG)
    finally:
        from mediation_app import log

        log.close()


def _say(line: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(line.replace("\n", " ").replace("\r", " "), file=sys.stderr)
    return code


def _line(error: AppError) -> str:
    """The sentence of a trouble; of a value in a file also its place there."""
    from mediation_app.errors import InvalidInput
    from mediation_app.messages import text_of

    text = text_of(error)
    if isinstance(error, InvalidInput) and error.field.startswith(("file", "format")):
        count = error.params.get("count")
        more = f"；共 {count} 处" if isinstance(count, int) and count > 1 else ""
        if error.field not in text:
            text = f"{text}（{error.field}{more}）"
    return text


def _bug(error: Exception, arguments: argparse.Namespace) -> str:
    """Write what happened into the log of the place; the line that names the file."""
    from mediation_app.messages import say

    path = None
    if getattr(arguments, "name", "") not in _WITHOUT_PLACE:
        from mediation_app.cli.logbook import keep_log
        from mediation_app.cli.parser import place_of

        place = getattr(arguments, "place", None) or place_of(
            getattr(arguments, "data", None), getattr(arguments, "database", None)
        )
        path = keep_log(place)
    _log.error("command failed", exc_info=error)
    if path is None:
        return say("cli.bug", kind=type(error).__name__)
    return say("cli.bug_logged", file=path)


def _drop_output() -> None:
    """Nobody reads on, or nothing fits: what is still buffered must not fail again at the end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
