"""Commands about one case: import, export, schema, documents."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mediation_app.cli.folders import may_replace
from mediation_app.cli.office import opened
from mediation_app.cli.output import write
from mediation_app.messages import text_of_reason

if TYPE_CHECKING:
    from mediation_app.documents.catalog import PaperKind

FORMATS = ("docx", "pdf")


def import_file(arguments: argparse.Namespace) -> int:
    """Import a whole case from JSON; nothing is taken by halves."""
    from mediation_app.exchange.case_json import read_case

    file = read_case(arguments.file)
    with opened(arguments) as (workbench, actor):
        taken = workbench.exchange.take_in(actor, file).value
    name = taken.case.number or taken.case.summary or "未受理的案件"
    print(f"已导入：{name}，当事人 {len(taken.parties)} 方，垫付申请 {len(taken.funds)} 件")
    if file.case.number:
        print(f"原编号 {file.case.number} 已留存，可以检索")
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Write a whole case as JSON."""
    if arguments.out is not None:
        may_replace(arguments.out, b"{")
    with opened(arguments) as (workbench, actor):
        text = workbench.exchange.hand_out(actor, arguments.case_no)
    if arguments.out is None:
        write(text)
        return 0
    from mediation_app.files import write_atomically

    write_atomically(arguments.out, text.encode("utf-8"))
    print(f"已导出：{arguments.out}（附件内容不在其中）")
    return 0


def package(arguments: argparse.Namespace) -> int:
    """Pack a case for handing it over, or check such a package."""
    from mediation_app.cli import FOUND, OK, USAGE

    if arguments.check is not None:
        from mediation_app.services.handover import check_package

        faults = check_package(arguments.check)
        for fault in faults:
            print(f"{fault.fault}：{fault.path}")
        print("移交包完整" if not faults else f"共 {len(faults)} 处问题")
        return FOUND if faults else OK
    if not arguments.case_no:
        return _told("写明案号，例如 2026-0001", USAGE)
    may_replace(arguments.out, b"PK")
    with opened(arguments) as (workbench, actor):
        case_id = workbench.exchange.find(actor, arguments.case_no)
        made = workbench.handover.pack(actor, case_id, arguments.out)
    print(f"移交包已导出：{made.path}，{made.files} 个文件")
    if made.lost:
        return _told(f"库中已经没有的文件：{'、'.join(made.lost)}", FOUND)
    return OK


def schema(arguments: argparse.Namespace) -> int:
    """Print the JSON Schema of the form."""
    from mediation_app.exchange.schema import json_schema

    write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def documents(arguments: argparse.Namespace) -> int:
    """Write every paper of a case that can be produced now, or those named, as Word and PDF."""
    from mediation_app.cli import OK, TROUBLE, USAGE

    formats = tuple(dict.fromkeys(word.strip().lower() for word in arguments.format.split(",")))
    if wrong := [word for word in formats if word not in FORMATS]:
        return _told(f"没有 {wrong[0] or '空'} 这种格式，现有：{'、'.join(FORMATS)}", USAGE)
    with opened(arguments) as (workbench, actor):
        only = _kinds(workbench.papers.kinds(), arguments.only or ())
        if isinstance(only, str):
            return _told(only, USAGE)
        case_id = workbench.exchange.find(actor, arguments.case_no)
        offered = workbench.papers.available(actor, case_id)
        written = workbench.papers.output.write_all(
            actor,
            case_id,
            arguments.out,
            only=only,
            formats=formats,
            reason=arguments.reason,
        )
    for path in written:
        print(path)
    if written:
        print(f"共 {len(written)} 个文件，在 {arguments.out}")
    elif not only and not any(offer.can_issue for offer in offered):
        print("现在还没有可以生成的文书")
    left = [offer for offer in offered if offer.code in only and not offer.can_issue]
    lines = [f"{o.title}：{o.note or '现在不能生成'}" for o in left]
    if not arguments.reason.strip():
        lines += [
            f"{offer.title}有提醒未处理（{'；'.join(map(text_of_reason, offer.warnings))}），"
            "用 --reason 写明继续生成的理由"
            for offer in offered
            if offer.is_doubtful and (not only or offer.code in only)
        ]
    gone = [kind for kind in only if kind not in {offer.code for offer in offered}]
    lines += [f"{only[kind]}：本案没有这件文书" for kind in gone]
    if lines:
        return _told("；".join(lines), TROUBLE)
    return OK


def _kinds(kinds: Sequence[PaperKind], asked: Sequence[str]) -> dict[str, str] | str:
    """Titles by code of the kinds that were named; a sentence when a name means none."""
    found: dict[str, str] = {}
    for word in (part.strip() for each in asked for part in each.split(",")):
        mine = [k for k in kinds if word in (k.code, k.short, k.title) or (word and word == k.form)]
        if not mine:
            known = "、".join(f"{kind.code}（{kind.short}）" for kind in kinds)
            return f"没有 {word or '空'} 这种文书，现有：{known}"
        found.update({kind.code: kind.title for kind in mine})
    return found


def _told(line: str, code: int) -> int:
    print(line, file=sys.stderr)
    return code
