"""The commands and their options, in Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

_PLACE = ("--data", "--database")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese."""

    def error(self, message: str) -> NoReturn:
        """One line that says what is wrong with the command, and exit code 2."""
        print(f"{_in_chinese(message)}。用法见 {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


_SAYINGS = (
    (r"the following arguments are required: (.+)", "缺少 {0}"),
    (r"unrecognized arguments: (.+)", "不认识 {0}"),
    (r"argument (\S+): invalid choice: '?([^' ]*)'? .*", "没有 {1} 这个命令"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{0} 后面缺少内容"),
    (r"argument (\S+): invalid \w+ value: '(.*)'", "{0} 的内容不对：{1}"),
    (r"argument (\S+): not allowed with argument (\S+)", "{0} 不能与 {1} 同时使用"),
    (r"one of the arguments (.+) is required", "须写明其中之一：{0}"),
    (r"demo takes no --data", "demo 把数据放在 --out 或 --office 的文件夹里，不用 --data"),
    (r"ambiguous option: (\S+) .*", "选项 {0} 写得不全"),
)


def _in_chinese(message: str) -> str:
    for pattern, saying in _SAYINGS:
        if match := re.fullmatch(pattern, message):
            return saying.format(*match.groups())
    return "命令写法不对"


def _lazily(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        result: int = getattr(import_module(f"mediation_app.cli.{module}"), name)(arguments)
        return result

    return run


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text


def _path(text: str) -> Path:
    """A path of this computer; an empty one or the address of a server is a slip."""
    if "://" in text:
        raise ValueError(text)
    return Path(_filled(text))


def _region(text: str) -> str:
    """A region code as far as it is known: province, city, county or finer."""
    if not re.fullmatch(r"[0-9]{2,12}", text):
        raise ValueError(text)
    return text


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValueError(text)
    return int(text)


def _place() -> _Parser:
    parent = _Parser(add_help=False)
    group = parent.add_mutually_exclusive_group()
    group.add_argument("--data", metavar="DIR", type=_path, help="数据文件夹（本机数据库）")
    group.add_argument(
        "--database",
        metavar="URL",
        type=_filled,
        help="数据库服务器，例如 postgresql://用户:密码@地址/库名",
    )
    return parent


def build() -> argparse.ArgumentParser:
    """The whole parser."""
    place = _place()
    top = _Parser(
        prog="mediation-app",
        description="道交调处工作台。不带命令时打开窗口。",
        formatter_class=_Formatter,
        add_help=False,
        parents=[place],
    )
    _finish(top)
    top.add_argument("--version", action="version", version=_version(), help="显示版本")
    commands = top.add_subparsers(title="命令", dest="name", required=True, metavar="命令")

    def add(
        name: str, help_text: str, module: str, function: str = "", *, office: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=help_text, description=help_text, formatter_class=_Formatter,
            add_help=False, parents=[place] if office else [],
        )  # fmt: skip
        _finish(made)
        made.set_defaults(command=_lazily(module, function or name))
        return made

    demo = add("demo", "演示：三件样例从登记办到追偿，或生成一个演示单位", "demo")
    what = demo.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", metavar="DIR", type=_path, help="样例的数据和文书写到这里")
    what.add_argument("--office", metavar="DIR", type=_path, help="在这里生成演示单位的数据")
    demo.add_argument("--open", action="store_true", help="办完后打开窗口（有显示器时）")
    demo.add_argument("--cases", metavar="N", type=int, default=300, help="演示单位的案件数")
    demo.add_argument(
        "--seed", metavar="N", type=int, default=2026, help="随机种子，相同则数据相同"
    )
    bring = add("import", "导入一件整案（JSON）", "cases", "import_file")
    bring.add_argument("file", metavar="FILE", type=_path, help="整案数据文件")
    export = add("export", "导出一件整案（JSON）", "cases", "export")
    export.add_argument("case_no", metavar="CASE_NO", help="案号，全称或 2026-0001")
    export.add_argument("--out", metavar="FILE", type=_path, help="写到文件，不写时输出到屏幕")
    package = add("package", "导出或检查一件案件的移交包（文书、材料、数据、校验清单）", "cases")
    package.add_argument(
        "case_no", metavar="CASE_NO", nargs="?", help="案号，全称或 2026-0001；检查时不写"
    )
    which = package.add_mutually_exclusive_group(required=True)
    which.add_argument("--out", metavar="FILE", type=_path, help="写到这个文件（.zip）")
    which.add_argument("--check", metavar="FILE", type=_path, help="检查这个移交包是否完整")
    add("schema", "输出整案数据的 JSON Schema", "cases", "schema")
    papers = add("documents", "生成一件案件的全部文书（Word 和 PDF）", "cases", "documents")
    papers.add_argument("case_no", metavar="CASE_NO", help="案号，全称或 2026-0001")
    papers.add_argument("--out", metavar="DIR", type=_path, required=True, help="写到这个文件夹")
    papers.add_argument(
        "--only",
        metavar="ID",
        nargs="+",
        action="extend",
        help="只生成这些文书：代号、名称或者表号，例如 agreement 告知书 F09",
    )
    papers.add_argument(
        "--format",
        metavar="FORMATS",
        default="docx,pdf",
        help="docx、pdf 或 docx,pdf；不写时两种都生成",
    )
    papers.add_argument(
        "--reason", metavar="TEXT", default="", help="有提醒未处理时继续生成的理由，留存备查"
    )
    reckon = add(
        "calculate",
        "计算损害赔偿（不需要数据库），输出带公式和依据的 JSON",
        "calculate",
        office=False,
    )
    what = reckon.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", nargs="?", type=_path, help="输入文件，- 为标准输入")
    what.add_argument(
        "--schema", action="store_true", help="输出输入格式的 JSON Schema，附一个例子"
    )
    reckon.add_argument("--text", action="store_true", help="输出便于阅读的计算单，不是 JSON")
    reckon.add_argument(
        "--place",
        metavar="CODE",
        type=_region,
        help="行政区划代码，例如 371524；代替文件中的 place",
    )
    reckon.add_argument(
        "--on", metavar="DATE", type=_day, help="计算日期，例如 2026-11-16；代替文件中的 on"
    )
    reckon.add_argument(
        "--year", metavar="YEAR", type=_year, help="标准的统计年度；代替文件中的 year"
    )
    template = add("template", "检查 Word 模板（不需要数据库）", "templates", "check", office=False)
    acts = template.add_subparsers(title="命令", dest="act", required=True, metavar="命令")
    text = "逐条列出一份 Word 模板的问题"
    look = acts.add_parser(
        "check", help=text, description=text, formatter_class=_Formatter, add_help=False
    )
    _finish(look)
    look.add_argument("file", metavar="FILE", type=_path, help="模板文件（.docx）")
    look.add_argument(
        "--kind", metavar="CODE", help="按这种文书检查，例如 agreement；不写时只查文件本身"
    )
    look.add_argument(
        "--place", metavar="CODE", type=_region, default="37", help="行政区划代码，例如 371524"
    )
    figures = add("statistics", "输出统计数字（JSON 或 Excel）", "statistics")
    figures.add_argument(
        "--since", metavar="DATE", type=_day, help="第一天，不写时为今年 1 月 1 日"
    )
    figures.add_argument("--until", metavar="DATE", type=_day, help="最后一天，不写时为今天")
    figures.add_argument(
        "--by",
        choices=("month", "quarter", "year"),
        default="month",
        help="按月、季或年，不写时按月",
    )
    figures.add_argument(
        "--basis",
        choices=("event", "accepted"),
        default="event",
        help="按办理日期（event）或受理日期（accepted）计入",
    )
    figures.add_argument(
        "--format", choices=("json", "xlsx"), default="json", help="json 或 xlsx，不写时为 json"
    )
    figures.add_argument(
        "--out", metavar="FILE", type=_path, help="写到文件；JSON 不写时输出到屏幕"
    )
    told = add("return", "生成一期救助基金统计报表（Word、PDF 和 Excel）", "statistics", "return_")
    told.add_argument("period", metavar="PERIOD", help="2026、2026Q3 或 2026-09")
    told.add_argument("--out", metavar="DIR", type=_path, required=True, help="写到这个文件夹")
    backup = add("backup", "备份全部数据到一个文件", "keeping", "backup")
    backup.add_argument("file", metavar="FILE", type=_path, help="备份文件")
    restore = add("restore", "从备份恢复，现有数据移到一旁", "keeping", "restore")
    restore.add_argument("file", metavar="FILE", type=_path, help="备份文件")
    add("verify", "核验审计链、数据完整性和附件", "keeping", "verify")
    add("selftest", "检查程序自身：字体、模板、规则、数据库升级", "keeping", "selftest")
    return top


def _finish(parser: argparse.ArgumentParser) -> None:
    parser._positionals.title = "内容"
    parser._optionals.title = "选项"
    parser.add_argument("-h", "--help", action="help", help="显示帮助")


def _version() -> str:
    from mediation_app import __version__

    return f"道交调处工作台 {__version__}"


def parse(given: Sequence[str]) -> argparse.Namespace:
    """The parsed command; a place written before the command counts too.

    Raises SystemExit(2) after one Chinese line when the command is written wrongly.
    """
    before: list[str] = []
    rest = list(given)
    while rest and rest[0].split("=", 1)[0] in _PLACE:
        before.append(rest.pop(0))
        if "=" not in before[-1] and rest:
            before.append(rest.pop(0))
    if before and rest:
        # sub-parsers overwrite the top parser's values: hand the place on to them
        given = [rest[0], *before, *rest[1:]]
    parser = build()
    found = parser.parse_args(list(given))
    if found.name == "demo" and found.data is not None:
        parser.error("demo takes no --data")
    return found


def opens_window(given: Sequence[str]) -> bool:
    """Whether only a place (or nothing) was given: then the window opens, nothing is parsed."""
    rest = list(given)
    while rest:
        head = rest.pop(0)
        name = head.split("=", 1)[0]
        if name not in _PLACE:
            return False
        if "=" not in head:
            if not rest:
                return False
            rest.pop(0)
    return True


def place_of(data: Path | None, database: str | None) -> str | Path:
    """The place meant by ``--data`` or ``--database``, else the default folder."""
    if database:
        return database
    from mediation_app.paths import default_data_dir

    return data or default_data_dir()


def window_place(given: Sequence[str]) -> str | Path:
    """The place from a command line that only opens the window."""
    parser = _Parser(prog="mediation-app", add_help=False, parents=[_place()])
    found = parser.parse_args(list(given))
    return place_of(found.data, found.database)
