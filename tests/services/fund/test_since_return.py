"""What the approver is shown after a return: rebuilt from the trail, on both engines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from mediation_app.domain.fund_changes import ChangeKind
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.fund_rewind import rewound
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal
BACK = {"return_codes": ("R02", "R08"), "opinion": "清单第 3 行和未结清证明须核对"}


def _again(desk: Desk, key: str) -> None:
    """The clerk works on what was asked: one line cut, one material, one finding, the balance."""
    fund, clerk = desk.workbench.fund, desk.cast["fund_clerk"]
    line = fund.file(clerk, key).bill_lines[2]
    fund.decide_lines(
        clerk, key, {line.id: LineDecision(approved=line.amount - 10, reduction_code="K03")}
    )
    file = fund.file(clerk, key)
    fund.save(
        clerk,
        file,
        replace(
            file,
            application=replace(file.application, unsettled=D("58400.00")),
            findings=tuple(
                replace(f, note="已补查医保结算") if f.head == "other" else f for f in file.findings
            ),
        ),
    )
    fund.tick_materials(clerk, key, {file.materials[-1].code: ""})


def test_the_checker_sees_what_became_of_her_return(either_desk: Desk) -> None:
    desk = either_desk
    desk.opened()
    key = desk.recommended()
    fund, checker = desk.workbench.fund, desk.cast["checker"]
    assert fund.view(checker, key).since_return is None
    sent = desk.do("checker", key, "send_back", **BACK)
    assert sent.decisions[-1].codes == ("R02", "R08")
    view = fund.view(checker, key)
    assert view.since_return is not None
    assert view.since_return.changes == ()
    assert view.since_return.made.codes == ("R02", "R08")
    _again(desk, key)
    desk.do("fund_clerk", key, "recommend", opinion="已按退回意见改正")
    since = fund.view(checker, key).since_return
    assert since is not None
    told = {(c.area, c.field): (c.before, c.after) for c in since.changes if c.kind == "changed"}
    assert told[("application", "unsettled")] == (D("58420.00"), D("58400.00"))
    assert told[("application", "proposed")] == (D("57160.00"), D("57150.00"))
    assert told[("application", "eligible")][1] == told[("application", "eligible")][0] - 10
    assert told[("bill", "reduced")] == (D("0.00"), D("10.00"))
    assert told[("bill", "reduction_code")] == ("", "K03")
    assert told[("findings", "note")][1] == "已补查医保结算"
    assert told[("materials", "present")] == (False, True)
    assert since.made.on == day(10, 12)


def test_the_approver_looks_from_his_own_return(at: Any) -> None:
    desk, key = at("checked")
    fund = desk.workbench.fund
    desk.do("approver", key, "return_to_check", return_codes=("R03",), opinion="核减理由写明")
    desk.do("checker", key, "send_back", **BACK)
    _again(desk, key)
    desk.do("fund_clerk", key, "recommend")
    desk.do("checker", key, "check_pass")
    since = fund.view(desk.cast["approver"], key).since_return
    assert since is not None
    assert since.made.step.event == "return_to_check"
    assert since.made.codes == ("R03",)
    assert {c.area for c in since.changes} == {"application", "bill", "findings", "materials"}


def test_lines_that_came_and_went(at: Any) -> None:
    """A draft given back may be rebuilt line by line; the trail knows the old ones."""
    desk, key = at("accepted")
    fund, clerk = desk.workbench.fund, desk.cast["fund_clerk"]
    file = fund.file(clerk, key)
    step = fund.view(clerk, key).history[-1]
    with desk.workbench.context.store.write(clerk, "test.lines") as unit:
        case = unit.case_file(file.application.case_id)
        first, *rest = file.bill_lines
        new = replace(rest[0], id="f" * 32, name="另一行", amount=D("1.00"))
        wanted = replace(file, bill_lines=(*rest, new))
        unit.save(case, replace(case, funds=(wanted,)))
        unit.commit()
    with desk.workbench.context.store.read(clerk) as reader:
        now = reader.fund_file(key)
        before = rewound(reader, now, step.id)
    assert {line.id for line in before.bill_lines} == {line.id for line in file.bill_lines}
    old = {line.id: line for line in before.bill_lines}[first.id]
    assert (old.name, old.amount) == (first.name, first.amount)
    from mediation_app.domain.fund_changes import changes_between

    kinds = {c.kind for c in changes_between(before, now)}
    assert kinds == {ChangeKind.ADDED, ChangeKind.REMOVED}
