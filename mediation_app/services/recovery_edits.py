"""What the officer keeps beside the steps: debtors, the plan, documented acts, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mediation_app.domain.calendar import DueDate
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import format_money, yuan
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import DebtorShare, RepaymentRow
from mediation_app.domain.recovery_plan import parts_of
from mediation_app.domain.recovery_sums import schedule
from mediation_app.errors import InvalidInput
from mediation_app.services.base import Outcome
from mediation_app.services.fund_records import debtors_after_gross_payment, suggested_debtors
from mediation_app.services.recovery_base import RecoveryBase
from mediation_app.services.recovery_records import (
    ACTION_LABELS,
    action_of,
    followed_up,
    loaded,
    recovery_of,
    with_recovery,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200


class RecoveryEdits(RecoveryBase):
    """Use cases that change what stands beside a recovery."""

    # Debtors --------------------------------------------------------------------------------

    def set_shares(
        self, actor: Actor, recovery_id: str, shares: Sequence[DebtorShare]
    ) -> Outcome[FundFile]:
        """The debtors as the officer confirms them; alternative debtors may exceed the debt."""

        def change(_case: CaseFile, file: FundFile) -> FundFile:
            recovery = recovery_of(file)
            for place, share in enumerate(shares):
                where = f"debtor_shares[{place}]"
                amount = yuan(share.amount, field=f"{where}.amount")
                if not 0 < amount <= recovery.opening:
                    opening = format_money(recovery.opening)
                    raise InvalidInput(
                        "recovery.share_amount", field=f"{where}.amount", opening=opening
                    )
                if not share.name.strip():
                    raise InvalidInput("recovery.share_name", field=f"{where}.name")
                if share.recovery_id != recovery.id or share.case_id != recovery.case_id:
                    raise InvalidInput("fund.foreign_record", field="debtor_shares")
            others = tuple(s for s in file.debtor_shares if s.recovery_id != recovery.id)
            own = tuple(replace(s, position=n) for n, s in enumerate(shares, start=1))
            return replace(file, debtor_shares=(*others, *own))

        return self._edit(actor, recovery_id, "recovering.shares", change)

    def suggested_shares(self, actor: Actor, recovery_id: str) -> tuple[DebtorShare, ...]:
        """Who owes by fault, each insurer beside its insured, as a proposal for ``set_shares``."""
        with self._store.read(actor) as reader:
            case, file, recovery = loaded(reader, recovery_id)
        return _kept(suggested_debtors(case, file.application, recovery), file.debtor_shares)

    def shares_after_gross_payment(self, actor: Actor, recovery_id: str) -> tuple[DebtorShare, ...]:
        """The same when the insurer paid the victim without the fund (§5.1)."""
        with self._store.read(actor) as reader:
            case, file, recovery = loaded(reader, recovery_id)
        found = debtors_after_gross_payment(case, file.application, recovery)
        return _kept(found, file.debtor_shares)

    # Plan -----------------------------------------------------------------------------------

    def planned(
        self,
        actor: Actor,
        recovery_id: str,
        *,
        count: int,
        first_on: date,
        amount: Money | None = None,
    ) -> tuple[RepaymentRow, ...]:
        """A plan as it would be, for looking at; nothing is stored. Raises InvalidInput."""
        with self._store.read(actor) as reader:
            case, file, _ = loaded(reader, recovery_id)
        return self._plan_rows(case, file, count, first_on, amount)

    def plan(
        self,
        actor: Actor,
        recovery_id: str,
        *,
        count: int,
        first_on: date,
        amount: Money | None = None,
    ) -> Outcome[FundFile]:
        """A repayment plan of monthly instalments over what is asked (R4 signs it).

        Due days that are off move to the next working day; the nominal day is kept.
        """

        def change(case: CaseFile, file: FundFile) -> FundFile:
            recovery = recovery_of(file)
            others = tuple(r for r in file.repayment_rows if r.recovery_id != recovery.id)
            rows = self._plan_rows(case, file, count, first_on, amount)
            return replace(file, repayment_rows=(*others, *rows))

        return self._edit(actor, recovery_id, "recovering.plan", change)

    def _plan_rows(
        self, case: CaseFile, file: FundFile, count: int, first_on: date, amount: Money | None
    ) -> tuple[RepaymentRow, ...]:
        recovery = recovery_of(file)
        terms = self._terms(case, file)
        rows = schedule(
            parts_of(file, recovery).asked,
            count,
            first_on,
            terms.calendar,
            amount=amount,
            roll=terms.rules.fund_schedule_roll,
        )
        return tuple(
            RepaymentRow(
                id=new_id(),
                case_id=recovery.case_id,
                recovery_id=recovery.id,
                position=row.number,
                due_on=row.due.day if isinstance(row.due, DueDate) else row.nominal,
                amount=row.amount,
                nominal_on=row.nominal if terms.rules.fund_schedule_roll else None,
            )
            for row in rows
        )

    # Acts -----------------------------------------------------------------------------------

    def note_action(
        self,
        actor: Actor,
        recovery_id: str,
        kind: str,
        done_on: date,
        result: str,
        *,
        cost: Money = ZERO,
    ) -> Outcome[FundFile]:
        """Document an act of recovery: notice, demand, inquiry, lawsuit, enforcement.

        ``cost`` of suit or enforcement that was advanced, in yuan, comes first when money arrives.
        """

        def change(_case: CaseFile, file: FundFile) -> FundFile:
            if kind not in ACTION_LABELS:
                raise InvalidInput("recovery.action_kind", field="kind")
            if done_on > self._reckoner.today:
                raise InvalidInput("fund.in_future", field="done_on")
            if not result.strip():
                raise InvalidInput("recovery.action_result", field="result")
            advanced = yuan(cost, field="cost")
            if advanced < 0:
                raise InvalidInput("domain.money_negative", field="cost")
            recovery = recovery_of(file)
            action = action_of(recovery, kind, done_on, result.strip(), advanced)
            acted = max(done_on, recovery.acted_on or done_on)
            after = replace(recovery, acted_on=acted, costs=recovery.costs + advanced)
            file = with_recovery(file, after)
            return replace(file, recovery_actions=(*file.recovery_actions, action))

        return self._edit(actor, recovery_id, "recovering.action", change)

    def set_next_step(
        self, actor: Actor, recovery_id: str, words: str, on: date
    ) -> Outcome[FundFile]:
        """The next step by hand, no later than the review days from now (CHK-11)."""

        def change(case: CaseFile, file: FundFile) -> FundFile:
            today = self._reckoner.today
            days = self._terms(case, file).rules.recovery_review_days
            if not words.strip() or len(words) > _LONGEST:
                raise InvalidInput("recovery.next_words", field="next_step", longest=_LONGEST)
            last = today + timedelta(days=days)
            if not today <= on <= last:
                raise InvalidInput(
                    "recovery.next_day", field="next_step_on", first=today, last=last, days=days
                )
            after = replace(recovery_of(file), next_step=words.strip(), next_step_on=on)
            return with_recovery(file, after)

        return self._edit(actor, recovery_id, "recovering.next_step", change)

    def follow_up(self, actor: Actor, recovery_id: str) -> Outcome[FundFile]:
        """The next step as the rules have it, in the place of one set by hand."""

        def change(case: CaseFile, file: FundFile) -> FundFile:
            return followed_up(case, file, self._reckoner.today, self._terms(case, file))

        return self._edit(actor, recovery_id, "recovering.next_step", change)


def _kept(shares: Iterable[DebtorShare], known: Sequence[DebtorShare]) -> tuple[DebtorShare, ...]:
    """A proposal that keeps the records, and what they know, of debtors that stand already."""
    own = {(share.party_id, share.basis): share for share in known if share.party_id}
    found = []
    for share in shares:
        old = own.get((share.party_id, share.basis))
        if old is not None:
            share = replace(old, amount=share.amount, joint=share.joint, position=share.position)
        found.append(share)
    return tuple(found)
