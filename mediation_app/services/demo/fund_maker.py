"""Makes the fund application of an invented case as it stands today, and its recovery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mediation_app.domain import fund as f
from mediation_app.domain import recovery as r
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.calendar import Pending, WorkCalendar, add_years
from mediation_app.domain.cases import MediationState, StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import IdKind, Party, PartyKind, PartyRole, Side
from mediation_app.domain.recovery_clock import next_step
from mediation_app.domain.recovery_plan import parts_of, stand_on
from mediation_app.services.demo.case_maker import CaseMaker, Desk, yuan_of
from mediation_app.services.demo.county import County

_MATERIALS = (
    ("application_form", "抢救费用垫付申请书"), ("police_notice", "垫付通知书"),
    ("victim_id", "受害人身份证明"), ("unit_authority", "单位授权及经办人证件"),
    ("insurance_proof", "保险信息"), ("records", "病历及抢救记录"), ("bill", "费用清单"),
    ("unpaid_balance", "未结清证明"), ("payee_account", "收款账户证明"),
)  # fmt: skip
_S = f.FundState
_SETTLED_FAST = 30  # days from the accident
_LINES = (
    ("重症监护床位费", 14), ("手术费", 24), ("麻醉费", 6), ("西药费", 22), ("输血费", 6),
    ("检查费", 10), ("化验费", 7), ("护理费", 5), ("材料费", 6),
)  # fmt: skip


class FundMaker:
    """Builds one application beside a case; ``make`` gives None when the case has no ground."""

    def __init__(
        self, county: County, desk: Desk, case: CaseMaker, *, days: WorkCalendar, today: date
    ) -> None:
        self.county, self.desk, self.case, self.today, self.days = county, desk, case, today, days
        self._stamp = int(case.accident_at.timestamp() * 1000)

    def _id(self) -> str:
        return new_id(self._stamp)

    def _workday(self, day: date, count: int) -> date:
        due = self.days.add_workdays(day, count)
        # a year without a holiday table: the demo shifts over weekends only
        return day + timedelta(days=count) if isinstance(due, Pending) else due.day

    def make(self, file: CaseFile) -> FundFile | None:
        """The application as it stands today, or None."""
        if file.case.state is MediationState.REFUSED or self.case.dead:
            return None
        if not file.injuries or not file.injuries[0].critical:
            return None
        agreed, accident = self.case.line.agreed_on, self.case.line.accident_on
        if agreed is not None and (agreed - accident).days < _SETTLED_FAST:
            return None  # settled before the fund would have paid
        injury, bill = file.injuries[0], int(file.treatments[0].amount * 100)
        first = 0 if self.case.uninsured else 1_800_000
        rescue_bill = bill * 70 // 100
        if rescue_bill <= first + 300_000 or self.county.chance(18):
            return None
        prepaid = sum(int(p.amount * 100) for p in file.prepaid if not p.from_compulsory)
        cut = self.county.fen(120, 900)
        proposed = max(0, rescue_bill - cut - first - prepaid)
        if proposed < 100_000:
            return None
        self.file, self.injury, self.rescue_bill = file, injury, rescue_bill
        self.first, self.prepaid, self.cut, self.proposed = first, prepaid, cut, proposed
        self.hospital = Party(
            id=self._id(), case_id=file.case.id, unit_code=self.desk.unit_code, position=9,
            kind=PartyKind.ORGANISATION, side=Side.HELPER, roles=(PartyRole.HOSPITAL.value,),
            name=file.treatments[0].hospital, id_kind=IdKind.NONE, phone="0635-3261200",
            credit_code=self.county.credit_code(), account_name=file.treatments[0].hospital,
            account_bank="中国农业银行东阿县支行", account_number=f"1585{self.county.digits(13)}",
        )  # fmt: skip
        return self._tell()

    def _tell(self) -> FundFile:
        county, today = self.county, self.today
        received = self.case.accident_at.date() + timedelta(days=county.random.randint(8, 14))
        if self.case.fresh:
            received = today - timedelta(days=county.random.randint(0, 7))
        complete = received if county.chance(75) else received + timedelta(days=4)
        review = self._workday(complete, 1)
        checked, decided = self._workday(complete, 2), self._workday(complete, 3)
        ordered = self._workday(decided, 1)
        paid = self._workday(decided, 2)
        refuse = county.chance(9)
        plan = [
            ("submit", _S.SUBMITTED, received),
            ("accept", _S.REVIEW1, complete),
            ("recommend", _S.REVIEW2, review),
            ("pass", _S.APPROVAL, checked),
            ("refuse", _S.REFUSED, decided) if refuse else ("approve", _S.APPROVED, decided),
        ]
        if not refuse:
            plan += [("order", _S.TO_PAY, ordered), ("confirm_paid", _S.PAID, paid)]
        state, steps = _S.DRAFT, []
        people = {
            "submit": "fund_clerk", "accept": "fund_clerk", "recommend": "fund_clerk", "pass": "checker",
            "approve": "approver", "refuse": "approver", "order": "cashier",
            "confirm_paid": "cashier2",
        }  # fmt: skip
        application_id = self._id()
        done: dict[str, date] = {}
        for event, target, day in plan:
            if day > today:
                break
            steps.append(
                StepTaken(
                    id=self._id(), case_id=self.case.case_id, unit_code=self.desk.unit_code,
                    subject_id=application_id, process="fund", event=event, source=state.value,
                    target=target.value, occurred_on=day,
                    person_id=self.desk.key(people[event]), person_name=self.desk.name(people[event]),
                )
            )  # fmt: skip
            state, done[event] = target, day
        self.steps = tuple(steps)
        application = self._application(application_id, state, done, received, complete, decided)
        fund = FundFile(
            application=application,
            bill_lines=self._bill(application_id, decided="recommend" in done),
            materials=self._materials(application_id),
            findings=self._findings(application_id) if "recommend" in done else (),
            decisions=self._decisions(application_id, done),
        )
        return self._with_payment(fund, done)

    def _application(
        self, key: str, state: f.FundState, done: dict[str, date], received: date, complete: date,
        decided: date,
    ) -> f.FundApplication:  # fmt: skip
        case, desk = self.case, self.desk
        accepted = done.get("accept")
        number, year, serial = ("", None, None)
        if accepted:
            number, year, serial = desk.fund_number(accepted)
        hospital = self.hospital.name
        decide_on = done.get("approve") or done.get("refuse")
        pay_due = self._workday(decided, 2)
        seat = desk.key
        return f.FundApplication(
            id=key, case_id=case.case_id, unit_code=desk.unit_code, number=number, number_year=year,
            serial=serial, state=state,
            state_since=self.steps[-1].occurred_on if self.steps else received,
            situation=f.FundSituation.C2 if case.uninsured else f.FundSituation.C1,
            channel="医院", applicant_kind=f.ApplicantKind.HOSPITAL, applicant_name=hospital,
            handler_name="医保科 刘芳", handler_phone="0635-3261200", victim_id=case.victim.id,
            injury_id=self.injury.id, hospital=hospital,
            admission_number=self.file.treatments[0].admission_number,
            rescue_started_at=case.rescue_at, rescue_ended_at=case.rescue_at + timedelta(days=5),
            condition=self.injury.diagnosis, claimed=yuan_of(self.rescue_bill - self.first - self.prepaid),
            insurer_paid=yuan_of(self.first), others_paid=yuan_of(self.prepaid),
            unsettled=yuan_of(self.rescue_bill - self.first - self.prepaid), unsettled_on=received,
            notice_number=f"东公交垫通〔{received.year}〕{self.county.digits(3)}号", notice_on=received,
            received_on=received, complete_on=complete if accepted else None, accepted_on=accepted,
            decide_due=self._workday(complete, 3) if accepted else None,
            decide_why=f"材料收齐 {complete:%m-%d} + 3 个工作日" if accepted else "",
            pay_due=pay_due if done.get("approve") else None,
            pay_why=f"批准 {decided:%m-%d} + 2 个工作日" if done.get("approve") else "",
            first_layer=yuan_of(self.first), eligible=yuan_of(self.rescue_bill - self.cut),
            proposed=yuan_of(self.proposed) if "recommend" in done else yuan_of(0),
            approved=yuan_of(self.proposed) if done.get("approve") else yuan_of(0),
            refusal_codes=("N06",) if done.get("refuse") else (),
            refusal_facts="申报的费用属于后续治疗，不是抢救费用" if done.get("refuse") else "",
            decided_on=decide_on, served_on=decide_on,
            applicant_party_id=self.hospital.id, payee_name=hospital,
            payee_bank=self.hospital.account_bank, payee_account=self.hospital.account_number,
            clerk_id=seat("fund_clerk"), checker_id=seat("checker") if "pass" in done else "",
            approver_id=seat("approver") if decide_on else "",
            payer_id=seat("cashier") if "order" in done else "",
            pay_checker_id=seat("cashier2") if "confirm_paid" in done else "",
        )  # fmt: skip

    def _bill(self, key: str, *, decided: bool) -> tuple[f.BillLine, ...]:
        rest, total = self.rescue_bill, sum(weight for _, weight in _LINES)
        lines: list[f.BillLine] = []
        for position, (name, weight) in enumerate(_LINES, start=1):
            last = position == len(_LINES)
            amount = rest if last else self.rescue_bill * weight // total
            rest -= amount
            cut = self.cut if last else 0
            lines.append(
                f.BillLine(
                    id=self._id(), case_id=self.case.case_id, unit_code=self.desk.unit_code,
                    application_id=key, position=position, name=name, amount=yuan_of(amount),
                    unit_price=yuan_of(amount), code=f"{position:03d}",
                    served_at=self.case.rescue_at + timedelta(hours=3 * position), decided=decided,
                    approved=yuan_of(amount - cut) if decided else yuan_of(0),
                    reduced=yuan_of(cut) if decided else yuan_of(0),
                    reduction_code="K06" if cut and decided else "",
                )
            )  # fmt: skip
        return tuple(lines)

    def _materials(self, key: str) -> tuple[f.Material, ...]:
        return tuple(
            f.Material(
                id=self._id(), case_id=self.case.case_id, unit_code=self.desk.unit_code,
                application_id=key, position=position, code=code, name=name,
                present=True, pages=self.county.random.randint(1, 12),
            )
            for position, (code, name) in enumerate(_MATERIALS, start=1)
        )  # fmt: skip

    def _findings(self, key: str) -> tuple[f.Finding, ...]:
        heads = (
            ("situation", "肇事机动车未参加交强险" if self.case.uninsured else "抢救费用超过交强险责任限额"),
            ("genuine", f"{len(_LINES)} 行已逐行核对"),
            ("other", "7 日以内，医保、工伤、商业险均未结算"),
        )  # fmt: skip
        return tuple(
            f.Finding(
                id=self._id(), case_id=self.case.case_id, unit_code=self.desk.unit_code,
                application_id=key, position=position, head=head, passed=True, note=note,
                reviewer_id=self.desk.key("fund_clerk"),
            )
            for position, (head, note) in enumerate(heads, start=1)
        )  # fmt: skip

    def _decisions(self, key: str, done: dict[str, date]) -> tuple[f.Decision, ...]:
        made: list[f.Decision] = []
        for event, stage, login in (
            ("recommend", "review1", "fund_clerk"), ("pass", "review2", "checker"),
            ("approve", "approval", "approver"), ("refuse", "approval", "approver"),
        ):  # fmt: skip
            if event in done:
                refused = event == "refuse"
                made.append(
                    f.Decision(
                        id=self._id(), case_id=self.case.case_id, unit_code=self.desk.unit_code,
                        application_id=key, stage=stage, person_id=self.desk.key(login),
                        person_name=self.desk.name(login),
                        verdict=f.Verdict.REFUSE if refused else f.Verdict.PASS,
                        amount=yuan_of(0 if refused else self.proposed),
                        opinion="不予垫付" if refused else "同意垫付", decided_on=done[event],
                    )
                )  # fmt: skip
        return tuple(made)

    def _with_payment(self, fund: FundFile, done: dict[str, date]) -> FundFile:
        if "order" not in done:
            return fund
        app, desk = fund.application, self.desk
        paid_on = done.get("confirm_paid")
        number, year, serial = desk.voucher_number(done["order"])
        payment = f.Payment(
            id=self._id(), case_id=app.case_id, unit_code=desk.unit_code, application_id=app.id,
            number=number, number_year=year, serial=serial,
            state=f.PaymentState.PAID if paid_on else f.PaymentState.ORDERED, amount=app.approved,
            payee_name=app.payee_name, payee_bank=app.payee_bank, payee_account=app.payee_account,
            purpose=f"{app.number} {self.case.victim.name} 抢救费用", ordered_on=done["order"],
            maker_id=desk.key("cashier"), maker_name=desk.name("cashier"),
            checker_id=desk.key("cashier2") if paid_on else "",
            checker_name=desk.name("cashier2") if paid_on else "", paid_on=paid_on,
            bank_serial=f"B{paid_on:%Y%m%d}{self.county.digits(8)}" if paid_on else "",
        )  # fmt: skip
        fund = replace(fund, payments=(payment,))
        return self._with_recovery(fund, payment) if paid_on else fund

    def _with_recovery(self, fund: FundFile, payment: f.Payment) -> FundFile:
        """The case's own result decides: settled cases have repaid, the others still owe."""
        app, desk, case = fund.application, self.desk, self.case
        assert payment.paid_on is not None
        told = payment.paid_on + timedelta(days=5)
        performed, settled = case.line.day_of("perform"), self.settled(payment)
        recovery_id = self._id()
        debtor_party = case.driver if case.uninsured else case.insurer
        shares = (
            r.DebtorShare(
                id=self._id(), case_id=app.case_id, unit_code=desk.unit_code,
                recovery_id=recovery_id, position=1, party_id=debtor_party.id, name=debtor_party.name,
                basis=r.DebtorBasis.LIABLE if case.uninsured else r.DebtorBasis.INSURER,
                amount=payment.amount, told_on=told if told <= self.today else None,
            ),
        )  # fmt: skip
        receipts: tuple[r.RepaymentReceipt, ...] = ()
        state = r.RecoveryState.TOLD if told <= self.today else r.RecoveryState.OPEN
        since = told if told <= self.today else payment.paid_on
        recovered = yuan_of(0)
        if performed and settled:
            recovered, since = settled, performed
            whole = settled == payment.amount
            state = r.RecoveryState.RECOVERED if whole else r.RecoveryState.AGREED
        elif told < self.today and self.county.chance(40):
            recovered = (payment.amount / 4).quantize(payment.amount)
            since = min(self.today, told + timedelta(days=30))
            late = since + timedelta(days=40) < self.today
            state = r.RecoveryState.OVERDUE if late else r.RecoveryState.AGREED
        if recovered:
            receipts = (
                r.RepaymentReceipt(
                    id=self._id(), case_id=app.case_id, unit_code=desk.unit_code,
                    recovery_id=recovery_id, debtor_id=shares[0].id, payer_name=debtor_party.name,
                    amount=recovered, received_on=since, bank_serial=f"R{since:%Y%m%d}{self.county.digits(8)}",
                ),
            )  # fmt: skip
        recovery = r.Recovery(
            id=recovery_id, case_id=app.case_id, unit_code=desk.unit_code, application_id=app.id,
            payment_id=payment.id, state=state, state_since=since, opening=payment.amount,
            recovered=recovered, opened_on=payment.paid_on, officer_id=desk.key("recovery"),
            limitation_on=add_years(payment.paid_on, 3),
            pay_by=since + timedelta(days=30) if state is r.RecoveryState.OVERDUE else None,
        )  # fmt: skip
        whole_file = replace(
            fund, recoveries=(recovery,), debtor_shares=shares, repayment_receipts=receipts
        )
        parts = parts_of(whole_file, recovery)
        stand = stand_on(parts, self.today, self.days)
        words, day = next_step(parts, stand, since, self.days, FundRules())
        recovery = replace(recovery, acted_on=since, next_step=words, next_step_on=day)
        return replace(whole_file, recoveries=(recovery,))

    def settled(self, payment: f.Payment) -> Decimal:
        """What the agreement of this case repays to the fund; zero when there is none after it."""
        agreed = self.case.line.agreed_on
        if agreed is None or payment.paid_on is None or agreed < payment.paid_on:
            return yuan_of(0)
        due = sum((row.amount for row in self.file.instalments), yuan_of(0))
        return min(payment.amount, due)


def with_fund_line(file: CaseFile, paid_back: Decimal) -> CaseFile:
    """The agreement pays the fund first: one more payment, the victim's share less by as much."""
    if not paid_back or not file.instalments:
        return file
    first, agreement = file.instalments[0], file.agreements[0]
    rest = first.amount - paid_back
    line = replace(
        first, id=new_id(int(first.id[:12], 16)), position=2, payee_id="", amount=paid_back,
        purpose=PaymentPurpose.FUND_REPAYMENT, account_name="", account_bank="", account_number="",
    )  # fmt: skip
    rows = (replace(first, amount=rest), line) if rest else (replace(line, position=1),)
    paid = [
        replace(done, id=new_id(int(first.id[:12], 16)), instalment_id=row.id, amount=row.amount)
        for done in file.performances
        for row in rows
    ]
    clause = replace(
        file.clauses[0], id=new_id(int(first.id[:12], 16)), position=2,
        text=f"上述款项中的{paid_back:,.2f}元先行划入道路交通事故社会救助基金账户，偿还垫付款。",
    )  # fmt: skip
    return replace(
        file, instalments=rows, performances=tuple(paid), clauses=(*file.clauses, clause),
        agreements=(replace(agreement, fund_told=True),),
    )  # fmt: skip


def attach(file: CaseFile, fund: FundFile | None, maker: FundMaker) -> CaseFile:
    """The case with its application."""
    if file.case.state is MediationState.REFUSED:
        return file
    if fund is None:
        return file
    for payment in fund.payments:
        file = with_fund_line(file, maker.settled(payment))
    return replace(
        file,
        parties=(*file.parties, maker.hospital),
        funds=(fund,),
        steps=file.steps + maker.steps,
    )
