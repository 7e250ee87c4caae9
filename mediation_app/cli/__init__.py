"""The command line: the same services as the window, one Chinese line for every trouble.

Exit codes: 0 done, 1 a known trouble, 2 the command was written wrongly, 3 a check found faults,
70 a bug of the program, 130 stopped by the person.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

OK, TROUBLE, USAGE, FOUND, BUG, STOPPED = 0, 1, 2, 3, 70, 130

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; without a command, open the window."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a console that cannot show a rare character shows its code instead of failing
            stream.reconfigure(errors="backslashreplace")
    # until a place is known, what goes wrong is kept off the screen but not lost
    logging.getLogger().addHandler(logging.NullHandler())
    from mediation_app.cli.parser import opens_window, parse
    from mediation_app.errors import AppError
    from mediation_app.messages import text_of

    try:
        if opens_window(given):
            from mediation_app.cli.window import open_window

            return open_window(given)
        arguments = parse(given)
        command = arguments.command
        return int(command(arguments))
    except AppError as error:
        print(text_of(error), file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        print("已停止", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        return OK
    except Exception:  # noqa: BLE001 - the last boundary: a bug becomes one line and a log entry
        _log.exception("command failed")
        print("程序内部错误，详情已写入日志", file=sys.stderr)
        return BUG
