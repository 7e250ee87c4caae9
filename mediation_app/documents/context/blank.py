"""Empty records for blank forms: two parties, three claims, four clauses, two payments."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.documents.context.scene import Scene
from mediation_app.domain.agreements import Agreement, Clause, Instalment
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Party, PartyKind, Side


def blank_scene(scene: Scene) -> Scene:
    """The scene with nothing but the office in it. Keys are empty, which marks a blank form."""
    return replace(
        scene,
        file=_file(),
        session=None,
        instalment=None,
        fund=None,
        payment=None,
        people={},
        number="",
        sums=None,
        sums_trouble=None,
        follow_up=None,
        confirmation=None,
        agent=None,
        step=None,
        pursuit=None,
        party=None,
        served=None,
        report=None,
        refund=None,
    )


def _file() -> CaseFile:
    parties = tuple(
        Party(id=f"blank-{n}", case_id="", position=n, side=side, kind=kind)
        for n, (side, kind) in enumerate(
            (
                (Side.APPLICANT, PartyKind.PERSON),
                (Side.RESPONDENT, PartyKind.PERSON),
                (Side.THIRD, PartyKind.ORGANISATION),
            )
        )
    )
    return CaseFile(
        case=Case(id="", claims=("", "", "")),
        parties=parties,
        agreements=(Agreement(id="", case_id=""),),
        clauses=tuple(
            Clause(id=f"blank-{n}", case_id="", agreement_id="", position=n) for n in range(4)
        ),
        instalments=tuple(
            Instalment(id=f"blank-{n}", case_id="", agreement_id="", position=n, payee_id="blank-0")
            for n in range(2)
        ),
    )
