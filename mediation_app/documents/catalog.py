"""Which papers there are: every ``templates/<code>.toml`` with its ``<code>.docx`` is one.

Nothing is registered. An office replaces a paper by importing a ``.docx`` for it (``OwnTemplate``,
kept in the store), or by putting a ``.docx`` of the same name into ``templates`` of its data folder;
a ``.toml`` there replaces the description too, or adds a paper.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediation_app.errors import BadFile, NotFound
from mediation_app.paths import template_dir

GROUPS = ("受理", "调解", "协议", "履行", "救助基金")
SUBJECTS = (
    "case",
    "reckoning",
    "agent",
    "agreement",
    "confirmation",
    "extension",
    "follow_up",
    "session",
    "instalment",
    "party",
    "oral_agreement",
    "served",
    "application",
    "payment",
    "supplement",
    "inquiry",
    "recovery",
    "debtor",
    "demand",
    "repayment",
    "insurer",
    "refund",
    "custody",
    "report",
)
# Subjects whose state is that of a recovery.
RECOVERY_SUBJECTS = ("recovery", "debtor", "demand", "repayment", "insurer", "custody")
# Subjects whose state is that of an application; the desk of the fund makes their papers.
FUND_SUBJECTS = (
    *("application", "payment", "supplement", "inquiry", "refund", "report"),
    *RECOVERY_SUBJECTS,
)
BLANKS = ("lines", "cells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """A field without which the paper is not issued.

    ``field`` is a path in the context (``parties[].phone`` for each party), ``message`` what to
    say when it is empty, ``place`` where to mend it; both may name values of the item
    (``{name}``, ``{id}``) or the subject (``{session}``, ``{application}`` …).
    """

    field: str
    message: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """One kind of paper (文书种类), as its .toml describes it.

    ``subject`` is what a paper of this kind is about beside the case. ``signers`` name who signs
    in the order of the paper; ``copies`` is a number, ``parties`` or ``parties + n``. In states
    of ``locked_in`` it cannot be made yet (``locked_until`` says until when), in those of
    ``hidden_in`` it has no meaning. ``when`` limits it to subjects with certain values.
    ``only_if`` is a field that must be true for the paper to be in the list at all.
    ``volatile`` fields are written in after signing (the effective date, the bank's number): a
    change of them does not make a signed paper an old one. ``checks`` names a check-up of the
    domain (``agreement``) whose blocking reasons hold the paper back.
    """

    code: str
    title: str
    short: str
    group: str
    order: int
    subject: str
    version: str
    path: Path
    form: str = ""
    signers: tuple[str, ...] = ()
    copies: str = "1"
    blank: str = "lines"
    number_from: str = ""
    series: str = ""
    locked_in: frozenset[str] = frozenset()
    locked_until: str = ""
    hidden_in: frozenset[str] = frozenset()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only_if: str = ""
    required: tuple[Required, ...] = ()
    volatile: frozenset[str] = frozenset()
    checks: str = ""
    own: bool = False

    @property
    def for_fund(self) -> bool:
        """Whether its state is that of an application, not of the mediation."""
        return self.subject in FUND_SUBJECTS

    @property
    def for_recovery(self) -> bool:
        """Whether its state is that of a recovery."""
        return self.subject in RECOVERY_SUBJECTS

    def copies_for(self, parties: int) -> int:
        """How many copies with this number of parties."""
        total = 0
        for word in self.copies.split("+"):
            part = word.strip()
            total += parties if part == "parties" else int(part)
        return max(total, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTemplate:
    """One version of an office's own template of a kind; the ``active`` one is used."""

    code: str
    version: str
    path: Path
    active: bool


class Catalog:
    """All kinds of paper in the order of the list: shipped ones, the office's own over them.

    Raises BadFile when a description is damaged or a template is missing.
    """

    def __init__(
        self,
        overlay: Path | None = None,
        *,
        shipped: Path | None = None,
        own: Sequence[OwnTemplate] = (),
    ) -> None:
        kinds = _load(overlay, shipped or template_dir())
        self._versions = {(kind.code, kind.version): kind for kind in kinds.values()}
        for one in own:
            base = kinds.get(one.code)
            if base is None:  # a paper this program no longer has
                continue
            kind = replace(base, path=one.path, version=one.version, own=True)
            self._versions[kind.code, kind.version] = kind
            if one.active:
                kinds[one.code] = kind
        self.kinds: Mapping[str, PaperKind] = kinds

    def all(self) -> tuple[PaperKind, ...]:
        """Every kind of paper."""
        return tuple(self.kinds.values())

    def kind(self, code: str) -> PaperKind:
        """The kind of paper with this code. Raises NotFound."""
        found = self.kinds.get(code)
        if found is None:
            raise NotFound("papers.unknown_kind", kind=code)
        return found

    def as_made(self, code: str, version: str) -> PaperKind:
        """The kind with the template of a version, with today's where that one is not known."""
        return self._versions.get((code, version)) or self.kind(code)


def _load(overlay: Path | None, shipped: Path) -> dict[str, PaperKind]:
    folders = [shipped]
    if overlay is not None and overlay.is_dir():
        folders.append(overlay)
    described: dict[str, Path] = {}
    words: dict[str, Path] = {}
    for folder in folders:
        described.update({path.stem: path for path in sorted(folder.glob("*.toml"))})
        words.update(
            {p.stem: p for p in sorted(folder.glob("*.docx")) if not p.name.startswith("~$")}
        )
    kinds = []
    for code, path in described.items():
        if code not in words:
            raise BadFile("papers.template_missing", name=f"{code}.docx")
        own = overlay is not None and words[code].parent == overlay
        kinds.append(_read(code, path, words[code], own=own))
    kinds.sort(key=lambda kind: (GROUPS.index(kind.group), kind.order, kind.code))
    return {kind.code: kind for kind in kinds}


def _read(code: str, path: Path, template: Path, *, own: bool) -> PaperKind:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        kind = PaperKind(
            code=code,
            path=template,
            own=own,
            title=_text(data, "title"),
            short=_text(data, "short"),
            group=_text(data, "group"),
            order=int(str(data.get("order", 99))),
            subject=_text(data, "subject"),
            version=_text(data, "version"),
            form=str(data.get("form", "")),
            signers=_texts(data, "signers"),
            copies=str(data.get("copies", "1")),
            blank=str(data.get("blank", "lines")),
            number_from=str(data.get("number_from", "")),
            series=str(data.get("series", "")),
            locked_in=frozenset(_texts(data, "locked_in")),
            locked_until=str(data.get("locked_until", "")),
            hidden_in=frozenset(_texts(data, "hidden_in")),
            when=_when(data.get("when", {})),
            only_if=str(data.get("only_if", "")),
            required=_required(data.get("required", [])),
            checks=str(data.get("checks", "")),
            volatile=frozenset(_texts(data, "volatile")),
        )
        kind.copies_for(2)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile("papers.description_wrong", name=path.name, detail=str(error)) from error
    if kind.group not in GROUPS or kind.subject not in SUBJECTS or kind.blank not in BLANKS:
        raise BadFile("papers.description_wrong", name=path.name, detail="group/subject/blank")
    return kind


def _text(data: Mapping[str, object], name: str) -> str:
    value = data[name]
    if not isinstance(value, str) or not value:
        raise ValueError(name)
    return value


def _texts(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(name)
    return tuple(value)


def _when(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise TypeError("when")
    return tuple((name, _texts(value, name)) for name in value)


def _required(value: object) -> tuple[Required, ...]:
    if not isinstance(value, list):
        raise TypeError("required")
    return tuple(
        Required(
            field=_text(item, "field"),
            message=_text(item, "message"),
            place=str(item.get("place", "")),
        )
        for item in value
    )
