"""Commands that keep the data: backup, restore, verify; and the program's test of itself."""

from __future__ import annotations

import argparse
import sys

from mediation_app.cli import FOUND, OK
from mediation_app.cli.folders import may_replace
from mediation_app.cli.logbook import keep_log
from mediation_app.cli.office import opened
from mediation_app.cli.parser import place_of


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def backup(arguments: argparse.Namespace) -> int:
    """Back up everything into one file and check the copy."""
    may_replace(arguments.file, b"PK")
    with opened(arguments) as (workbench, actor):
        manifest = workbench.maintenance.back_up(actor, arguments.file, _progress)
    print(f"已备份并核验：{arguments.file}，{sum(manifest.rows.values())} 条记录")
    return OK


def restore(arguments: argparse.Namespace) -> int:
    """Restore a backup; what was there is moved aside, never destroyed."""
    from mediation_app.services.maintenance import restore_into

    place = place_of(arguments.data, arguments.database)
    manifest = restore_into(place, arguments.file, _progress)
    keep_log(place)
    print(
        f"已恢复 {manifest.made_at} 的备份，{sum(manifest.rows.values())} 条记录；原有数据移到一旁"
    )
    return OK


def verify(arguments: argparse.Namespace) -> int:
    """Check audit chain, integrity, numbers and attachments; every doubt is one line."""
    with opened(arguments) as (workbench, actor):
        found = workbench.maintenance.verify(actor)
    for line in found.doubts:
        print(line)
    if found.doubts:
        print(f"发现 {len(found.doubts)} 处问题")
        return FOUND
    print(f"审计链 {found.entries} 条、数据完整性、文号、附件均无问题")
    for head in found.heads:
        print(f"审计链末端 {head}（抄存在本机以外，日后可核对）")
    return OK


def selftest(arguments: argparse.Namespace) -> int:
    """Check the installed program: fonts, templates, rules, migrations, a paper."""
    from mediation_app.services.selftest import run_all

    bad = 0
    for check in run_all():
        print(f"{'通过' if check.passed else '不通过'}  {check.name}  {check.detail}".rstrip())
        bad += not check.passed
    return FOUND if bad else OK
