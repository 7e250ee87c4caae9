"""``demo``: two sample cases carried from intake to payment, or a whole invented office."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from mediation_app.errors import BadFile, InvalidInput, StoreTrouble

_MARK = ".demo"


def demo(arguments: argparse.Namespace) -> int:
    """Run the demo that was asked for."""
    if arguments.office is not None:
        return _office(arguments)
    folder: Path = arguments.out
    data = _fresh(folder)
    from mediation_app.services.stories.play import play_samples

    for line in play_samples(data, folder):
        print(line, flush=True)
    if arguments.open:
        return _open(data)
    return 0


def _fresh(folder: Path) -> Path:
    """The data folder of the demo inside ``folder``, emptied if an earlier demo made it.

    Raises InvalidInput when the folder holds something else: nothing of anybody is overwritten.
    """
    try:
        if folder.exists():
            if not folder.is_dir():
                raise BadFile("demo.not_a_folder", name=str(folder))
            if any(folder.iterdir()) and not (folder / _MARK).exists():
                raise InvalidInput("demo.folder_in_use", name=str(folder))
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / _MARK).write_text("演示数据，可以整个删除\n", encoding="utf-8")
    except PermissionError:
        raise StoreTrouble("demo.no_right", name=str(folder)) from None
    except OSError:
        raise StoreTrouble("demo.cannot_write", name=str(folder)) from None
    return folder / "data"


def _office(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.cases <= 5_000_000:
        raise InvalidInput("demo.case_count", field="cases")
    data = _fresh(arguments.office)
    from mediation_app.bootstrap import open_workbench
    from mediation_app.services.demo.office import PASSWORD, build_office

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty() or done == total:
            print(f"\r{done}/{total} 件", end="" if done < total else "\n", file=sys.stderr)

    workbench = open_workbench(arguments.database or data)
    try:
        made = build_office(workbench, cases=arguments.cases, seed=arguments.seed, progress=show)
    finally:
        workbench.close()
    print(
        f"演示单位已生成：案件 {made.cases} 件，垫付申请 {made.applications} 件，人员 {made.people} 人"
    )
    print(f"数据在 {data}，打开：mediation-app --data {data}")
    print(f"登录名 lixue（登记员）、zhouguoqing（调解员）、maling（审批）等，口令均为 {PASSWORD}")
    return _open(data) if arguments.open else 0


def _open(data: Path) -> int:
    from mediation_app.cli.window import has_display, open_window

    if not has_display():
        print(f"没有显示器，未打开窗口。有显示器时运行：mediation-app --data {data}")
        return 0
    return open_window(["--data", str(data)])
