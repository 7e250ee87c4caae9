"""What the panel beside the losses says, line by line: who bears what, what is left to pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from mediation_app.domain.compensation.inputs import Claim, NonMedicalMode, Side, Standing
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import (
    Layer,
    LimitUse,
    Reckoning,
    Share,
    VictimResult,
)
from mediation_app.domain.explain import Source
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money, format_percent, share_of
from mediation_app.domain.records import ZERO, Money
from ui.screens.case import wording
from ui.widgets.ledger import LedgerLine, LineShape
from ui.widgets.sum_bar import Part

TONES = {Layer.COMPULSORY: "c1", Layer.COMMERCIAL: "c5", Layer.LIABLE: "c3", Layer.OWN: "c4"}
NAMES = {Layer.COMPULSORY: "交强险", Layer.COMMERCIAL: "商业三者险"}
COUNTS = {2: "两方相加", 3: "三方相加", 4: "四方相加"}
Pairs = tuple[tuple[str, str], ...]


class ShareLines:
    """The lines of one victim: the whole, every bearer with his part, the limits used."""

    def __init__(
        self, result: Reckoning, victim: VictimResult, file: CaseFile, claim: Claim | None
    ) -> None:
        self.result, self.victim, self.file, self.claim = result, victim, file, claim
        self._start = ZERO
        self._parts: list[Part] = []
        self._amounts: list[Money] = []

    def lines(self) -> list[LedgerLine]:
        """All of them, the whole first."""
        below: list[LedgerLine] = []
        for (layer, unit, payer), shares in self._groups().items():
            below += self._bearer(layer, unit, payer, shares)
        if self.victim.own > 0:
            below.append(self._own())
        victim = self.victim
        sums = [(b.label, s) for b, s in victim.buckets.items() if s > 0]
        how = " + ".join(f"{name} {format_money(amount)}" for name, amount in sums)
        total = LedgerLine(
            key="total",
            shape=LineShape.TOTAL,
            name="损失合计",
            amount=format_money(victim.total),
            whole=victim.total,
            parts=tuple(self._parts),
            explain=(("怎么算", f"{how} = {format_money(victim.total)} 元"),),
        )
        return [total, *below]

    def proof(self) -> LedgerLine:
        """All bearers together are the whole."""
        amounts = self._amounts
        text = " + ".join(format_money(amount) for amount in amounts)
        return LedgerLine(
            key="proof/bearers",
            shape=LineShape.PROOF,
            name=COUNTS.get(len(amounts), "各方相加"),
            amount=text,
            good=sum(amounts, ZERO) == self.victim.total,
            explain=(("核对", f"{text} = 损失合计 {format_money(self.victim.total)} 元"),),
        )

    # --- bearers ------------------------------------------------------------------------------

    def _groups(self) -> dict[tuple[Layer, str, str], list[Share]]:
        """Shares by layer, then by policy; a liable person is one line whatever he answers for."""
        found: dict[tuple[Layer, str, str], list[Share]] = {}
        for layer in (Layer.COMPULSORY, Layer.COMMERCIAL, Layer.LIABLE):
            for share in self.victim.shares:
                if share.layer is layer:
                    unit = "" if layer is Layer.LIABLE else unit_of(share)
                    found.setdefault((layer, unit, share.payer), []).append(share)
        return found

    def _bearer(
        self, layer: Layer, unit: str, payer: str, shares: Sequence[Share]
    ) -> list[LedgerLine]:
        amount = sum((share.amount for share in shares), ZERO)
        who = wording.short_name(self._name(payer))
        name = NAMES.get(layer, who)
        tag = ""
        if layer is Layer.COMPULSORY:
            note = self._compulsory_note(unit, who)
        elif layer is Layer.COMMERCIAL:
            note, tag = self._commercial_note(unit, payer, who)
        else:
            note = self._liable_note(shares)
        explain = tuple(
            pair
            for share in shares
            for pair in (
                (share.bucket.label if share.bucket else "怎么算", share.text),
                *(("步骤", note) for note in share.notes),
            )
        )
        found = [
            self._bar(
                f"{layer}/{unit}/{payer}", name, amount, TONES[layer], note, tag,
                (*explain, *sources_of(share.sources for share in shares)),
            )
        ]  # fmt: skip
        units = dict.fromkeys(unit_of(share) for share in shares if share.bucket is not None)
        found += [line for each in units for line in self._limits(each)]
        return found

    def _bar(
        self, key: str, name: str, amount: Money, tone: str, note: str, tag: str, explain: Pairs
    ) -> LedgerLine:
        part = (self._start, amount, tone)
        self._start += amount
        self._parts.append(part)
        self._amounts.append(amount)
        return LedgerLine(
            key=key,
            shape=LineShape.BAR,
            name=name,
            note=note,
            tag=tag,
            amount=format_money(amount),
            whole=self.victim.total,
            parts=(part,),
            explain=explain,
        )

    def _own(self) -> LedgerLine:
        victim = self.victim
        percent = ""
        if victim.remainder > 0 and self.claim is not None:
            found = next(v for v in self.claim.victims if v.id == victim.victim)
            percent = format_percent(Decimal(100) - self._others())
            if found.standing is Standing.PASSENGER:  # he answers for no share of his own
                percent = "好意同乘" if found.free_ride is not None else ""
        explain: Pairs = (("怎么算", victim.own_text),) if victim.own_text else ()
        return self._bar(
            "own", f"{victim.label}自担", victim.own, TONES[Layer.OWN], percent, "", explain
        )

    def _others(self) -> Decimal:
        assert self.claim is not None
        found = next(v for v in self.claim.victims if v.id == self.victim.victim)
        return sum(
            (self._percent(side) for side in self.claim.sides if side.id != found.side),
            Decimal(0),
        )

    # --- notes --------------------------------------------------------------------------------

    def _compulsory_note(self, unit: str, who: str) -> str:
        uses = [use for use in self.result.limits if use.unit == unit]
        if not uses:
            return who
        fault = "有责限额" if uses[0].at_fault else "无责限额"
        several = len({use.unit for use in self.result.limits if use.used > 0}) > 1
        # which vehicle comes first: an insurer's name may be cut off
        return "，".join((uses[0].label, fault, who) if several else (who, fault))

    def _side(self, side_id: str) -> Side | None:
        sides = self.claim.sides if self.claim is not None else ()
        return next(
            (s for s in sides if s.id == side_id or (s.trailer and s.trailer.id == side_id)), None
        )

    def _unit_label(self, unit: str) -> str:
        """The vehicle or trailer of a policy."""
        side = self._side(unit)
        if side is None:
            return ""
        return side.label if side.trailer is None or side.id == unit else side.trailer.label

    def _percent(self, side: Side) -> Decimal:
        assert self.claim is not None
        victim = next(v for v in self.claim.victims if v.id == self.victim.victim)
        return side.percent if victim.shares is None else victim.shares.get(side.id, Decimal(0))

    def _commercial_note(self, unit: str, payer: str, who: str) -> tuple[str, str]:
        side = self._side(unit)
        if side is None:
            return who, ""
        several = len([key for key in self._groups() if key[0] is Layer.COMMERCIAL]) > 1
        words = [self._unit_label(unit)] if several else []
        words.append(format_percent(self._percent(side)))
        out = self._not_covered(side)
        if out and not several:  # the first with its sum, the others stand in the explanation
            more = f"，另 {len(out) - 1} 项" if len(out) > 1 else ""
            words.append(f"减{out[0][0]} {format_money(out[0][1])}{more}")
        insurers = {s.payer for s in self.victim.shares if s.layer is not Layer.LIABLE}
        note = " ".join(words)
        if len(insurers) > 1:
            note += f"，{who}"
        return note, "已用尽" if self._full(side, unit, payer) else ""

    def _full(self, side: Side, unit: str, payer: str) -> bool:
        """Whether a commercial cover has nothing left."""
        covers = [part.commercial for part in (side, side.trailer) if part is not None]
        cover = next((c for c in covers if c is not None and c.insurer == payer), None)
        if cover is None or cover.limit <= 0:
            return False
        paid = sum(
            (
                share.amount
                for victim in self.result.victims
                for share in victim.shares
                if share.layer is Layer.COMMERCIAL
                and (unit_of(share), share.payer) == (unit, payer)
            ),
            ZERO,
        )
        return paid >= cover.limit

    def _not_covered(self, side: Side) -> list[tuple[str, Money]]:
        """What this side's commercial cover does not pay: names and this side's part of it."""
        cover = side.commercial
        if cover is None or self.claim is None:
            return []
        percent = self._percent(side)
        found = []
        beyond = self._outside_medical()
        if beyond > 0 and not cover.non_medical_rider:
            full = self.claim.options.non_medical is NonMedicalMode.IN_FULL
            found.append(("非医保", beyond if full else share_of(beyond, percent)))
        found += [
            (line.label, share_of(line.amount, percent))
            for line in self.victim.lines
            if line.excluded and line.amount > 0
        ]
        return found

    def _outside_medical(self) -> Money:
        lines = self.victim.lines
        beyond = sum((line.outside_medical_insurance for line in lines), ZERO)
        medical = sum((x.amount for x in lines if x.bucket is Bucket.MEDICAL), ZERO)
        paid = sum((s.amount for s in self.victim.shares if s.bucket is Bucket.MEDICAL), ZERO)
        return max(min(beyond, medical - paid), ZERO)

    def _liable_note(self, shares: Sequence[Share]) -> str:
        words: list[str] = []
        if any(share.bucket is not None for share in shares):
            words.append("未投保交强险")
        for share in shares:
            side = self._side(share.side)
            if side is None or share.bucket is not None:
                continue
            words += self._why_liable(side)
        text = "、".join(dict.fromkeys(words))
        joint = dict.fromkeys(person for share in shares for person in share.joint)
        if joint:
            names = "、".join(wording.short_name(self._name(person)) for person in joint)
            text = f"与{names}连带" + (f"，{text}" if text else "")
        return text or "赔偿责任人"

    def _why_liable(self, side: Side) -> list[str]:
        """Why this falls on the person and on no commercial cover."""
        cover = side.commercial
        if cover is None:
            return ["无商业三者险"] if side.compulsory is not None else []
        if self._own_side() == side.id:
            return ["本车人员不属第三者"]
        if cover.refused:
            return ["商业三者险免赔"]
        words = [name for name, _ in self._not_covered(side)]
        if self._full(side, side.id, cover.insurer):
            words.append("超过商业险限额")
        return words

    def _own_side(self) -> str:
        victims = self.claim.victims if self.claim is not None else ()
        return next((v.side for v in victims if v.id == self.victim.victim), "")

    # --- limits -------------------------------------------------------------------------------

    def _limits(self, unit: str) -> Iterable[LedgerLine]:
        """The sub-limits of one policy: what this victim got, after it what others got."""
        for use in self.result.limits:
            loss = self.victim.buckets.get(use.bucket, ZERO)
            if use.unit != unit or (use.used <= 0 and loss <= 0):
                continue
            mine = sum(
                (
                    s.amount
                    for s in self.victim.shares
                    if (unit_of(s), s.bucket) == (unit, use.bucket)
                ),
                ZERO,
            )
            yield LedgerLine(
                key=f"limit/{unit}/{use.bucket}",
                shape=LineShape.LIMIT,
                name=use.bucket.label,
                amount=f"{short_money(use.used)} / {short_money(use.limit)}",
                tag="已用尽" if use.used_up else "",
                whole=use.limit,
                parts=((ZERO, mine, "c1"), (mine, use.used - mine, "c5")),
                explain=self._limit_words(use, mine),
            )

    def _limit_words(self, use: LimitUse, mine: Money) -> Pairs:
        fault = "有责" if use.at_fault else "无责"
        left = format_money(max(use.limit - use.used, ZERO))
        told = f"{use.label} {fault} {format_money(use.limit)} 元，已用 {format_money(use.used)} 元"
        words: Pairs = (("限额", f"{told}，余 {left} 元"),)
        if mine != use.used:
            others = format_money(use.used - mine)
            label = self.victim.label
            words += (("其中", f"{label} {format_money(mine)} 元，其他受害人 {others} 元"),)
        return words

    def _name(self, party_id: str) -> str:
        party = self.file.party(party_id)
        if party is not None:
            return wording.display_name(party)
        return self.claim.name(party_id) if self.claim is not None else party_id


def unit_of(share: Share) -> str:
    """The vehicle or trailer whose cover pays."""
    return share.unit or share.side


def short_money(amount: Money) -> str:
    """``18,000`` for whole yuan, ``145,140.25`` otherwise: limits are round."""
    text = format_money(amount)
    return text.removesuffix(".00")


def sources_of(groups: Iterable[Sequence[Source]]) -> Pairs:
    """What the sums rest on, each source once."""
    found = dict.fromkeys(str(source) for group in groups for source in group)
    return (("依据", "；".join(found)),) if found else ()


def article_of(law: CompensationLaw) -> str:
    """The article of the order of payment, short, for the head of the panel."""
    source = law.sources.get("payment_order")
    first = source.text.split("；")[0] if source is not None else ""
    return first.replace("《", "").replace("》", " ")
