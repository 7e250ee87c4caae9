"""Commands about one case: import, export, schema, documents."""

from __future__ import annotations

import argparse
import json

from mediation_app.cli.folders import may_replace
from mediation_app.cli.office import opened
from mediation_app.cli.output import write


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


def schema(arguments: argparse.Namespace) -> int:
    """Print the JSON Schema of the form."""
    from mediation_app.exchange.schema import json_schema

    write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def documents(arguments: argparse.Namespace) -> int:
    """Write every paper of a case that can be produced now, as Word and PDF."""
    with opened(arguments) as (workbench, actor):
        case_id = workbench.exchange.find(actor, arguments.case_no)
        written = workbench.papers.write_all(actor, case_id, arguments.out)
    for path in written:
        print(path)
    if written:
        print(f"共 {len(written)} 个文件，在 {arguments.out}")
    else:
        print("现在还没有可以生成的文书")
    return 0
