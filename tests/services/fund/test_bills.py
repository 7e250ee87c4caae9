"""Bills at the store: read in, compared with others, the shared first layer, scans."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from mediation_app.domain.bill_lines import BillTotals, totals
from mediation_app.domain.fund import ApplicantKind, FundKind
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.parties import PartyRole
from mediation_app.errors import NotAllowed, NotFound
from mediation_app.services.bills import bill_lines, windowed
from mediation_app.services.stories import s4
from mediation_app.services.stories.parts import day
from tests.exchange.bill_files import bill
from tests.services.fund.conftest import Desk

D = Decimal


def two_pages() -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(2):
        writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


def draft(desk: Desk) -> Any:
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    victim = case.parties_with(PartyRole.VICTIM)[0]
    return desk.workbench.fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE).value


def test_a_list_is_read_looked_at_and_kept(either_desk: Desk, tmp_path: Path) -> None:
    desk = either_desk
    file = draft(desk)
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    sheet = bench.bills.read_file(bill(tmp_path / "清单.xlsx"), file.application)
    rules = bench.bills.rules(clerk, file.application.id)
    lines = bill_lines(file.application, rules, sheet.lines)
    # 10-08 lies behind the window's end on 10-06 15:05
    assert [line.in_window for line in lines] == [True, True, False, True]
    saved = bench.fund.save(clerk, file, replace(file, bill_lines=lines)).value
    assert [line.position for line in saved.bill_lines] == [1, 2, 3, 4]
    found: BillTotals = totals(saved.bill_lines)
    assert (found.amount, found.late) == (D("12845.33"), 1)
    # a late line makes the hospital's explanation necessary
    needed = {m.code for m in saved.materials if m.required}
    assert "over_window" in needed
    again = bench.bills.read_rows([["床位费", "5", "60", "300"]], saved.application)
    more = bill_lines(saved.application, rules, again.lines, after=saved.bill_lines)
    assert more[-1].position == 5
    assert windowed(saved.application, rules, more) == more


def test_other_bills_are_looked_at(either_desk: Desk) -> None:
    desk = either_desk
    key = desk.accepted()
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    theirs = bench.fund.file(clerk, key)
    assert bench.bills.marks(clerk, key, theirs.bill_lines).line_ids == frozenset()
    other = s4.register(bench, desk.cast)
    mine = bench.fund.start(clerk, other.case.id, other.parties[0].id, FundKind.RESCUE).value
    copied = tuple(
        replace(line, id=f"{at:032x}", application_id=mine.application.id,
                case_id=mine.application.case_id)
        for at, line in enumerate(theirs.bill_lines[:4])
    )  # fmt: skip
    marks = bench.bills.marks(clerk, mine.application.id, copied)
    (copy,) = marks.copies
    assert (copy.application_id, copy.count) == (key, 4)
    assert marks.line_ids == {line.id for line in copied}
    coded = tuple(
        replace(line, code="X1", unit_price=D("10.00"), quantity=1, amount=D("10.00"),
                served_at=None)
        for line in copied
    )  # fmt: skip
    bench.fund.save(clerk, mine, replace(mine, bill_lines=coded))
    dear = replace(coded[0], unit_price=D("25.00"))
    prices = bench.bills.marks(clerk, key, [dear]).prices
    assert [(p.price, p.usual) for p in prices] == [(D("25.00"), D("10.00"))]
    assert bench.bills.marks(clerk, mine.application.id, [dear]).prices == ()  # not with itself


def two_victims(desk: Desk) -> tuple[str, str, str]:
    """The application of S1 and a second victim of the same policy; application, case, victim."""
    key = desk.accepted()
    clerk = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(clerk, key).application.case_id
    case = desk.workbench.cases.peek(clerk, case_id)
    wife = next(p for p in case.parties if p.name == "刘桂芹")
    hurt = Injury(id="b" * 32, case_id=case_id, party_id=wife.id)
    cost = Treatment(id="c" * 32, case_id=case_id, injury_id=hurt.id, amount=D("21605.00"))
    desk.workbench.cases.save(
        clerk, case, replace(case, injuries=(*case.injuries, hurt),
                             treatments=(*case.treatments, cost)),
    )  # fmt: skip
    return key, case_id, wife.id


def test_the_first_layer_is_shared_and_changed_with_a_reason(either_desk: Desk) -> None:
    desk = either_desk
    key, case_id, wife = two_victims(desk)
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    view = bench.fund.view(clerk, key)
    assert view.advance is not None
    # pro rata it would be 14,400 : 3,600, but the insurer has paid all of it for the first
    assert view.advance.term("first_layer") == D("18000.00")
    case = view.case
    victim = view.file.application.victim_id
    (cover,) = bench.layers.of(case, victim)
    parts = {victim: D("14400.00"), wife: D("3600.00")}
    for who, wanted, why in (
        ("checker", parts, "先到院"),
        ("fund_clerk", parts, ""),
        ("fund_clerk", {victim: D("18000.01")}, "先到院"),
    ):
        with pytest.raises(NotAllowed):
            bench.layers.lay_down(desk.cast[who], case_id, cover.policy_id, wanted, why)
    with pytest.raises(NotAllowed):
        bench.layers.lay_down(clerk, case_id, "0" * 32, parts, "先到院")
    changed = bench.layers.lay_down(clerk, case_id, cover.policy_id, parts, "保险公司已全额付给甲")
    assert len(changed.value.layer_shares) == 2
    view = bench.fund.view(clerk, key)
    assert view.advance is not None
    assert view.advance.term("first_layer") == D("14400.00")
    assert view.advance.term("other_paid") == D("13600.00")  # with what the insurer paid beyond
    text = next(t.text for t in view.advance.terms if t.key == "first_layer")
    assert "限额 18,000.00 中的一份，经办人调整分摊" in text
    # the other one sees it at once
    eligible = bench.fund.eligible(clerk).rows[0].victims[0]
    assert (eligible.victim_id, eligible.first_layer) == (wife, D("3600.00"))
    again = bench.layers.lay_down(clerk, case_id, cover.policy_id, parts, "核对后不变")
    assert {s.note for s in again.value.layer_shares} == {"核对后不变"}
    # with the whole limit the second victim is within it, and off the list
    whole = {victim: D("0.00"), wife: D("18000.00")}
    smaller = bench.cases.peek(desk.cast["clerk"], case_id)
    costs = tuple(
        replace(t, amount=D("17000.00")) if t.amount == D("21605.00") else t
        for t in smaller.treatments
    )
    bench.cases.save(desk.cast["clerk"], smaller, replace(smaller, treatments=costs))
    assert bench.fund.eligible(clerk).count == 1
    bench.layers.lay_down(clerk, case_id, cover.policy_id, whole, "先赔第二人")
    assert bench.fund.eligible(clerk).count == 0
    back = bench.layers.lay_down(clerk, case_id, cover.policy_id, {}, "")
    assert back.value.layer_shares == ()


def test_a_material_takes_several_scans(either_desk: Desk, tmp_path: Path) -> None:
    desk = either_desk
    file = draft(desk)
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    records = next(m for m in file.materials if m.code == "records")
    paths = [tmp_path / "病历.pdf", tmp_path / "抢救记录.png", tmp_path / "说明.txt"]
    for path, content in zip(paths, (two_pages(), b"\x89PNG\r\n\x1a\n....", b"x"), strict=True):
        path.write_bytes(content)
    key = file.application.id
    found = bench.applications.add_scans(clerk, key, records.id, paths[:1]).value
    row = next(m for m in found.materials if m.id == records.id)
    assert (row.present, row.pages) == (True, 2)
    found = bench.applications.add_scans(clerk, key, records.id, paths[1:]).value
    row = next(m for m in found.materials if m.id == records.id)
    assert row.pages == 3
    from mediation_app.services.applications import scans_of

    case = bench.cases.peek(clerk, file.application.case_id)
    scans = scans_of(row, key, case.attachments)
    assert [(one.name, one.pages) for one in scans] == [
        ("病历.pdf", 2), ("抢救记录.png", 1), ("说明.txt", None),
    ]  # fmt: skip
    assert row.attachment_id == scans[0].id
    with pytest.raises(NotFound):
        bench.applications.add_scans(clerk, key, "0" * 32, paths)


def test_who_may_apply_and_the_list_follows_the_applicant(desk: Desk) -> None:
    case = desk.registered()
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    victim = case.parties_with(PartyRole.VICTIM)[0]
    (possible,) = bench.applications.kinds(clerk, case)[victim.id]
    assert possible.kind is FundKind.RESCUE
    assert possible.applicants[0] == (ApplicantKind.HOSPITAL, "由医疗机构申请")
    unhurt = replace(case.injuries[0], outcome=type(case.injuries[0].outcome).UNHURT)
    assert bench.applications.kinds(clerk, replace(case, injuries=(unhurt,))) == {}
    file = bench.fund.start(
        clerk, case.case.id, victim.id, FundKind.RESCUE, applicant_kind=ApplicantKind.VICTIM
    ).value
    codes = {m.code for m in file.materials}
    assert "promise" in codes
    assert "unit_authority" not in codes
    assert file.application.applicant_name == "孟庆海"
    hospital = replace(
        file, application=replace(file.application, applicant_kind=ApplicantKind.HOSPITAL)
    )
    saved = bench.fund.save(clerk, file, hospital).value
    assert "unit_authority" in {m.code for m in saved.materials}
    assert "promise" not in {m.code for m in saved.materials}
    desk.clock.put(2026, 10, 10, 9)
    facts = {"form_signed": True, "standing_proved": True}
    with pytest.raises(NotAllowed) as trouble:
        bench.fund.perform(clerk, saved.application.id, "submit", day(10, 10), facts)
    assert {r.code for r in trouble.value.reasons} == {"fund.standing_other_hospital"}


def test_c1_is_not_saved_without_a_policy(desk: Desk) -> None:
    """CHK-08."""
    from mediation_app.domain.fund import FundSituation

    file = draft(desk)
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    case = bench.cases.peek(clerk, file.application.case_id)
    bare = tuple(replace(p, number="", insurer_id="", none_found=True) for p in case.policies)
    bench.cases.save(desk.cast["clerk"], case, replace(case, policies=bare))
    c2 = replace(file, application=replace(file.application, situation=FundSituation.C2))
    file = bench.fund.save(clerk, file, c2).value
    c1 = replace(file, application=replace(file.application, situation=FundSituation.C1))
    with pytest.raises(NotAllowed) as trouble:
        bench.fund.save(clerk, file, c1)
    assert trouble.value.code == "fund.c1_without_policy"
