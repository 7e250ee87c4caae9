"""The installed program checks itself: fonts, templates, rules, migrations, one paper, the JSON.

Nothing of an office is touched: databases are made in a temporary folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mediation_app.clock import SystemClock, today
from mediation_app.errors import AppError
from mediation_app.messages import text_of

# Characters that names really have, up to the plane that old programs lose.
_NAMES = "李𬀩 陈䶮 王堃 张喆 阿依古丽·买买提 𠅤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of the program: its Chinese name, whether it passed, what was seen."""

    name: str
    passed: bool
    detail: str = ""


def run_all() -> Iterator[Check]:
    """Run every check, one after the other; a failing one does not stop the others."""
    for name, check in _CHECKS.items():
        try:
            yield Check(name=name, passed=True, detail=check())
        except AppError as error:
            yield Check(name=name, passed=False, detail=text_of(error))
        except Exception as error:  # noqa: BLE001 - whatever is broken is the finding
            yield Check(name=name, passed=False, detail=f"{type(error).__name__}: {error}")


def _fonts() -> str:
    from mediation_app.documents.engine.api import missing_glyphs

    lacking = missing_glyphs(_NAMES)
    if lacking:
        raise LookupError(f"缺字 {' '.join(lacking)}")
    return "生僻字可以显示和打印"


def _messages() -> str:
    from mediation_app.messages import catalogue

    return f"{len(catalogue())} 条"


def _rules() -> str:
    from mediation_app.rulebook import Rulebook

    clock = SystemClock()
    book = Rulebook.open("371524")
    limits = book.limits(today(clock))
    years = "、".join(str(year) for year in book.calendar().years)
    assert limits is not None
    return f"{book.version}，节假日 {years}，待核实 {book.unverified_count} 项"


def _templates() -> str:
    from mediation_app.documents.catalog import Catalog
    from mediation_app.documents.engine.api import lint_template

    entries = Catalog().all()
    for entry in entries:
        for finding in lint_template(entry.path):
            if finding.blocking:
                raise ValueError(f"{entry.code}: {finding.code} {finding.place}")
    if not entries:
        raise LookupError("没有模板")
    return f"{len(entries)} 个"


def _database() -> str:
    from mediation_app.database.store import Store
    from mediation_app.database.verify import verify

    with tempfile.TemporaryDirectory(prefix="mediation-selftest-") as folder:
        store = Store.open(Path(folder), SystemClock())
        try:
            verdict = verify(store)
        finally:
            store.close()
    if not verdict.sound:
        raise ValueError("、".join(doubt.code for doubt in verdict.doubts))
    return "新建、升级、核验通过"


def _paper() -> str:
    from mediation_app.documents.plain import plain_pdf

    line = "姓名：{{ name }}，应垫付 57,160.00 元（伍万柒仟壹佰陆拾元整）"
    pdf = plain_pdf("自检", [line], {"name": _NAMES})
    if not pdf.startswith(b"%PDF-") or len(pdf) < 2_000:
        raise ValueError("PDF 不完整")
    return f"Word 和 PDF 各一份，{len(pdf) // 1024} KB"


def _schema() -> str:
    from mediation_app.exchange.schema import json_schema

    return f"{len(json_schema())} 项"


_CHECKS: dict[str, Callable[[], str]] = {
    "字体": _fonts,
    "提示文字": _messages,
    "规则": _rules,
    "模板": _templates,
    "数据库": _database,
    "文书": _paper,
    "整案数据格式": _schema,
}
