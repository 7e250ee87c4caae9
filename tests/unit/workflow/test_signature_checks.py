"""Who has signed, who is missing, and from which act the agreement has effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mediation_app.domain.checks.signatures import last_act, signature_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Paper, Signature, SignerKind, SignMethod
from mediation_app.domain.parties import (
    AgentScope,
    PartyRole,
    Side,
)
from tests.unit.workflow.test_checks import DAY, TO_FUND, TO_VICTIM, party, s9


def signed(file: CaseFile, *rows: tuple[SignerKind, str, SignMethod, int]) -> CaseFile:
    paper = Paper(id="paper", case_id="c", kind="agreement")
    return replace(
        file,
        papers=(paper,),
        signatures=tuple(
            Signature(
                id=f"s{place}",
                case_id="c",
                paper_id="paper",
                kind=kind,
                party_id=key,
                name="某",
                method=method,
                signed_on=DAY + timedelta(days=late),
            )
            for place, (kind, key, method, late) in enumerate(rows)
        ),
    )


HAND, SEAL = SignMethod.SIGNATURE, SignMethod.SEAL
ALL = (
    (SignerKind.PARTY, "victim", HAND, 0),
    (SignerKind.PARTY, "driver", HAND, 0),
    (SignerKind.PARTY, "insurer", SEAL, 2),
    (SignerKind.MEDIATOR, "", HAND, 0),
    (SignerKind.RECORDER, "", HAND, 0),
    (SignerKind.COMMITTEE, "", SEAL, 1),
)


def test_the_last_act_makes_it_effective() -> None:
    file = signed(s9(TO_FUND, TO_VICTIM), *ALL)
    assert signature_checks(file) == ()
    act = last_act(file)
    assert act is not None
    assert act[0] == DAY + timedelta(days=2)
    assert "insurer" in act[1]


@pytest.mark.parametrize("left_out", range(len(ALL)))
def test_each_missing_signature_is_named(left_out: int) -> None:
    rows = [entry for place, entry in enumerate(ALL) if place != left_out]
    reasons = signature_checks(signed(s9(TO_FUND, TO_VICTIM), *rows))
    kind, key, _, _ = ALL[left_out]
    assert [reason.place for reason in reasons] == [f"signatures/{key or kind.value}"]


def test_an_organisation_seals_or_its_agent_signs() -> None:
    by_hand = [(k, key, HAND if key == "insurer" else m, d) for k, key, m, d in ALL]
    assert len(signature_checks(signed(s9(TO_FUND, TO_VICTIM), *by_hand))) == 1
    agent = party(
        "agent",
        Side.RESPONDENT,
        PartyRole.AGENT,
        represents_id="insurer",
        agent_scope=AgentScope.SPECIAL,
        authority_from=DAY,
    )
    file = s9(TO_FUND, TO_VICTIM)
    file = replace(file, parties=(*file.parties, agent))
    rows = [entry for entry in ALL if entry[1] != "insurer"]
    by_agent = signed(file, *rows, (SignerKind.AGENT, "agent", HAND, 0))
    assert signature_checks(by_agent) == ()


def test_signatures_on_an_older_text_do_not_count() -> None:
    file = signed(s9(TO_FUND, TO_VICTIM), *ALL)
    old = replace(file.papers[0], content_hash="a")
    new = Paper(id="new", case_id="c", kind="agreement", content_hash="b")
    assert len(signature_checks(replace(file, papers=(old, new)))) == 6
    reprint = replace(new, content_hash="a")
    assert signature_checks(replace(file, papers=(old, reprint))) == ()


def test_signatures_do_not_pass_to_a_text_changed_by_hand() -> None:
    file = signed(s9(TO_FUND, TO_VICTIM), *ALL)
    old = replace(file.papers[0], content_hash="a")
    by_hand = replace(old, id="new", edition=2, edited=True)
    assert len(signature_checks(replace(file, papers=(old, by_hand)))) == 6
    assert signature_checks(replace(file, papers=(by_hand, old))) == ()
    assert by_hand.same_text(by_hand)
    assert not replace(old, id="receipt", kind="receipt").same_text(old)
