"""The case page's parts without a window: drafts, merges, tracks, roles."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.case_input import ENTERED
from mediation_app.domain.cases import Accident, Case, MediationState, StepTaken
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss
from mediation_app.domain.parties import Liability, Party, PartyRole, Side
from ui.screens.case.edits import applied, edits, from_json, to_json
from ui.screens.case.party_forms import joined_roles, split_roles
from ui.screens.case.sections import SECTIONS, section_of
from ui.screens.case.tracks import mediation_track
from ui.widgets.stepper import StepState

FILE = CaseFile(
    case=Case(id="c", dispute="追尾", claims=("赔偿",)),
    accidents=(Accident(id="a", case_id="c", occurred_at=datetime(2026, 3, 9, 1, tzinfo=UTC)),),
    parties=(
        Party(id="p", case_id="c", name="张桂兰", roles=("victim", "rider")),
        Party(id="q", case_id="c", name="刘志强", side=Side.RESPONDENT),
    ),
    losses=(Loss(id="l", case_id="c", party_id="p", item="medical", amount=Decimal("32000.00")),),
)
texts = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")),
    max_size=40,
)


def _with_party(**fields: object) -> CaseFile:
    party = replace(FILE.parties[0], **fields)  # type: ignore[arg-type]
    return replace(FILE, parties=(party, FILE.parties[1]))


@given(
    name=texts,
    phone=texts,
    share=st.none() | st.integers(0, 100),
    served=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    liability=st.sampled_from(Liability),
)
def test_a_draft_comes_back_as_it_was_typed(
    name: str, phone: str, share: int | None, served: date | None, liability: Liability
) -> None:
    typed = _with_party(
        name=name, phone=phone, share=share, finding_served_on=served, liability=liability
    )
    kept = json.loads(json.dumps(to_json(edits(FILE, typed)), ensure_ascii=False))
    again, clashes = applied(FILE, from_json(kept, FILE))
    assert again == typed
    assert clashes == ()


def test_added_and_removed_records_come_back_from_a_draft() -> None:
    loss = Loss(
        id="m", case_id="c", party_id="p", item="meals", quantity=20, rate=Decimal("100.00")
    )
    typed = replace(FILE, losses=(loss,), parties=FILE.parties[:1])
    kept = json.loads(json.dumps(to_json(edits(FILE, typed))))
    again, _ = applied(FILE, from_json(kept, FILE))
    assert again == typed


def test_a_damaged_draft_does_no_harm() -> None:
    rows = [
        {"part": "parties", "id": "p", "fields": {"share": [None, "viel"], "nothing": [1, 2]}},
        {"part": "rockets", "id": "x", "gone": True},
        {"part": "parties", "id": "zz", "fields": {"phone": ["", "1"]}},
        {"part": "losses", "id": "n", "added": {"amount": "drei"}},
    ]
    again, _ = applied(FILE, from_json(rows, FILE))
    assert again.parties == FILE.parties
    assert from_json("nonsense", FILE) == ()


def test_what_only_one_side_touched_merges_by_itself() -> None:
    mine = edits(FILE, _with_party(phone="1"))
    theirs = _with_party(income_note="农民")
    merged, clashes = applied(theirs, mine)
    assert merged.parties[0].phone == "1"
    assert merged.parties[0].income_note == "农民"
    assert clashes == ()


def test_what_both_touched_is_asked() -> None:
    mine = edits(FILE, _with_party(phone="1"))
    theirs = _with_party(phone="2")
    merged, clashes = applied(theirs, mine)
    assert merged.parties[0].phone == "2"
    assert [(c.field, c.original, c.mine, c.theirs) for c in clashes] == [("phone", "", "1", "2")]
    chosen, left = applied(theirs, mine, {("Party", "p", "phone"): "1"})
    assert chosen.parties[0].phone == "1"
    assert left == ()


@pytest.mark.parametrize("state", list(MediationState))
def test_every_state_has_its_place_on_the_track(state: MediationState) -> None:
    case = replace(FILE.case, state=state, closed_on=date(2026, 7, 1))
    steps = tuple(
        StepTaken(
            id=event, case_id="c", subject_id="c", process="mediation", event=event,
            source="", target="", occurred_on=date(2026, 6, 15), person_name="李雪",
        )
        for event in ("register", "accept")
    )  # fmt: skip
    track = mediation_track(replace(FILE, case=case, steps=steps), date(2026, 7, 1))
    assert len(track.steps) == 9
    states = [step.state for step in track.steps]
    assert states.count(StepState.NOW) <= 1
    if state is MediationState.ARCHIVED:
        assert set(states) == {StepState.DONE}
    if state is MediationState.MEDIATING:
        assert track.now == 4
    if state is MediationState.FAILED:
        assert track.steps[7].name == "终止"
        assert states[:2] == [StepState.DONE, StepState.DONE]
        assert states[3] is StepState.AHEAD


@given(st.lists(st.sampled_from([role.value for role in PartyRole]), unique=True))
def test_roles_survive_the_form(roles: list[str]) -> None:
    party = replace(FILE.parties[0], roles=tuple(roles))
    shown = split_roles(party)
    again = joined_roles(shown, party.roles)
    traffic = {"driver", "rider", "pedestrian", "passenger"}
    stands = {"agent", "guardian"}
    expected = set(roles)
    # The form holds one role in traffic and one capacity; it says nothing about a second.
    if len(traffic & expected) <= 1 and len(stands & expected) <= 1:
        assert set(again) == expected
        assert list(again) == [role for role in roles if role in again]


def test_every_part_of_a_case_has_a_section() -> None:
    keys = {entry.key for entry in SECTIONS}
    assert len(keys) == len(SECTIONS) == 10
    homes = {part: section_of(f"{part}/x/y").key for part in ENTERED}
    assert homes["injuries"] == "parties"
    assert homes["policies"] == "vehicles"
    assert homes["signatures"] == "agreement"
    assert homes["papers"] == "documents"
    assert section_of("case/dispute").key == "accident"
