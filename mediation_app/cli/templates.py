"""``template check``: what the doctor has against a template, one line for each finding."""

from __future__ import annotations

import argparse

from mediation_app.cli import FOUND, OK


def check(arguments: argparse.Namespace) -> int:
    """Check a Word template; no office is needed."""
    from mediation_app.documents.catalog import Catalog
    from mediation_app.documents.doctor import finding_text
    from mediation_app.messages import say
    from mediation_app.rulebook import Rulebook
    from mediation_app.services.template_doctor import make_doctor
    from mediation_app.services.templates import read_template

    kind = Catalog().kind(arguments.kind) if arguments.kind else None
    data = read_template(arguments.file)
    report = make_doctor(Rulebook.open(arguments.place)).examine(data, kind)
    for finding in report.findings:
        print(f"{'必须改正' if finding.blocking else '提醒'}  {finding_text(finding)}")
    if not report.findings:
        print(say("templates.fine"))
        return OK
    blocking = len(report.blocking)
    print(say("templates.checked", blocking=blocking, warnings=len(report.warnings)))
    return FOUND if blocking else OK
