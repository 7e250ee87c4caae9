"""Commands that keep the data: backup, restore, verify; and the program's test of itself."""

from __future__ import annotations

import argparse
import sys

from mediation_app.cli import FOUND, OK
from mediation_app.cli.office import opened
from mediation_app.cli.parser import place_of


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def backup(arguments: argparse.Namespace) -> int:
    """Back up everything into one file and check the copy."""
    from mediation_app.services.maintenance import MaintenanceService

    with opened(arguments) as (workbench, actor):
        made = MaintenanceService(workbench.context).back_up(actor, arguments.file, _progress)
    print(f"已备份并核验：{made}")
    return OK


def restore(arguments: argparse.Namespace) -> int:
    """Restore a backup; what was there is moved aside, never destroyed."""
    from mediation_app.services.maintenance import restore_into

    aside = restore_into(place_of(arguments.data, arguments.database), arguments.file, _progress)
    print("已恢复" + (f"，原有数据在 {aside}" if aside else ""))
    return OK


def verify(arguments: argparse.Namespace) -> int:
    """Check audit chain, integrity and attachments; every finding is one line."""
    from mediation_app.services.maintenance import MaintenanceService

    with opened(arguments) as (workbench, actor):
        findings = MaintenanceService(workbench.context).verify(actor)
    for line in findings:
        print(line)
    print("审计链、数据完整性、附件均无问题" if not findings else f"发现 {len(findings)} 处问题")
    return FOUND if findings else OK


def selftest(arguments: argparse.Namespace) -> int:
    """Check the installed program: fonts, templates, rules, migrations, a paper."""
    from mediation_app.services.selftest import run_all

    bad = 0
    for check in run_all():
        print(f"{'通过' if check.passed else '不通过'}  {check.name}  {check.detail}".rstrip())
        bad += not check.passed
    return FOUND if bad else OK
