"""From the file to the formula: what an application and its case say, as terms of the advance."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.advance import (
    Advance,
    AdvanceRequest,
    BillItem,
    FirstLayer,
    OtherPayment,
    Situation,
    Window,
    reckon_advance,
)
from mediation_app.domain.deadlines import WindowMode
from mediation_app.domain.explain import Source
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.first_layer import (
    MedicalLimits,
    PolicyCover,
    ShareBasis,
    covers,
    layer_vehicles,
)
from mediation_app.domain.fund import (
    BillLine,
    FundApplication,
    FundKind,
    FundSituation,
    PaymentState,
)
from mediation_app.domain.fund_review import DEAD_STATES
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.moments import local_moment
from mediation_app.domain.records import Money
from mediation_app.domain.workflow.fund_effects import Reckoned
from mediation_app.errors import InvalidInput

ZERO = Decimal("0.00")


def request_of(
    case: CaseFile,
    file: FundFile,
    *,
    rules: FundRules,
    limits: MedicalLimits | None,
    sources: tuple[Source, ...] = (),
) -> AdvanceRequest:
    """The terms of the formula for an application. Undecided lines count with their full sum.

    ``limits`` is None for a day whose compulsory limits are not in the rules.
    """
    application = file.application
    layers = _layers(_with(case, file), application, limits)
    return AdvanceRequest(
        situation=_situation(application, rules),
        items=tuple(_item(line, application.kind) for line in file.bill_lines),
        first_layers=layers,
        other_paid=_others(application, layers),
        prior=_prior(case, application),
        unsettled=_unsettled(application),
        cap=rules.cap_for(application.kind),
        window=window_of(application, rules),
        goods_admitted=rules.funeral_goods_admitted,
        motor_vehicle=_motor(case, rules),
        subtract_known_insurer=rules.c3_subtract_if_insurer_known,
        sources=sources,
    )


def reckon(
    case: CaseFile,
    file: FundFile,
    *,
    rules: FundRules,
    limits: MedicalLimits | None,
    sources: tuple[Source, ...] = (),
) -> Advance:
    """What the fund advances on this application, explained term by term.

    Raises InvalidInput while the formula has a hole: a C1 without any policy, limits that are not
    in the rules.
    """
    return reckon_advance(request_of(case, file, rules=rules, limits=limits, sources=sources))


def frozen(advance: Advance) -> Reckoned:
    """The reckoning as it is kept on the application for the approval form."""
    terms = [
        {
            "key": term.key,
            "label": term.label,
            "amount": str(term.amount),
            "text": term.text,
            "minus": term.minus,
        }
        for term in advance.terms
    ]
    kept = {
        "terms": terms,
        "text": advance.text,
        "above_cap": str(advance.above_cap),
        "window": advance.window.text if advance.window else "",
        "sources": [str(source) for source in advance.sources],
        "layers": [
            {"policy": layer.key, "amount": str(layer.deducted)} for layer in advance.layers
        ],
    }
    return Reckoned(
        eligible=advance.term("eligible"),
        first_layer=advance.term("first_layer"),
        proposed=advance.amount,
        lines=json.dumps(kept, ensure_ascii=False),
    )


def window_of(application: FundApplication, rules: FundRules) -> Window | None:
    """The rescue window; None for costs that have none."""
    if application.kind is not FundKind.RESCUE or application.rescue_started_at is None:
        return None
    return Window(
        started_at=local_moment(application.rescue_started_at),
        hours=rules.window_hours,
        mode=WindowMode(rules.window_mode),
        beyond_accepted=bool(application.over_window_reason.strip()),
        prehospital_included=rules.prehospital_included,
    )


def in_window(line: BillLine, application: FundApplication, rules: FundRules) -> bool:
    """Whether a line's service began inside the window."""
    window = window_of(application, rules)
    if window is None or line.served_at is None:
        return True
    return line.served_at < window.end.value


# Terms ------------------------------------------------------------------------------------------


def _situation(application: FundApplication, rules: FundRules) -> Situation:
    if application.situation in (FundSituation.C1, FundSituation.C2, FundSituation.C3):
        return Situation(application.situation.value)
    if application.situation is FundSituation.OTHER and rules.other_case_by_committee:
        return Situation.C2  # a meeting admitted it; no policy pays first
    return Situation.NONE


_GOODS = ("骨灰盒", "寿衣", "花圈", "墓碑", "棺")
"""Goods, not services, of a funeral: a person decides on them unless the profile admits them."""


def _item(line: BillLine, kind: FundKind) -> BillItem:
    goods = kind is FundKind.FUNERAL and any(word in line.name for word in _GOODS)
    return BillItem(
        goods=goods and not line.decided,
        label=line.name,
        amount=line.amount,
        cut=line.reduced if line.decided else ZERO,
        cut_code=line.reduction_code,
        rescue=line.rescue,
        started_at=line.served_at,
    )


_HOW = {
    ShareBasis.PRO_RATA: "按核定费用比例分摊",
    ShareBasis.PAID: "保险公司已付",
    ShareBasis.CLERK: "经办人调整分摊",
    ShareBasis.DECIDED: "按已作出的决定",
}


def _layers(
    case: CaseFile, application: FundApplication, limits: MedicalLimits | None
) -> tuple[FirstLayer, ...]:
    if application.kind is FundKind.HARDSHIP:
        return ()
    if limits is None:
        if layer_vehicles(case, application.victim_id):
            raise InvalidInput("fund.limits_missing", field="first_layers")
        return ()
    found = covers(case, application.victim_id, application.kind, limits)
    return tuple(_layer(cover, application.victim_id) for cover in found)


def _layer(cover: PolicyCover, victim_id: str) -> FirstLayer:
    own = cover.share(victim_id)
    divided = own is not None and own.basis is not ShareBasis.WHOLE
    return FirstLayer(
        key=cover.policy_id,
        label=cover.label,
        limit=cover.limit,
        share=own.amount if own is not None and divided else None,
        how=_HOW.get(own.basis, "") if own is not None else "",
    )


def _with(case: CaseFile, file: FundFile) -> CaseFile:
    """The case with the application as it stands on the screen."""
    key = file.application.id
    others = [f for f in case.funds if f.application.id != key]
    return replace(case, funds=(*others, file))


def _others(
    application: FundApplication, layers: tuple[FirstLayer, ...]
) -> tuple[OtherPayment, ...]:
    found = []
    if application.others_paid:
        label = application.others_paid_note or "他人已付同一账单"
        found.append(OtherPayment(label=label, amount=application.others_paid))
    over = application.insurer_paid - sum((layer.deducted for layer in layers), ZERO)
    if over > 0:
        found.append(OtherPayment(label="保险公司超出限额部分已付", amount=over))
    return tuple(found)


def _prior(case: CaseFile, application: FundApplication) -> Money:
    """What the fund has already paid or approved for the same person and kind, less what came
    back of it as an over-payment, in yuan."""
    total = ZERO
    for other in case.funds:
        same = (
            other.application.id != application.id
            and other.application.victim_id == application.victim_id
            and other.application.kind is application.kind
            and other.application.state not in DEAD_STATES
        )
        if same:
            total += sum(
                (p.amount for p in other.payments if p.state is not PaymentState.RETURNED), ZERO
            )
            total -= sum((refund.returned for refund in other.refunds), ZERO)
    return total


def _unsettled(application: FundApplication) -> Money | None:
    if application.kind is not FundKind.RESCUE:
        return None
    return application.unsettled


def _motor(case: CaseFile, rules: FundRules) -> bool:
    if rules.non_motor_included or case.accident.hit_and_run or not case.vehicles:
        return True
    return any(vehicle.is_motor for vehicle in case.vehicles)
