"""``demo``: three sample cases carried from intake to recovery, or a whole invented office."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mediation_app.cli.folders import fresh_demo
from mediation_app.errors import InvalidInput


def demo(arguments: argparse.Namespace) -> int:
    """Run the demo that was asked for."""
    if arguments.office is not None:
        return _office(arguments)
    place = _place(arguments, arguments.out)
    from mediation_app.services.stories.play import play_samples, sign_in_line

    for line in play_samples(place, arguments.out):
        print(line, flush=True)
    print()
    print(f"数据在 {_shown(place)}")
    print(sign_in_line(_opening(place)))
    return _open(place) if arguments.open else 0


def _place(arguments: argparse.Namespace, folder: Path) -> str | Path:
    """Where the demo's data go: into ``folder``, or an empty database that was named."""
    data = fresh_demo(folder)
    arguments.place = arguments.database or data
    return arguments.database or data


def _office(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.cases <= 5_000_000:
        raise InvalidInput("demo.case_count", field="cases")
    place = _place(arguments, arguments.office)
    from mediation_app.bootstrap import open_workbench
    from mediation_app.services.demo.office import PASSWORD, build_office
    from mediation_app.services.stories.play import refuse_filled

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{total} 件", end="" if done < total else "\n", file=sys.stderr)

    with open_workbench(place) as workbench:
        refuse_filled(workbench)
        made = build_office(workbench, cases=arguments.cases, seed=arguments.seed, progress=show)
    print(
        f"演示单位已生成：案件 {made.cases} 件，垫付申请 {made.applications} 件，人员 {made.people} 人"
    )
    print(f"数据在 {_shown(place)}，打开窗口：{_opening(place)}")
    print(f"登录名 lixue（登记员）、zhouguoqing（调解员）、maling（审批）等，密码均为 {PASSWORD}")
    return _open(place) if arguments.open else 0


def _shown(place: str | Path) -> str:
    from mediation_app.database.location import Location

    return Location.of(place).shown


def _opening(place: str | Path) -> str:
    """The command that opens the window there; a password is left out."""
    option = "--data" if isinstance(place, Path) else "--database"
    return f"mediation-app {option} {_shown(place)}"


def _open(place: str | Path) -> int:
    from mediation_app.cli.window import has_display, open_window
    from mediation_app.services.stories.play import SIGN_IN_AS

    if not has_display():
        print("没有显示器，未打开窗口")
        return 0
    given = ["--data" if isinstance(place, Path) else "--database", str(place)]
    return open_window(given, sign_in_as=SIGN_IN_AS, open_at="cases")
