"""The agreement: drafted from the losses, its clauses and payments, signatures, performance."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.agreements import Agreement, Clause
from mediation_app.domain.checks.base import counted_prepaid
from mediation_app.domain.checks.money import still_due
from mediation_app.domain.checks.signatures import Signer, signers
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.papers import SignerKind
from mediation_app.errors import AppError
from mediation_app.messages import text_of_reason
from ui.screens.case.agreement_parts import ClauseList, LineRows, signer_rows
from ui.screens.case.agreement_payments import PaymentsPart
from ui.screens.case.agreement_sheets import ReasonSheet, SignatureSheet
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import F, Group, RecordForm
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.take_step import open_step
from ui.screens.case.view import CaseView
from ui.widgets.basics import Button
from ui.widgets.chips import FactChips
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.agreements import SignatureFacts
    from mediation_app.services.base import Outcome

AGREEMENT = (
    Group("协议", "由损失与计算拟定，可以修改"),
    F("total", "赔偿总额", "money", required=True, note="元"),
    F("drafted_on", "拟定日期", "date"),
)
AGREEMENT_REST = (
    F("oral", "形式", "choice", [(False, "书面"), (True, "口头")]),
    F("copies", "份数", "int"),
    F("performance_place", "履行地点"),
    F("fund_told", "救助基金", "check", note="基金已书面知悉本协议"),
    F("facts", "主要事实", "text", wide=True, lines=3),
    F("disputed", "争议事项", "text", wide=True, lines=2),
    F("responsibility", "各方责任", "text", wide=True, lines=2),
)


class AgreementSection(ScrolledSection):
    """Everything about the agreement on one page, in the order of its life."""

    def __init__(self, book: CaseBook) -> None:
        self.redraft = Button(
            "按损失重新拟定", kind="quiet", icon="rotate-cw", on_click=self.propose
        )
        self.except_fund = Button("准许例外", kind="quiet", icon="flag", on_click=self._allow)
        super().__init__(book, "协议", self.except_fund, self.redraft)
        self.form = RecordForm(AGREEMENT)
        self.form.touched.connect(self._touched)
        self.words = self.form.add_facts()
        self.form.extend(AGREEMENT_REST)
        self.effect = FactChips()
        self.payments = PaymentsPart(book)
        self.clauses = ClauseList()
        self.clauses.changed.connect(self._clause_typed)
        self.clauses.removed.connect(self._clause_removed)
        self.clauses.add_wanted.connect(self._clause_added)
        self.board = LineRows("签名与盖章")
        self.board.acted.connect(self._sign)
        self.visits = LineRows("回访与司法确认")
        self.visits.acted.connect(self._step)
        self._empty = EmptyState(
            "还没有协议",
            "按损失、分担和已付款拟定条款与付款，再逐条修改。",
            sign="plus",
            others=(("拟定调解协议", "file-pen", self.propose),),
        )
        self._parts = (
            self.form,
            self.payments,
            self.clauses,
            self.board,
            self.effect,
            self.visits,
        )
        for each in (self._empty, *self._parts):
            self.body.addWidget(each)
        self.body.addStretch(1)

    # --- showing ------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        agreement = file.agreement
        for each in self._parts:
            each.setVisible(agreement is not None)
        self._empty.setVisible(agreement is None)
        can = self.book.can_edit and (agreement is None or agreement.effective_on is None)
        self.redraft.setVisible(agreement is not None and can)
        short = any(r.code in _FUND_LINE for r in view.checks)
        self.except_fund.setVisible(short and self.book.session.may(Role.LEADER, Role.APPROVER))
        if agreement is None:
            self.note.setText("")
            return
        state = f"{agreement.effective_on.isoformat()} 生效" if agreement.effective_on else "未生效"
        self.note.setText("，".join(part for part in (agreement.number, state) if part))
        errors, warnings = self._problems(view, "agreement", agreement.id)
        self.form.show_record(agreement)
        self.form.set_read_only(not can)
        self.form.set_problems(errors, warnings)
        self._show_total(agreement, file)
        errors, warnings = self._rows_with_problems(view, "instalments")
        self.payments.show_rows(view, {**warnings, **errors})
        wrong, _ = self._rows_with_problems(view, "clauses")
        own = sorted(
            (c for c in file.clauses if c.agreement_id == agreement.id), key=lambda c: c.position
        )
        self.clauses.set_clauses(own, wrong, edit="yes" if can else "")
        self._show_board(file, can=can)
        self._show_visits(file, view)

    def _show_total(self, agreement: Agreement, file: CaseFile) -> None:
        against = still_due(file, agreement)
        prepaid = counted_prepaid(file)
        paid = format_money(prepaid)
        rest = format_money(agreement.total - prepaid)
        sums = f"已付 {paid} + 尚应支付 {rest} = {format_money(agreement.total)}，与款项相符"
        self.words.set_facts(
            [("大写", capital(agreement.total))],
            text_of_reason(against[0]) if against else sums,
            tone="danger" if against else "ok",
        )

    def _show_board(self, file: CaseFile, *, can: bool) -> None:
        board = signers(file)
        done = sum(signer.signature is not None for signer in board)
        self.board.set_note(f"{done}/{len(board)}")
        self.board.set_rows(signer_rows(board, act="登记签名" if can else ""))
        agreement = file.agreement
        if agreement is not None and agreement.effective_on is not None:
            self.effect.set_facts(
                [("生效日期", agreement.effective_on.isoformat())], agreement.effective_why
            )
        else:
            self.effect.set_facts([])

    def _show_visits(self, file: CaseFile, view: CaseView) -> None:
        rows: list[tuple[str, str, str, str, str, str]] = []
        for visit in file.follow_ups:
            day = visit.visited_on.isoformat() if visit.visited_on else ""
            text = "，".join(t for t in (visit.method, visit.performance, visit.satisfaction) if t)
            rows.append((visit.id, "phone-call", "ok", f"{day} {visit.interviewee}", text, ""))
        for asked in file.confirmations:
            day = asked.applied_on.isoformat() if asked.applied_on else ""
            text = "，".join(t for t in (file.case.confirmation.label, asked.ruling_number) if t)
            rows.append((asked.id, "gavel", "text2", f"{day} {asked.court}", text, ""))
        for offer in view.offers:
            event = offer.step.event
            if event == "follow_up" or event in _CONFIRMATION:
                name = "phone-call" if event == "follow_up" else "gavel"
                why = next((text_of_reason(r) for r in offer.reasons if r.blocking), "")
                rows.append((event, name, "text3", offer.step.label, why, "" if why else "办理"))
        self.visits.setVisible(bool(rows))
        self.visits.set_rows(rows)

    def _problems(
        self, view: CaseView, head: str, key: str
    ) -> tuple[dict[str, str], dict[str, str]]:
        errors: dict[str, str] = {}
        warnings: dict[str, str] = {}
        for reason in (*view.blocking, *view.warnings):
            parts = reason.place.split("/")
            if parts[0] == head and len(parts) > 1:
                (errors if reason.blocking else warnings)[parts[-1]] = text_of_reason(reason)
        for path, text in self.book.errors.items():
            parts = path.split(".")
            if parts[0] == f"{head}s" and len(parts) > 2 and parts[1] == key:
                errors[parts[2]] = text
        return errors, warnings

    def _rows_with_problems(
        self, view: CaseView, head: str
    ) -> tuple[dict[str, str], dict[str, str]]:
        found: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for reason in (*view.blocking, *view.warnings):
            parts = reason.place.split("/")
            if parts[0] == head and len(parts) > 1:
                found[0 if reason.blocking else 1].setdefault(parts[1], text_of_reason(reason))
        return found

    # --- drafting -----------------------------------------------------------------------------

    def propose(self) -> None:
        """Draft the agreement from the losses; nothing is stored before the person saves."""
        if not self.book.can_edit:
            return
        if self.book.file.agreement is not None:
            self.book.desk.notify.ask(
                "重新拟定协议",
                "现有条款和付款换成按损失计算的，改动过的文字不保留。",
                "重新拟定",
                self._propose,
            )
        else:
            self._propose()

    def _propose(self) -> None:
        file = self.book.file

        def work(bench: Workbench, me: Actor) -> tuple[CaseFile, CaseFile]:
            return file, bench.cases.propose_agreement(me, file)

        self.book.desk.tasks.read(
            self, self.book.session.job(work), done=self._proposed, failed=self._no_proposal
        )

    def _proposed(self, answer: tuple[CaseFile, CaseFile]) -> None:
        asked, drafted = answer
        if self.book.file is not asked:
            return
        self.book.edit(drafted)
        self.book.save()
        self.book.desk.notify.say("协议已按损失拟定，逐条核对")

    def _no_proposal(self, error: AppError) -> None:
        from mediation_app.errors import InvalidInput

        self.book.desk.notify.trouble(error)
        if isinstance(error, InvalidInput) and error.field:
            self.book.go(error.field.replace(".", "/"))

    def _touched(self, _key: str) -> None:
        agreement = self.book.file.agreement
        if agreement is None:
            return
        new = self.form.filled(agreement)
        file = self.book.file
        rows = tuple(new if a.id == new.id else a for a in file.agreements)
        self.book.edit(replace(file, agreements=rows))
        self._show_total(new, self.book.file)

    # --- clauses ------------------------------------------------------------------------------

    def _clause_typed(self, key: str, text: str) -> None:
        file = self.book.file
        rows = tuple(replace(c, text=text) if c.id == key else c for c in file.clauses)
        self.book.edit(replace(file, clauses=rows))

    def _clause_added(self) -> None:
        file = self.book.file
        agreement = file.agreement
        if agreement is None:
            return
        number = sum(c.agreement_id == agreement.id for c in file.clauses) + 1
        clause = Clause(
            id=new_id(), case_id=file.case.id, agreement_id=agreement.id, position=number
        )
        self._set_clauses((*file.clauses, clause))
        self.clauses.focus_on(clause.id)

    def _clause_removed(self, key: str) -> None:
        file = self.book.file
        gone = next(c for c in file.clauses if c.id == key)
        self._set_clauses(tuple(c for c in file.clauses if c.id != key))
        self.book.desk.notify.say("一条条款已移除", undo=partial(self._clause_back, gone))

    def _clause_back(self, clause: Clause) -> None:
        again = replace(clause, id=new_id(), version=0)
        rows = list(self.book.file.clauses)
        rows.insert(max(0, clause.position - 1), again)
        self._set_clauses(tuple(rows))

    def _set_clauses(self, rows: tuple[Clause, ...]) -> None:
        file = self.book.file
        agreement = file.agreement
        if agreement is None:
            return
        numbered = []
        number = 0
        for clause in rows:
            if clause.agreement_id == agreement.id:
                number += 1
                clause = replace(clause, position=number)
            numbered.append(clause)
        self.book.edit(replace(file, clauses=tuple(numbered)))
        if self.book.view is not None:
            self.show_case(self.book.view)

    # --- signatures and steps ---------------------------------------------------------------------

    def _sign(self, key: str) -> None:
        self.book.save(partial(self._open_signature, key))

    def _open_signature(self, key: str) -> None:
        view, file = self.book.view, self.book.file
        if view is None:
            return
        signer = next((s for s in signers(file) if (s.party_id or s.kind.value) == key), None)
        if signer is None:
            return
        known = ""
        if signer.kind is SignerKind.MEDIATOR:
            known = file.case.mediator_id
        elif signer.kind is SignerKind.RECORDER:
            known = file.case.recorder_id
        names = [(p.id, p.name) for p in view.around.people if p.active]
        sheet = SignatureSheet(
            signer, file, today=today(self.book.desk.clock), names=names, known=known
        )
        sheet.signed.connect(partial(self._signed, sheet, signer))
        self.book.desk.notify.sheet.emit(sheet)

    def _signed(self, sheet: SignatureSheet, signer: Signer, facts: SignatureFacts) -> None:
        case_id = self.book.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[CaseFile]:
            return bench.cases.add_signature(me, case_id, facts)

        self.book.write(work, done=sheet.close_sheet, failed=sheet.refuse)

    def _allow(self) -> None:
        """A leader lets the agreement pay the fund less than it advanced."""
        sheet = ReasonSheet(
            "准许协议少还救助基金", "理由写入协议并留在历史里，未还部分继续追偿。", "准许"
        )
        sheet.given.connect(partial(self._allowed, sheet))
        self.book.desk.notify.sheet.emit(sheet)

    def _allowed(self, sheet: ReasonSheet, reason: str) -> None:
        case_id = self.book.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[CaseFile]:
            return bench.cases.override_fund_lien(me, case_id, reason=reason)

        self.book.write(work, done=sheet.close_sheet, failed=sheet.refuse)

    def _step(self, event: str) -> None:
        open_step(self.book, event, parent=self)

    # --- places -------------------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        if place == ("draft",):
            if self.book.file.agreement is None:
                self.propose()
            return True
        parts = [part for part in place if part not in ("agreement", "agreements")]
        if not parts:
            return False
        head, rest = parts[0], parts[1:]
        if head == "instalments":
            self.payments.focus_on(rest[0] if rest else "")
            self.pane.ensureWidgetVisible(self.payments)
            return True
        if head == "clauses":
            return self.clauses.focus_on(rest[0] if rest else "")
        if head == "signatures":
            return self.board.focus_on(rest[0] if rest else "")
        if head in ("follow_ups", "confirmation", "confirmations", "performances"):
            return self.visits.focus_on(rest[0] if rest else "follow_up")
        name = parts[-1]
        return self.form.has(name) and self.form.focus(name)

    def first_focus(self) -> QWidget | None:
        if not self.book.is_loaded or self.book.file.agreement is None:
            return None
        field: QWidget = self.form.part("total")
        return field


_FUND_LINE = ("checks.fund_line_missing", "checks.fund_line_small", "checks.fund_insurer_untold")
_CONFIRMATION = (
    "apply_confirmation",
    "court_takes",
    "court_declines",
    "court_confirms",
    "court_rejects",
    "withdraw_confirmation",
)
