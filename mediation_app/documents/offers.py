"""What stands in the list of papers: each kind for each of its subjects, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mediation_app.documents.catalog import Catalog, PaperKind
from mediation_app.documents.context import Scene, Shared
from mediation_app.documents.context.procedure import EXTEND, agents_of
from mediation_app.documents.context.words import Tree
from mediation_app.documents.desk_subjects import ONLY_WHEN_THERE as DESK_RARE
from mediation_app.documents.desk_subjects import SUBJECTS as DESK
from mediation_app.documents.glyphs import glyph_warnings
from mediation_app.documents.produce import content_hash, missing, shown_values, values_at
from mediation_app.documents.recovery_subjects import SUBJECTS as RECOVERY
from mediation_app.documents.signers import Expected, expected, signed_by
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.checks import CheckDay, agreement_checks
from mediation_app.domain.checks.base import bound_parties, own_instalments
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import PaymentState
from mediation_app.domain.papers import Paper, Signature
from mediation_app.errors import BadFile, Reason


class OfferState(StrEnum):
    """How far a paper is."""

    LOCKED = "locked"
    MISSING = "missing"
    READY = "ready"
    ISSUED = "issued"
    SIGNED = "signed"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOffer:
    """One line of the list. ``note`` is what to show beside it (缺 2 项, 协议生效后 …).

    ``reasons`` say what is missing and where to mend it, ``warnings`` what to look at before
    printing (going on needs a reason that is kept). ``paper`` is the last one issued,
    ``signed`` of ``signers`` have signed it.
    """

    code: str
    title: str
    short: str
    form: str
    group: str
    subject_id: str
    state: OfferState
    note: str
    copies: int
    reasons: tuple[Reason, ...] = ()
    paper: Paper | None = None
    signed: int = 0
    signers: int = 0
    template_version: str = ""
    warnings: tuple[Reason, ...] = ()

    @property
    def can_issue(self) -> bool:
        """Whether it can be produced for signing now."""
        return self.state is not OfferState.LOCKED and not self.reasons

    @property
    def is_doubtful(self) -> bool:
        """Whether making it now needs a reason: there are warnings, and no edition made in spite
        of them holds."""
        fresh = self.state in (OfferState.READY, OfferState.STALE)
        return fresh and self.can_issue and bool(self.warnings)


Subject = tuple[str, str, Scene]


def offers(catalog: Catalog, scene: Scene, *, only: str = "") -> tuple[PaperOffer, ...]:
    """Every paper of a case (or of one kind), in the order of the list.

    ``scene`` has the case and the office, no subject.
    """
    found: list[PaperOffer] = []
    shared = Shared()
    for kind in catalog.all():
        if only and kind.code != only:
            continue
        subjects = list(subjects_of(kind, scene))
        for subject_id, label, chosen in subjects:
            chosen = replace(chosen, kind=kind.code)
            offer = _offer(catalog, kind, chosen, shared.of(chosen), subject_id, label)
            if offer is not None:
                found.append(offer)
        if not subjects and _expected_later(kind, scene):
            found.append(_locked(kind, "", kind.title, scene))
    return tuple(found)


def subjects_of(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """The subjects a kind of paper has in this case: key, words behind the title, scene."""
    yield from _SUBJECTS[kind.subject](kind, scene)


def _case(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    yield "", "", scene


def _reckoning(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """There is a sheet as soon as losses were entered, also when a fact is still missing."""
    if scene.sums is not None or scene.sums_trouble is not None:
        yield "", "", scene


def _agreement(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    if scene.file.agreement is not None and not scene.file.agreement.oral:
        yield scene.file.agreement.id, "", scene


def _sessions(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for number, session in enumerate(scene.file.sessions, 1):
        numbered = replace(session, position=session.position or number)
        yield session.id, f"第{numbered.position}次", replace(scene, session=numbered)


def _instalments(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for number, pay in enumerate(own_instalments(scene.file), 1):
        if pay.purpose is not PaymentPurpose.FUND_REPAYMENT and pay.payee_id:
            name = scene.party_name(pay.payee_id)[:12]
            yield pay.id, f"第{number}笔 {name}".strip(), replace(scene, instalment=pay)


def _agents(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for agent in agents_of(scene):
        yield agent.id, f"{agent.name[:12]}", replace(scene, agent=agent)


def _extensions(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    steps = [step for step in scene.file.steps if step.event == EXTEND]
    for number, step in enumerate(steps, 1):
        label = f"第{number}次" if len(steps) > 1 else ""
        yield step.id, label, replace(scene, step=step)


def _follow_ups(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for number, visit in enumerate(scene.file.follow_ups, 1):
        yield visit.id, f"第{number}次", replace(scene, follow_up=visit)


def _confirmations(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for asked in scene.file.confirmations[-1:]:
        yield asked.id, "", replace(scene, confirmation=asked)


def _applications(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for fund in _funds(kind, scene.file):
        yield fund.application.id, _fund_label(scene, fund), replace(scene, fund=fund)


def _payments(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for fund in _funds(kind, scene.file):
        for payment in fund.payments:
            if payment.state is not PaymentState.RETURNED:
                label = _fund_label(scene, fund)
                yield payment.id, label, replace(scene, fund=fund, payment=payment)


def _fund_steps(event: str) -> Callable[[PaperKind, Scene], Iterator[Subject]]:
    """A paper for every time a step was taken with an application: each request, each inquiry."""

    def subjects(kind: PaperKind, scene: Scene) -> Iterator[Subject]:
        for fund in _funds(kind, scene.file):
            key = fund.application.id
            steps = [s for s in scene.file.steps if s.subject_id == key and s.event == event]
            for number, step in enumerate(steps, 1):
                parts = [_fund_label(scene, fund), f"第{number}次" if len(steps) > 1 else ""]
                label = " ".join(part for part in parts if part)
                yield step.id, label, replace(scene, fund=fund, step=step)

    return subjects


_SUBJECTS: Mapping[str, Callable[[PaperKind, Scene], Iterator[Subject]]] = {
    "case": _case,
    "reckoning": _reckoning,
    "agent": _agents,
    "agreement": _agreement,
    "confirmation": _confirmations,
    "extension": _extensions,
    "follow_up": _follow_ups,
    "session": _sessions,
    "instalment": _instalments,
    "application": _applications,
    "payment": _payments,
    "supplement": _fund_steps("ask_supplement"),
    "inquiry": _fund_steps("inquire"),
    **RECOVERY,
    **DESK,
}


def _funds(kind: PaperKind, file: CaseFile) -> Iterator[FundFile]:
    for fund in file.funds:
        if all(str(getattr(fund.application, name, "")) in values for name, values in kind.when):
            yield fund


def _fund_label(scene: Scene, fund: FundFile) -> str:
    if len(scene.file.funds) < 2:
        return ""
    return fund.application.number or scene.party_name(fund.application.victim_id)[:12]


def _expected_later(kind: PaperKind, scene: Scene) -> bool:
    """Whether a paper without a subject is still worth a locked line."""
    if kind.subject in _ONLY_WHEN_THERE:
        return False
    if kind.for_fund:
        return kind.subject == "payment" and any(True for _ in _funds(kind, scene.file))
    if kind.subject == "agreement" and scene.file.agreement is not None:
        return False  # an oral one has no paper
    return str(scene.file.case.state) not in kind.hidden_in


# Papers of what may never happen: no line before there is one.
_ONLY_WHEN_THERE = ("agent", "confirmation", "extension", "follow_up", *DESK_RARE)


def _locked(kind: PaperKind, subject_id: str, title: str, scene: Scene) -> PaperOffer:
    return PaperOffer(
        code=kind.code,
        title=title,
        short=kind.short,
        form=kind.form,
        group=kind.group,
        subject_id=subject_id,
        state=OfferState.LOCKED,
        note=kind.locked_until,
        copies=copies_of(kind, scene),
        template_version=kind.version,
    )


def copies_of(kind: PaperKind, scene: Scene) -> int:
    """How many copies to print."""
    agreement = scene.file.agreement
    if kind.subject == "agreement" and agreement is not None and agreement.copies:
        return agreement.copies
    return kind.copies_for(max(len(bound_parties(scene.file)), 1))


def last_paper(file: CaseFile, code: str, subject_id: str) -> Paper | None:
    """The paper of this kind and subject that was issued last."""
    mine = [p for p in file.papers if p.kind == code and p.subject_id == subject_id]
    return max(mine, key=lambda paper: paper.edition, default=None)


def signatures_on(file: CaseFile, paper: Paper) -> tuple[Signature, ...]:
    """Signatures on a paper or on another edition with the same content."""
    same = {other.id for other in file.papers if other.same_text(paper)}
    return tuple(s for s in file.signatures if s.paper_id in same)


def _offer(
    catalog: Catalog, kind: PaperKind, scene: Scene, tree: Tree, subject_id: str, label: str
) -> PaperOffer | None:
    paper = last_paper(scene.file, kind.code, subject_id)
    title = f"{kind.title}（{label}）" if label else kind.title
    state = _process_state(kind, scene)
    if paper is None and state in kind.hidden_in:
        return None
    line = _locked(kind, subject_id, title, scene)
    locked = paper is None and state in kind.locked_in
    if paper is None and kind.only_if and not any(v for _, v in values_at(tree, kind.only_if)):
        return None
    if locked:
        return line
    checked = _checked(kind, scene)
    reasons = (*missing(kind, scene, tree), *unreckoned(kind, scene), *_blocking(checked))
    rest = tuple(reason for reason in checked if not reason.blocking)
    line = replace(line, warnings=(*rest, *_glyphs(kind, scene, tree)))
    if paper is None:
        if reasons:
            note = f"缺 {len(reasons)} 项"
            return replace(line, state=OfferState.MISSING, note=note, reasons=reasons)
        return replace(line, state=OfferState.READY, note="可生成")
    signers = expected(kind, scene)
    signatures = signatures_on(scene.file, paper)
    signed = sum(1 for signer in signers if signed_by(scene.file, signer, signatures))
    try:
        # by the fields of the template it was made with: another template makes no fact old
        made_with = catalog.as_made(kind.code, paper.template_version)
        stale = bool(paper.content_hash) and paper.content_hash != content_hash(made_with, tree)
    except BadFile as trouble:  # the office's own template is damaged: the list must still open
        stale, reasons = False, (*reasons, Reason(code=trouble.code, params=_words(trouble)))
    state_, note = _issued(signers, signatures, signed, stale=stale)
    if paper.edited and state_ is OfferState.ISSUED:
        note = "人工修改，待签" if signers else "人工修改"
    return replace(
        line,
        state=state_,
        note=note,
        reasons=reasons,
        copies=paper.copies,
        paper=paper,
        signed=signed,
        signers=len(signers),
        template_version=paper.template_version,
    )


def _words(trouble: BadFile) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in trouble.params.items())


def unreckoned(kind: PaperKind, scene: Scene) -> tuple[Reason, ...]:
    """Why the compensation cannot be reckoned, for papers that print it."""
    if kind.subject != "reckoning" or scene.sums_trouble is None:
        return ()
    return (scene.sums_trouble,)


def _checked(kind: PaperKind, scene: Scene) -> tuple[Reason, ...]:
    """What the check-up (文书体检) says about printing the paper for signature."""
    if kind.checks != "agreement":
        return ()
    day = CheckDay(today=scene.today, calendar=scene.calendar, band_of=scene.band_of)
    return tuple(dict.fromkeys(agreement_checks(scene.file, day)))


def _blocking(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason.blocking)


def _glyphs(kind: PaperKind, scene: Scene, tree: Tree) -> tuple[Reason, ...]:
    if scene.printable is None:
        return ()
    try:
        return glyph_warnings(shown_values(kind, tree), scene.file, scene.printable)
    except BadFile:  # the office's own template is damaged; producing it says so
        return ()


def _process_state(kind: PaperKind, scene: Scene) -> str:
    if kind.for_recovery and scene.pursuit is not None:
        return str(scene.pursuit.recovery.state)
    if kind.for_fund and scene.fund is not None:
        return str(scene.fund.application.state)
    return str(scene.file.case.state)


def _issued(
    signers: tuple[Expected, ...],
    signatures: tuple[Signature, ...],
    signed: int,
    *,
    stale: bool,
) -> tuple[OfferState, str]:
    complete = bool(signers) and signed == len(signers)
    if stale:
        return OfferState.STALE, "已签回，旧版" if complete else "旧版，内容已变"
    if complete:
        days = [s.signed_on for s in signatures if s.signed_on is not None]
        last = f" {max(days):%m-%d}" if days else ""
        return OfferState.SIGNED, f"已签回{last}"
    return OfferState.ISSUED, "已生成，等签回" if signers else "已生成"
