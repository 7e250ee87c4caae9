"""How papers, findings, versions and fields stand in the lists of the page 文书模板."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.services.template_lines import FindingLine, VersionLine
from mediation_app.services.templates import Origin, TemplateLine
from ui.models.cells import Column, IconText, RowKind, TagCell, Text, TwoLines
from ui.models.row_list import Row, heading

if TYPE_CHECKING:
    from mediation_app.services.template_types import Field


def origin_text(line: TemplateLine) -> str:
    """Whose template it is and which version."""
    if line.origin is Origin.OFFICE:
        return line.version
    if line.origin is Origin.FOLDER:
        return f"数据文件夹中的模板，{line.version} 版"
    if line.origin is Origin.LOST:
        return f"{line.version}的文件丢失，正用自带模板"
    return f"自带，{line.version} 版"


def count_tag(line: TemplateLine) -> TagCell | None:
    """How many findings, red when one of them blocks."""
    if line.trouble:
        return TagCell("不能用", "danger")
    if line.report is None or not line.report.findings:
        return TagCell("本单位", "accent") if line.origin is not Origin.SHIPPED else None
    blocking = len(line.report.blocking)
    if blocking:
        return TagCell(f"{blocking} 处须改", "danger")
    return TagCell(f"{len(line.report.findings)} 处提醒", "warn")


def paper_rows(lines: tuple[TemplateLine, ...]) -> list[Row]:
    """Every paper in its group."""
    made: list[Row] = []
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            made.append(heading(group))
        cell = TwoLines(line.title, origin_text(line), right_tag=count_tag(line))
        made.append(Row(cell, line, key=line.code))
    return made


def finding_columns() -> list[Column[FindingLine]]:
    """Severity, place, words."""
    return [
        Column(
            key="kind", header="", width=104,
            cell=lambda one: IconText("octagon-x", "必须改正", "danger", "danger", "table")
            if one.blocking
            else IconText("triangle-alert", "提醒", "warn", "text2", "table"),
        ),
        Column(
            key="place", header="位置", width=190, give_way=1,
            cell=lambda one: Text(one.place or "整份文件"),
        ),
        Column(
            key="text", header="问题", min_width=220,
            cell=lambda one: Text(one.text, tone="text"),
        ),
    ]  # fmt: skip


def version_columns() -> list[Column[VersionLine]]:
    """Version, when, who, note."""
    return [
        Column(
            key="label", header="版本", width=130,
            cell=lambda one: Text(
                one.label, tone="text", tag=TagCell("在用", "ok") if one.active else None
            ),
        ),
        Column(key="when", header="导入时间", width=140, cell=lambda one: Text(one.when, fixed=True)),
        Column(key="who", header="导入人", width=80, give_way=1, cell=lambda one: Text(one.who)),
        Column(key="note", header="说明", min_width=120, cell=lambda one: Text(one.note)),
    ]  # fmt: skip


def field_columns() -> list[Column[Field | str]]:
    """Chinese name, how it is written, a sample."""
    return [
        Column(key="name", header="名称", min_width=170, cell=_field_name),
        Column(
            key="path", header="写法", min_width=170,
            cell=lambda one: None if isinstance(one, str) else Text(one.path, tone="text"),
        ),
        Column(
            key="sample", header="样例", min_width=110, give_way=1,
            cell=lambda one: None if isinstance(one, str) else Text(one.sample, tone="text3"),
        ),
    ]  # fmt: skip


def _field_name(one: Field | str) -> Text:
    if isinstance(one, str):
        return Text(one, role="captionStrong")
    return Text(one.name.partition("·")[2] or one.name, tone="text")


def field_key(one: Field | str) -> str:
    """The key of a line of the palette."""
    return one if isinstance(one, str) else one.path


def field_kind(one: Field | str) -> RowKind:
    """Headings are not selectable."""
    return RowKind.GROUP if isinstance(one, str) else RowKind.RECORD


def field_lines(fields: tuple[Field, ...], text: str) -> list[Field | str]:
    """The fields that have a text in name, path or sample, below the names of their nouns."""
    wanted = text.strip().lower()
    rows: list[Field | str] = []
    noun = ""
    for one in fields:
        if wanted and not any(wanted in each.lower() for each in (one.name, one.path, one.sample)):
            continue
        if one.noun != noun:
            noun = one.noun
            rows.append(f"{one.noun_name}  {noun}")
        rows.append(one)
    return rows
