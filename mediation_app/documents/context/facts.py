"""The nouns of a scene, each made only when somebody asks for it, and shared between papers.

A list of seventy papers looks at the same case seventy times. Most papers ask for five nouns of
sixty, and most nouns say the same on all of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from mediation_app.documents.context.agreements import agreement, receipt
from mediation_app.documents.context.cases import accident, case
from mediation_app.documents.context.desk import desk
from mediation_app.documents.context.fund_intake import fund_intake
from mediation_app.documents.context.fund_return import fund_return
from mediation_app.documents.context.funds import fund, injury, payment, victim
from mediation_app.documents.context.office import office
from mediation_app.documents.context.parties import parties, signers
from mediation_app.documents.context.police import police
from mediation_app.documents.context.procedure import procedure
from mediation_app.documents.context.recoveries import recovery
from mediation_app.documents.context.repayments import repayments
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.sessions import session
from mediation_app.documents.context.sums import sums
from mediation_app.documents.context.vehicles import insurance_text, vehicles
from mediation_app.documents.context.words import text

Part = Callable[[Scene], Mapping[str, object]]


def _alone(noun: str, make: Callable[[Scene], object]) -> tuple[tuple[str, ...], Part]:
    return (noun,), lambda scene: {noun: make(scene)}


def _fund(scene: Scene) -> object:
    return {**fund(scene), "insurance_text": text(insurance_text(scene), width=14)}


# What is made together, in the order of the list of fields.
_PARTS: Final[tuple[tuple[tuple[str, ...], Part], ...]] = (
    _alone("office", office),
    _alone("case", case),
    _alone("accident", accident),
    (("applicants", "respondents", "third_parties", "parties"), parties),
    _alone("signers", signers),
    _alone("vehicles", vehicles),
    _alone("session", session),
    _alone("agreement", agreement),
    _alone("receipt", receipt),
    _alone("fund", _fund),
    _alone("victim", victim),
    _alone("injury", injury),
    _alone("payment", payment),
    _alone("sums", sums),
    (("notice", "ending", "extension", "follow_up", "confirmation", "agent", "closing"), procedure),
    (
        (
            *("refusal", "evidence", "addressee", "service", "payout", "handover"),
            *("forgiveness", "postponement", "settlement", "oral"),
        ),
        desk,
    ),
    (("police",), police),
    _alone("recovery", recovery),
    _alone("report", fund_return),
    (
        (
            *("repayment", "refund", "insurer", "suit", "write_off", "custody"),
            *("fund_archive", "recovery_closing"),
        ),
        repayments,
    ),
    (
        (
            *("fund_notice", "funeral", "hardship", "materials", "supplement", "not_accepted"),
            *("casualties", "fund_bill", "window", "attorney", "inquiry"),
        ),
        fund_intake,
    ),
)
NOUNS: Final = tuple(noun for nouns, _ in _PARTS for noun in nouns)
_PLACE: Final = {noun: place for place, (nouns, _) in enumerate(_PARTS) for noun in nouns}
# Their words follow the kind of paper: its basis in law, its earlier letters, its number.
_OF_KIND: Final = frozenset(_PLACE[noun] for noun in ("fund", "recovery", "refund", "casualties"))
_SUBJECT: Final = tuple(f.name for f in dataclasses.fields(Scene) if f.name != "kind")

Key = tuple[int, str, tuple[int, ...]]


class Shared:
    """Nouns already made in one list of papers, whichever paper asked first.

    Two papers share a noun when everything of their scenes is the very same, and, for nouns
    whose words follow it, the kind of paper. Nobody may change a value that is shared.
    """

    def __init__(self) -> None:
        self._made: dict[Key, Mapping[str, object]] = {}
        self._scenes: list[Scene] = []  # keeps alive what the keys name by identity

    def of(self, scene: Scene) -> Facts:
        """The nouns of a scene of this list."""
        self._scenes.append(scene)
        subject = tuple(id(getattr(scene, name)) for name in _SUBJECT)
        return Facts(scene, self._made, subject)


class Facts(Mapping[str, object]):
    """Every field a template may use, as slots, by noun."""

    def __init__(
        self,
        scene: Scene,
        made: dict[Key, Mapping[str, object]] | None = None,
        subject: tuple[int, ...] = (),
    ) -> None:
        self._scene = scene
        self._made: dict[Key, Mapping[str, object]] = {} if made is None else made
        self._subject = subject

    def __getitem__(self, noun: str) -> object:
        place = _PLACE[noun]
        key = (place, self._scene.kind if place in _OF_KIND else "", self._subject)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = _PARTS[place][1](self._scene)
        return found[noun]

    def __contains__(self, noun: object) -> bool:
        return noun in _PLACE

    def __iter__(self) -> Iterator[str]:
        return iter(NOUNS)

    def __len__(self) -> int:
        return len(NOUNS)
