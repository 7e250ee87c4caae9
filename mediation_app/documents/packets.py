"""Which papers a stage needs (成套打印) and in which order a volume is bound, read from data."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from mediation_app.domain.cases import MediationState
from mediation_app.domain.fund import FundState
from mediation_app.errors import BadFile
from mediation_app.paths import resource_dir

NAME = "packets.toml"
ONCE = ("", "sessions", "confirmations")


class Desk(StrEnum):
    """Whose state chooses the stage: that of the mediation or that of an application."""

    MEDIATION = "mediation"
    FUND = "fund"


class Numbers(StrEnum):
    """Where the volume's page number stands (页码): the outer or always the right upper corner."""

    OUTER = "outer"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPaper:
    """One paper of a stage. ``copies`` is empty where the paper's own description counts."""

    code: str
    copies: str = ""
    duplex: bool = False

    def copies_for(self, parties: int, own: int) -> int:
        """How many copies to print, ``own`` being what the paper itself says."""
        return count_of(self.copies, parties) if self.copies else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the work and what is printed for it.

    It is the one to offer in ``states``, with ``once`` only when the case has such records.
    """

    id: str
    title: str
    desk: Desk
    states: frozenset[str]
    papers: tuple[PacketPaper, ...]
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumePart:
    """One place in the volume: the papers and the kinds of attachments that belong there."""

    title: str
    papers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    needed: bool = False
    rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Packets:
    """All stages and the order of the volume."""

    stages: tuple[Stage, ...]
    parts: tuple[VolumePart, ...]
    numbers: Numbers = Numbers.OUTER

    def stage(self, key: str) -> Stage | None:
        """The stage with this key; None when there is none."""
        return next((stage for stage in self.stages if stage.id == key), None)

    def led(self, desk: Desk, state: str, has: Collection[str] = ()) -> Stage | None:
        """The stage of a state; ``has`` names the records there are."""
        mine = [s for s in self.stages if s.desk is desk and state in s.states]
        mine = [s for s in mine if not s.once or s.once in has]
        return min(mine, key=lambda stage: not stage.once, default=None)

    def known(self, codes: Collection[str]) -> Packets:
        """The same without the papers that have no template."""
        return replace(
            self,
            stages=tuple(
                replace(s, papers=tuple(p for p in s.papers if p.code in codes))
                for s in self.stages
            ),
            parts=tuple(
                replace(part, papers=tuple(code for code in part.papers if code in codes))
                for part in self.parts
            ),
        )

    def codes(self) -> frozenset[str]:
        """Every paper named."""
        stages = {paper.code for stage in self.stages for paper in stage.papers}
        return frozenset(stages | {code for part in self.parts for code in part.papers})


def load_packets(overlay: Path | None = None) -> Packets:
    """The packets; a file of the same name in ``overlay`` replaces the shipped one.

    Raises BadFile ``papers.packets_wrong`` with what is wrong and where.
    """
    own = overlay / NAME if overlay is not None else None
    path = own if own is not None and own.is_file() else resource_dir() / NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _packets(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile("papers.packets_wrong", name=path.name, detail=str(error)) from error


def count_of(text: str, parties: int) -> int:
    """``2``, ``parties``, ``parties + 1`` as a number. Raises ValueError."""
    words = (word.strip() for word in text.split("+"))
    return max(sum(parties if word == "parties" else int(word) for word in words), 1)


def _packets(data: Mapping[str, object]) -> Packets:
    _only(data, "stage", "volume")
    stages = tuple(_stage(_table(item, "stage")) for item in _list(data, "stage"))
    volume = _table(data["volume"], "volume")
    _only(volume, "numbers", "part")
    parts = tuple(_part(_table(item, "part")) for item in _list(volume, "part"))
    keys = [stage.id for stage in stages]
    if len(set(keys)) != len(keys):
        raise ValueError("id")
    seen = [(stage.desk, state, stage.once) for stage in stages for state in stage.states]
    if len(set(seen)) != len(seen):
        raise ValueError("states")
    codes = [code for part in parts for code in part.papers]
    kinds = [kind for part in parts for kind in part.kinds]
    if len(set(codes)) != len(codes) or len(set(kinds)) != len(kinds):
        raise ValueError("volume.part")
    if sum(part.rest for part in parts) != 1:
        raise ValueError("rest")
    return Packets(stages=stages, parts=parts, numbers=Numbers(str(volume.get("numbers", "outer"))))


def _stage(data: Mapping[str, object]) -> Stage:
    _only(data, "id", "title", "for", "states", "once", "papers")
    once = str(data.get("once", ""))
    if once not in ONCE:
        raise ValueError(once)
    desk = Desk(_text(data, "for"))
    states = frozenset(_texts(data, "states"))
    known = {s.value for s in (FundState if desk is Desk.FUND else MediationState)}
    if unknown := states - known:
        raise ValueError(min(unknown))
    papers = tuple(_paper(_table(item, "papers")) for item in _list(data, "papers"))
    if not papers or len({paper.code for paper in papers}) != len(papers):
        raise ValueError(f"{data['id']}.papers")
    return Stage(
        id=_text(data, "id"),
        title=_text(data, "title"),
        desk=desk,
        states=states,
        papers=papers,
        once=once,
    )


def _paper(data: Mapping[str, object]) -> PacketPaper:
    _only(data, "code", "copies", "duplex")
    copies, duplex = data.get("copies", ""), data.get("duplex", False)
    if not isinstance(duplex, bool):
        raise TypeError("duplex")
    paper = PacketPaper(code=_text(data, "code"), copies=str(copies), duplex=duplex)
    if paper.copies:
        count_of(paper.copies, 2)
    return paper


def _part(data: Mapping[str, object]) -> VolumePart:
    _only(data, "title", "papers", "kinds", "needed", "rest")
    return VolumePart(
        title=_text(data, "title"),
        papers=_texts(data, "papers"),
        kinds=_texts(data, "kinds"),
        needed=data.get("needed", False) is True,
        rest=data.get("rest", False) is True,
    )


def _only(data: Mapping[str, object], *known: str) -> None:
    if unknown := set(data) - set(known):
        raise ValueError(min(unknown))


def _table(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(name)
    return value


def _list(data: Mapping[str, object], name: str) -> list[object]:
    value = data[name]
    if not isinstance(value, list):
        raise TypeError(name)
    return value


def _text(data: Mapping[str, object], name: str) -> str:
    value = data[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(name)
    return value


def _texts(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(name)
    return tuple(value)
