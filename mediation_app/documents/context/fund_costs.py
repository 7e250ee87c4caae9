"""The costs an application is about: the hospital's bill, the funeral, the seven days."""

from __future__ import annotations

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.funds import WINDOW, application_of
from mediation_app.documents.context.reviews import reason_text
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    MOMENT_BLANK,
    Slot,
    Tree,
    day,
    day_text,
    moment,
    moment_text,
    narrative,
    text,
    words,
    yuan,
)
from mediation_app.domain.fund import ApplicantKind, BillLine, FundApplication, FundKind
from mediation_app.domain.losses import Injury
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import ZERO, Money

# The services of a funeral that are paid for (丧葬服务费用), as they stand on the empty form.
SERVICES = ("遗体接运", "遗体存放", "火化", "骨灰寄存", "安葬")
_LINE = (
    "no", "day", "time", "code", "name", "price", "quantity", "amount", "insurance_class", "rescue",
    "in_window", "approved", "reduced", "reason",
)  # fmt: skip


# F15 --------------------------------------------------------------------------------------------


def bill(scene: Scene) -> Tree:
    """``fund_bill``: every line of the hospital's bill with the decision on it."""
    lines = scene.fund.bill_lines if scene.fund else ()
    decided = [line for line in lines if line.decided]
    blank = not application_of(scene).id
    rows = [_bill_line(scene, n, line) for n, line in enumerate(lines, 1)]
    empty = {name: text("") for name in _LINE}
    reviewed = bool(lines) and len(decided) == len(lines)
    return {
        "rows": rows or [empty] * (14 if blank else 1),
        "has_rows": bool(rows),
        "count": Slot(f"{len(lines)}项" if lines else "", empty="", blank=""),
        "total": _sum(line.amount for line in lines) if lines else _hole(),
        "approved": _sum(line.approved for line in decided) if reviewed else _hole(),
        "reduced": _sum(line.reduced for line in decided) if reviewed else _hole(),
        "end": Slot("以下空白" if rows else "", empty="", blank=""),
    }


def _bill_line(scene: Scene, number: int, it: BillLine) -> Tree:
    at = local_moment(it.served_at) if it.served_at else None
    reason = reason_text(scene, it.reduction_code) if it.reduced else ""
    values = (
        str(number),
        day_text(at.date()) if at else "",
        f"{at.hour}时{at.minute:02d}分" if at and (at.hour or at.minute) else None,
        it.code,
        it.name,
        format_money(it.unit_price),
        str(it.quantity),
        format_money(it.amount),
        it.insurance_class,
        "是" if it.rescue else "否",
        "是" if it.in_window else "否",
        format_money(it.approved) if it.decided else None,
        format_money(it.reduced) if it.decided else None,
        reason if it.decided else None,
    )
    return {
        # What the reviewer has not decided yet stays empty for his hand.
        name: text(value, empty="" if value is None else "／")
        for name, value in zip(_LINE, values, strict=True)
    }


def _sum(values: object) -> Slot:
    total: Money = sum(values, ZERO)  # type: ignore[call-overload]
    return Slot(format_money(total), empty="", blank="")


def _hole() -> Slot:
    return Slot("", empty="", blank="")


# F04 --------------------------------------------------------------------------------------------


def funeral(scene: Scene) -> Tree:
    """``funeral``: the death, the notice to bury, and what the services cost."""
    it = application_of(scene)
    found = injury_of(scene, it)
    lines = scene.fund.bill_lines if scene.fund and it.kind is FundKind.FUNERAL else ()
    total = sum((line.amount for line in lines), ZERO)
    rows = [
        {
            "name": text(line.name),
            "price": yuan_or_room(line.unit_price),
            "quantity": text(str(line.quantity) if line.amount else "", empty=""),
            "amount": yuan_or_room(line.amount),
        }
        for line in lines
    ]
    room = {name: text("", empty="") for name in ("price", "quantity", "amount")}
    usual: list[Tree] = [{"name": Slot(name, blank=name), **room} for name in SERVICES]
    return {
        "died_at": moment(found.died_at if found else None),
        "cause": text(found.death_cause if found else "", width=10),
        "notice_number": text(found.body_notice_number if found else "", width=10),
        "notice_on": dated(day(found.body_notice_on if found else None)),
        "home": text(funeral_home(scene, it), width=12),
        "rows": rows or usual,
        "total": yuan(total) if total else text("", empty=""),
        "total_words": words(total) if total else text("", empty=""),
    }


def yuan_or_room(value: Money) -> Slot:
    """A sum, or room to write one."""
    return Slot(format_money(value) if value else "", empty="", blank="")


def funeral_home(scene: Scene, it: FundApplication) -> str:
    """The funeral home (殡葬机构) that applies, or the one of the case."""
    if it.applicant_kind is ApplicantKind.FUNERAL_HOME and it.id:
        return it.applicant_name
    homes = scene.file.parties_with(PartyRole.FUNERAL_HOME)
    return homes[0].name if homes else ""


def injury_of(scene: Scene, it: FundApplication) -> Injury | None:
    """The injury or death that an application is about."""
    mine = (i for i in scene.file.injuries if i.id == it.injury_id or i.party_id == it.victim_id)
    return next(mine, None)


# F16 --------------------------------------------------------------------------------------------


def window(scene: Scene) -> Tree:
    """``window``: when the seven days ended, until when the rescue went on, and why."""
    it = application_of(scene)
    late = [line for line in (scene.fund.bill_lines if scene.fund else ()) if not line.in_window]
    end = it.rescue_started_at + WINDOW if it.rescue_started_at else None
    ended = it.rescue_ended_at
    over = bool(late) or bool(it.over_window_reason.strip())
    over = over or (end is not None and ended is not None and ended > end)
    cost = sum((line.amount for line in late), ZERO)
    return {
        "is_over": over and it.kind is FundKind.RESCUE,
        "end": Slot(moment_text(end) if end else "", blank=MOMENT_BLANK),
        "until": Slot(moment_text(ended) if ended else "", empty=MOMENT_BLANK, blank=MOMENT_BLANK),
        "reason": narrative(it.over_window_reason, lines=3),
        "cost": yuan(cost) if late else text("", width=8),
        "cost_words": words(cost) if late else text("", width=10),
    }
