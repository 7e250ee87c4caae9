"""What must hold for every claim: 1–4 victims, 1–3 vehicles with trailers, uninsured ones, grounds
of recovery, free rides, sums fixed by hand, advances."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.compensation import FUND, Claim, Layer, Reckoning, reckon_claim
from mediation_app.domain.compensation.law import INSURED_BUCKETS, CompensationLaw
from mediation_app.domain.compensation.result import NetRow, Node, RowKind
from mediation_app.domain.compensation.spread import spread
from mediation_app.domain.compensation.tree import SUMS as TREE_SUMS
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.domain.compensation.units import units_of
from mediation_app.domain.money import ZERO, Money, from_fen
from tests.unit.compensation.strategies import SUMS, claims
from tests.unit.compensation.support import LAW


@given(claims())
def test_nobody_gets_more_than_the_loss_and_nothing_is_lost(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for found in result.victims:
        assert found.total == sum((line.amount for line in found.lines), ZERO)
        assert all(share.amount > 0 for share in found.shares)
        assert all(share.payer != found.victim for share in found.shares)
        assert all(found.victim not in share.joint for share in found.shares)
        assert ZERO <= found.own <= found.total
        paid = sum((share.amount for share in found.shares), ZERO)
        assert paid == found.entitlement == found.total - found.own


@given(claims())
def test_no_cover_pays_beyond_its_limit_or_for_its_own_occupants(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    shares = [share for found in result.victims for share in found.shares]
    sides = {one.id: one.side for one in claim.victims}
    units = {unit.id: unit for unit in units_of(claim)}
    for share in shares:
        if share.bucket is not None or share.layer is Layer.COMMERCIAL:
            assert sides[share.victim] != share.side
    for use in result.limits:
        paid = [s for s in shares if (s.unit, s.bucket) == (use.unit, use.bucket)]
        assert use.limit == units[use.unit].limit(use.bucket, LAW)
        assert use.used == sum((share.amount for share in paid), ZERO) <= use.limit
        assert use.used_up == (use.used == use.limit)
    assert {s.unit for s in shares if s.bucket is not None} <= set(units)
    for side in claim.sides:
        covers = {side.id: side.commercial}
        if side.trailer is not None:
            covers[side.trailer.id] = side.trailer.commercial
        for unit, cover in covers.items():
            paid = [s for s in shares if s.layer is Layer.COMMERCIAL and s.unit == unit]
            limit = cover.limit if cover is not None else ZERO
            assert sum((share.amount for share in paid), ZERO) <= limit
            if cover is not None and cover.refused:
                assert not paid


@given(claims())
def test_sums_fixed_by_hand_are_paid(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for override in claim.overrides:
        paid = [
            share
            for share in result.victim(override.victim).shares
            if (share.unit, share.bucket) == (override.unit, override.bucket)
        ]
        assert sum((share.amount for share in paid), ZERO) == override.amount
        assert all(override.reason in share.text for share in paid)


@given(claims())
def test_what_is_paid_adds_up_for_everyone(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for settlement in result.settlements:
        rows, id_ = settlement.rows, settlement.victim
        found = result.victim(id_)
        assert all(row.amount > 0 and row.payer != row.payee for row in rows)
        assert all(row.payer not in row.joint for row in rows)
        assert all(ZERO <= row.jointly <= row.amount for row in rows)
        prepaid = {FUND: ZERO}
        for paid in claim.prepaid:
            if paid.victim == id_:
                prepaid[paid.payer] = prepaid.get(paid.payer, ZERO) + paid.amount
        dues: dict[str, Decimal] = {}
        for share in found.shares:
            dues[share.payer] = dues.get(share.payer, ZERO) + share.amount
        joint = {other for share in found.shares for other in share.joint}
        # Every payer ends up having paid his share; people who answer jointly may do it for him.
        gap = ZERO
        for payer in (set(prepaid) | set(dues)) - {id_}:
            out = _sum(row for row in rows if row.payer == payer)
            back = _sum(row for row in rows if row.payee == payer)
            net = prepaid.get(payer, ZERO) + out - back
            if payer == FUND:
                assert net == settlement.fund_open
                continue
            owed = dues.get(payer, ZERO)
            assert net == owed or (joint and payer in joint) or net < owed, payer
            if not joint:
                assert net == owed, payer
            gap += net - owed
        assert gap == ZERO
        # The victim holds what is his; what the fund does not get back stays with him too.
        got = sum((paid for payer, paid in prepaid.items() if payer != id_), ZERO)
        got += _sum(row for row in rows if row.payee == id_)
        got -= _sum(row for row in rows if row.payer == id_)
        assert got == found.entitlement + settlement.fund_open
        assert not [row for row in rows if row.payer == id_ and row.kind is RowKind.VICTIM]


def _sum(rows: object) -> Money:
    found: list[NetRow] = list(rows)  # type: ignore[call-overload]
    return sum((row.amount for row in found), ZERO)


# Order and limits -----------------------------------------------------------------------------------


@given(claims(), st.randoms(use_true_random=False))
def test_order_changes_nothing(claim: Claim, dice: object) -> None:
    def mixed(found: object) -> tuple[object, ...]:
        made = list(found)  # type: ignore[call-overload]
        dice.shuffle(made)  # type: ignore[attr-defined]
        return tuple(made)

    other = replace(
        claim,
        victims=mixed(replace(one, losses=mixed(one.losses)) for one in claim.victims),  # type: ignore[arg-type]
        sides=mixed(claim.sides),  # type: ignore[arg-type]
        prepaid=mixed(claim.prepaid),  # type: ignore[arg-type]
        overrides=mixed(claim.overrides),  # type: ignore[arg-type]
    )
    result = reckon_claim(claim, LAW)
    assert _essence(result) == _essence(reckon_claim(other, LAW))
    assert reckon_claim(claim, LAW, lines=result.lines) == result


def _essence(result: Reckoning) -> object:
    return (
        {
            one.victim: (
                one.own,
                one.own_text,
                sorted(
                    (s.layer, s.payer, s.unit, str(s.bucket), s.amount, s.joint) for s in one.shares
                ),
            )
            for one in result.victims
        },
        {
            one.victim: ([(r.payer, r.payee, r.amount, r.jointly) for r in one.rows], one.proof)
            for one in result.settlements
        },
        sorted((use.unit, use.bucket, use.limit, use.used) for use in result.limits),
    )


def _more(law: CompensationLaw, extra: Decimal) -> CompensationLaw:
    limits = law.limits
    more = {bucket: amount + extra for bucket, amount in limits.at_fault.items()}
    less = {bucket: amount + extra for bucket, amount in limits.no_fault.items()}
    return replace(law, limits=replace(limits, at_fault=more, no_fault=less))


def _fen_of(claim: Claim) -> Decimal:
    """What rounding may move: one fen for each part of a split."""
    return from_fen(2 * (len(claim.sides) + 1) * len(claim.victims))


@given(claims(overridden=False), SUMS)
def test_a_higher_commercial_limit_never_gives_less(claim: Claim, extra: Decimal) -> None:
    side = claim.sides[0]
    if side.commercial is None or side.trailer is not None:
        return
    more = replace(side.commercial, limit=side.commercial.limit + extra)
    raised = replace(claim, sides=(replace(side, commercial=more), *claim.sides[1:]))
    low, high = reckon_claim(claim, LAW), reckon_claim(raised, LAW)
    for found in low.victims:
        assert found.insurers <= high.victim(found.victim).insurers + _fen_of(claim)
    assert _insurers(low) <= _insurers(high)
    if len(claim.victims) == 1:
        assert low.victims[0].insurers <= high.victims[0].insurers


def _insurers(result: Reckoning) -> Money:
    return sum((found.insurers for found in result.victims), ZERO)


@given(claims(insured=True, overridden=False), SUMS)
def test_higher_compulsory_limits_never_give_less(claim: Claim, extra: Decimal) -> None:
    low, high = reckon_claim(claim, LAW), reckon_claim(claim, _more(LAW, extra))
    for found in low.victims:
        other = high.victim(found.victim)
        assert found.entitlement <= other.entitlement + _fen_of(claim)
        assert found.insurers <= other.insurers + _fen_of(claim)


@given(
    st.dictionaries(st.sampled_from("abc"), SUMS, min_size=1),
    st.dictionaries(st.sampled_from("xyz"), SUMS, min_size=1),
)
def test_limits_are_used_up_or_losses_are_met(
    limits: dict[str, Decimal], losses: dict[str, Decimal]
) -> None:
    found = spread(limits, losses)
    for unit, limit in limits.items():
        assert sum((a for (u, _), a in found.cells.items() if u == unit), ZERO) <= limit
    for person, sum_ in losses.items():
        assert sum((a for (_, v), a in found.cells.items() if v == person), ZERO) <= sum_
    paid = sum(found.cells.values(), ZERO)
    wanted = min(sum(limits.values(), ZERO), sum(losses.values(), ZERO))
    # With several vehicles and several victims a stray fen may stay in the remainder.
    stray = from_fen(len(limits) * len(losses)) * (min(len(limits), len(losses)) > 1)
    assert wanted - paid <= stray
    exact = sum((found.exact(cell) for cell in found.cells), 0)
    assert exact == wanted


# The tree -------------------------------------------------------------------------------------------


@given(claims())
def test_the_tree_adds_up_and_names_its_articles(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    tree = tree_of(claim, LAW, result)
    nodes = list(_walk(tree))
    assert len({node.key for node in nodes}) == len(nodes)
    for node in nodes:
        if node.kind in TREE_SUMS:
            children = [n for n in node.children if n.kind == TREE_SUMS[node.kind]]
            assert node.amount == sum((n.amount or ZERO for n in children), ZERO), node.key
        if node.kind in {"item", "share", "row", "limit", "advance", "proof", "layers"}:
            assert node.text, node.key
            assert node.sources, node.key
    for victim in (node for node in nodes if node.kind == "victim"):
        parts = {node.kind: node.amount for node in victim.children}
        assert victim.amount == (parts["layers"] or ZERO) + (parts["own"] or ZERO)
        id_ = victim.key.removeprefix("victim.")
        (received,) = (node for node in victim.children if node.key.endswith("received"))
        open_ = result.settlement(id_).fund_open
        assert received.amount == result.victim(id_).entitlement + open_
    uses = [node for node in nodes if node.kind == "limit"]
    assert len(uses) == len(result.limits)
    assert {use.bucket for use in result.limits} <= set(INSURED_BUCKETS)


def _walk(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in _walk(child))]
