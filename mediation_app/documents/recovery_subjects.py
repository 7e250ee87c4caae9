"""What the papers of recovery are about: a recovery, a debtor, a demand, a receipt, an insurer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.documents.context.pursuit import (
    DEMAND,
    Pursuit,
    actions_of,
    receipts_of,
    shares_of,
)
from mediation_app.domain.checks.base import INSURERS
from mediation_app.domain.custody import Custody
from mediation_app.domain.files import FundFile
from mediation_app.domain.recovery import DebtorBasis, Recovery, RecoveryState
from mediation_app.domain.refunds import RefundState

Subject = tuple[str, str, Scene]
Subjects = Callable[[PaperKind, Scene], Iterator[Subject]]


def chosen(scene: Scene, fund: FundFile, pursuit: Pursuit) -> Scene:
    """The scene of one recovery: its application, its payment, itself as the last of its file."""
    own = pursuit.recovery
    others = tuple(r for r in fund.recoveries if r.id != own.id)
    payment = next((p for p in fund.payments if p.id == own.payment_id), None)
    file = replace(fund, recoveries=(*others, own))
    return replace(scene, fund=file, payment=payment, pursuit=pursuit)


def _each(scene: Scene) -> Iterator[tuple[FundFile, Pursuit, str]]:
    """Every recovery of the case, with the words that tell it from the others."""
    several = sum(len(fund.recoveries) for fund in scene.file.funds) > 1
    for fund in scene.file.funds:
        for recovery in fund.recoveries:
            label = recovery.number or fund.application.number
            yield fund, Pursuit(recovery=recovery, key=recovery.id), label if several else ""


def _recoveries(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for fund, pursuit, label in _each(scene):
        yield pursuit.key, label, chosen(scene, fund, pursuit)


def _debtors(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """A paper for every debtor; without one a line that says whom to enter."""
    for fund, pursuit, label in _each(scene):
        shares = shares_of(fund, pursuit.recovery)
        wanted = dict(kind.when).get("basis", ())
        mine = [share for share in shares if not wanted or share.basis.value in wanted]
        for share in mine:
            own = replace(pursuit, key=share.id, debtor=share)
            yield share.id, _words(label, share.name[:12]), chosen(scene, fund, own)
        if not shares:
            yield pursuit.key, label, chosen(scene, fund, pursuit)


def _demands(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """Every demand that was sent, and the next one while an instalment is overdue."""
    for fund, pursuit, label in _each(scene):
        sent = len(actions_of(fund, pursuit.recovery, DEMAND))
        overdue = pursuit.recovery.state is RecoveryState.OVERDUE
        for number in range(1, sent + 1 + overdue):
            own = replace(pursuit, key=demand_key(pursuit.recovery.id, number), demand=number)
            yield own.key, _words(label, f"第{number}次"), chosen(scene, fund, own)


def demand_key(recovery_id: str, number: int) -> str:
    """The subject's key of the nth demand: the same before and after the step is taken."""
    return f"{recovery_id}-{number}"


def _repayments(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for fund, pursuit, label in _each(scene):
        for number, receipt in enumerate(receipts_of(fund, pursuit.recovery), 1):
            own = replace(pursuit, key=receipt.id, repayment=receipt)
            yield receipt.id, _words(label, f"第{number}笔"), chosen(scene, fund, own)


def _insurers(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """A letter for every insurer of the vehicles, and for one entered as debtor only."""
    for fund, pursuit, label in _each(scene):
        known = scene.file.parties_with(*INSURERS)
        for party in known:
            own = replace(pursuit, key=f"{pursuit.recovery.id}-{party.id}", insurer=party)
            words = _words(label, party.name[:12] if len(known) > 1 else "")
            yield own.key, words, chosen(scene, fund, own)


def _refunds(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """Every over-payment that was opened (P1) and not dropped before anybody was told."""
    several = sum(len(fund.refunds) for fund in scene.file.funds) > 1
    for fund in scene.file.funds:
        for refund in fund.refunds:
            if refund.state is RefundState.DROPPED and refund.told_on is None:
                continue
            payment = next((p for p in fund.payments if p.id == refund.payment_id), None)
            label = (refund.number or refund.debtor_name[:12]) if several else ""
            yield refund.id, label, replace(scene, fund=fund, payment=payment, refund=refund)


def _custodies(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """Every custody; before the money came, one for each unknown victim the fund has paid for.

    The latter stays when the name is found.
    """
    several = len(scene.file.custodies) > 1
    for it in scene.file.custodies:
        yield it.id, it.number if several else "", _of_custody(scene, it)
    made = {paper.subject_id for paper in scene.file.papers if paper.kind == kind.code}
    seen: set[str] = {it.victim_id for it in scene.file.custodies}
    for fund in scene.file.funds:
        victim = scene.file.party(fund.application.victim_id)
        if victim is None or victim.id in seen or not fund.recoveries:
            continue
        if victim.identity_unknown or victim.id in made:
            seen.add(victim.id)
            pursuit = Pursuit(recovery=fund.recoveries[-1], key=victim.id)
            yield victim.id, "", chosen(scene, fund, pursuit)


def _of_custody(scene: Scene, it: Custody) -> Scene:
    """The scene of one custody, beside the victim's first advance if there is one."""
    for fund in scene.file.funds:
        if fund.application.victim_id == it.victim_id and fund.recoveries:
            return chosen(scene, fund, Pursuit(recovery=fund.recoveries[-1], key=it.id))
    nothing = Recovery(id="", case_id=it.case_id, application_id="", payment_id="")
    return replace(scene, pursuit=Pursuit(recovery=nothing, key=it.id))


def _nothing(_kind: PaperKind, _scene: Scene) -> Iterator[Subject]:
    """The returns of a quarter or a year are about no case."""
    yield from ()


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def debtor_kinds() -> frozenset[str]:
    """The values a description may name under ``[when] basis``."""
    return frozenset(basis.value for basis in DebtorBasis)


SUBJECTS: Mapping[str, Subjects] = {
    "recovery": _recoveries,
    "debtor": _debtors,
    "demand": _demands,
    "repayment": _repayments,
    "insurer": _insurers,
    "refund": _refunds,
    "custody": _custodies,
    "report": _nothing,
}
