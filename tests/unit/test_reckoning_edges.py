"""Corners of the reckoning that no whole case turns: settled advances, kept lines, costs first."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.claims import claim_of, with_shares
from mediation_app.domain.compensation.inputs import FUND, Claim, Duty
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.compensation.result import Layer
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.recovery_sums import Instalment, ReceiptLine, allocate, schedule
from mediation_app.domain.vehicles import LiableBasis, VehicleKind
from mediation_app.errors import InvalidInput
from mediation_app.exchange.claim_input import read_request
from mediation_app.paths import resource_dir
from mediation_app.rulebook import Rulebook
from tests.services.mediation.road import changed, loss, party, road

D = Decimal
BOOK = Rulebook.open("371524")
EXAMPLE = resource_dir() / "help" / "calculate-example.json"


@pytest.fixture(scope="module")
def law() -> CompensationLaw:
    return BOOK.compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))


@pytest.fixture(scope="module")
def claim() -> Claim:
    items = {item.code: item.label for item in BOOK.items.values()}
    return read_request(json.loads(EXAMPLE.read_text(encoding="utf-8")), items).claim


def advanced(victim: str, state: RecoveryState, **fields: Any) -> CaseFile:
    recovery = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p", state=state,
        **{"opening": D(500), **fields},
    )  # fmt: skip
    application = FundApplication(id="f", case_id="c", victim_id=victim)
    return road(funds=(FundFile(application=application, recoveries=(recovery,)),))


@pytest.mark.parametrize(
    ("file", "open_"),
    [
        (advanced("rider", RecoveryState.OPEN), [D(500)]),
        (advanced("rider", RecoveryState.OPEN, recovered=D(200)), [D(300)]),
        (advanced("rider", RecoveryState.OPEN, recovered=D(500)), []),
        (advanced("rider", RecoveryState.WRITTEN_OFF), []),
        (advanced("driver", RecoveryState.OPEN), []),
    ],
)
def test_only_an_open_advance_for_a_victim_counts(
    law: CompensationLaw, file: CaseFile, open_: list[Decimal]
) -> None:
    found = claim_of(file, law, band_of=BOOK.band).prepaid
    assert [paid.amount for paid in found if paid.payer == FUND] == open_


def test_kept_lines_give_the_same_while_shares_move(law: CompensationLaw, claim: Claim) -> None:
    first = reckon_claim(claim, law)
    moved = with_shares(claim, {"car": D(70)})
    assert reckon_claim(moved, law, lines=first.lines) == reckon_claim(moved, law)


def test_what_insurers_pay_is_both_layers(law: CompensationLaw, claim: Claim) -> None:
    (victim,) = reckon_claim(claim, law).victims
    assert victim.insurers == D("43540.00")
    assert victim.paid_by(Layer.COMPULSORY, "保险公司") == D("33400.00")
    assert victim.paid_by(Layer.COMPULSORY, "别人") == 0


@pytest.mark.parametrize(
    ("file", "code", "field"),
    [
        (road(accidents=()), "cases.accident_day_missing", "accident.occurred_at"),
        (road(losses=()), "cases.losses_missing", "losses"),
        (
            road(parties=(*road().parties, party("x")), losses=(loss("medical", "1", of="x"),)),
            "cases.victim_side",
            "parties.x.roles",
        ),
    ],
)
def test_a_case_that_cannot_be_reckoned_names_the_field(
    law: CompensationLaw, file: CaseFile, code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim_of(file, law, band_of=BOOK.band)
    assert (caught.value.code, caught.value.field) == (code, field)


# Sides --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "code", "field"),
    [
        (
            changed(road(policies=()), "vehicles", "bike", appraised_motor=True),
            "cases.duty_undecided",
            "vehicles.bike.compulsory_duty",
        ),
        (
            changed(road(), "policies", "1", insurer_id=""),
            "cases.insurer_missing",
            "policies.1.insurer_id",
        ),
        (
            changed(road(), "policies", "2", insurer_id=""),
            "cases.insurer_missing",
            "policies.2.insurer_id",
        ),
    ],
)
def test_what_is_left_open_about_a_cover(
    law: CompensationLaw, file: CaseFile, code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim_of(file, law, band_of=BOOK.band)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("kind", [VehicleKind.TRAILER, VehicleKind.CAR])
def test_a_trailer_need_not_be_insured(law: CompensationLaw, kind: VehicleKind) -> None:
    file = changed(road(policies=()), "vehicles", "car", kind=kind)
    side = next(s for s in claim_of(file, law, band_of=BOOK.band).sides if s.id == "car")
    assert side.compulsory is not None
    expected = Duty.NOT_INSURABLE if kind is VehicleKind.TRAILER else Duty.OBLIGED
    assert side.compulsory.duty is expected


@pytest.mark.parametrize(
    ("added", "fields", "joint"),
    [
        ((), {"owner_id": "owner"}, ("owner",)),
        ((), {}, ()),  # the driver owns it himself
        (("firm",), {"owner_id": "owner"}, ("firm",)),
        (("firm",), {"owner_id": "owner", "joint_ids": ("owner", "driver")}, ("owner",)),
    ],
)
def test_who_answers_beside_an_affiliated_vehicle(
    law: CompensationLaw, added: tuple[str, ...], fields: dict[str, Any], joint: tuple[str, ...]
) -> None:
    firms = tuple(party(key, PartyRole.AFFILIATE) for key in added)
    file = road(parties=(*road().parties, party("owner"), *firms))
    basis = {"liable_id": "driver", "liable_basis": LiableBasis.AFFILIATE}
    file = changed(file, "vehicles", "car", **basis, **fields)
    side = next(s for s in claim_of(file, law, band_of=BOOK.band).sides if s.id == "car")
    assert side.joint == joint


# Receipts -----------------------------------------------------------------------------------------


def receipt(amount: int, day: int = 1) -> ReceiptLine:
    return ReceiptLine(received_on=date(2026, 6, day), amount=D(amount), payer="")


def rows(total: int, count: int) -> tuple[Instalment, ...]:
    return schedule(D(total), count, date(2026, 6, 1), BOOK.calendar())


def test_costs_come_first_then_the_oldest_instalment() -> None:
    states, parts, over, costs = allocate(
        rows(200, 2), [receipt(30), receipt(120, 2)], as_of=date(2026, 7, 30), costs=D(50)
    )
    assert [(part.receipt, part.target, part.amount) for part in parts] == [
        (0, None, D(30)), (1, None, D(20)), (1, 1, D(100)),
    ]  # fmt: skip
    assert (over, costs) == (0, 0)
    assert [state.overdue for state in states] == [False, True]


def test_nothing_is_received_that_is_not_more_than_zero() -> None:
    with pytest.raises(InvalidInput) as caught:
        allocate(rows(100, 1), [receipt(0)], as_of=date(2026, 6, 30))
    assert caught.value.field == "receipts[0].amount"
