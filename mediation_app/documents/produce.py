"""One paper, produced: filled Word file, its pages, its PDF, and what is still missing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.documents import context
from mediation_app.documents.blank_lines import with_lines
from mediation_app.documents.catalog import PaperKind, Required
from mediation_app.documents.context import Fill, Scene
from mediation_app.documents.context.words import LINE, Slot, Tree
from mediation_app.domain.papers import Paper
from mediation_app.errors import Reason

if TYPE_CHECKING:
    from mediation_app.documents.engine.api import Document, FontBook

MISSING = "papers.missing"
_SPLIT = re.compile(r"\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """A paper as it would be printed now.

    ``content_hash`` is of the facts the paper shows (without those written in after signing), so
    that a signed paper which no longer agrees with the case is recognised. ``missing`` are the
    reasons why it must not be issued yet, ``values`` the texts of the case it shows by field.
    """

    kind: PaperKind
    title: str
    number: str
    docx: bytes
    document: Document
    content_hash: str
    missing: tuple[Reason, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.document.pages)

    def pdf(self) -> bytes:
        """The PDF of these very pages; the same bytes every time."""
        from mediation_app.documents.engine import api

        return api.to_pdf(self.document)


def produce(
    kind: PaperKind, scene: Scene, *, blank: bool = False, fonts: FontBook | None = None
) -> Produced:
    """Fill the template of a kind from a scene and lay it out; ``blank`` makes the empty form.

    Raises BadFile when the template is damaged or asks for a field that does not exist.
    """
    from mediation_app.documents.engine import api

    scene = context.blank_scene(scene) if blank else scene
    tree = context.build(scene)
    fill = Fill.FINAL
    if blank:
        fill = Fill.LINES if kind.blank == "lines" else Fill.CELLS
    reasons = () if blank else missing(kind, scene, tree)
    if reasons:
        _show_gaps(kind, tree)
    docx = api.fill_template(
        kind.path,
        context.printed(tree, fill, _nouns(kind.path, kind.path.stat().st_mtime_ns)),
        title=kind.title,
        author=scene.office.name,
    )
    if blank or reasons:
        docx = with_lines(docx)
    return Produced(
        kind=kind,
        title=kind.title,
        number=number_of(kind, tree),
        docx=docx,
        document=api.layout_docx(docx, fonts=fonts),
        content_hash=content_hash(kind, tree),
        missing=reasons,
        values=() if blank else tuple(shown_values(kind, tree)),
    )


def from_file(
    kind: PaperKind, docx: bytes, paper: Paper, *, fonts: FontBook | None = None
) -> Produced:
    """An edition that was issued, out of its own Word file. Raises BadFile."""
    from mediation_app.documents.engine import api

    return Produced(
        kind=kind,
        title=kind.title,
        number=paper.number,
        docx=docx,
        document=api.layout_docx(docx, fonts=fonts),
        content_hash=paper.content_hash,
    )


def number_of(kind: PaperKind, tree: Tree) -> str:
    """The official number that the facts already hold; empty when there is none."""
    return str(next((value for _, value in values_at(tree, kind.number_from)), "") or "")


def content_hash(kind: PaperKind, tree: Tree) -> str:
    """SHA-256 of every value the template uses, except the volatile ones."""
    fields = _fields(kind.path, kind.path.stat().st_mtime_ns) - kind.volatile
    shown = {
        field: [_plain(value) for _, value in values_at(tree, field)] for field in sorted(fields)
    }
    text = json.dumps([kind.code, shown], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shown_values(kind: PaperKind, tree: Tree) -> Iterator[tuple[str, str]]:
    """Every text the template may show with the path of its field; long texts by paragraphs."""
    for field in sorted(_fields(kind.path, kind.path.stat().st_mtime_ns)):
        for _, value in values_at(tree, field):
            for slot in value if isinstance(value, list | tuple) else (value,):
                if isinstance(slot, str) and slot:
                    yield field, str(slot)


@lru_cache(maxsize=128)
def _fields(path: Path, _changed: int) -> frozenset[str]:
    """The fields a template asks for; lists themselves are left out, their items' fields count."""
    from mediation_app.documents.engine import api

    asked = api.undeclared_fields(path)
    lists = {field.partition("[]")[0] for field in asked if "[]." in field}
    inner = {field.rpartition("[]")[0] for field in asked if "[]." in field}
    return frozenset(field for field in asked if field not in lists | inner)


@lru_cache(maxsize=128)
def _nouns(path: Path, _changed: int) -> frozenset[str]:
    """The nouns a template asks for."""
    from mediation_app.documents.engine import api

    return frozenset(re.split(r"[.\[]", field)[0] for field in api.undeclared_fields(path))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool) else str(value)


def missing(kind: PaperKind, scene: Scene, tree: Tree) -> tuple[Reason, ...]:
    """A reason for every required field that is empty, with the place to mend it."""
    found: list[Reason] = []
    for rule in kind.required:
        for item, value in values_at(tree, rule.field):
            if context.is_missing(value):
                found.append(_reason(rule, scene, item))
    return tuple(dict.fromkeys(found))


def _show_gaps(kind: PaperKind, tree: Tree) -> None:
    """In a preview what is missing is a line, not the ／ of what has nothing to say."""
    for rule in kind.required:
        for _, value in values_at(tree, rule.field):
            for slot in value if isinstance(value, list) else [value]:
                if isinstance(slot, Slot) and not slot:
                    slot.empty = LINE * 8


def _reason(rule: Required, scene: Scene, item: Mapping[str, object]) -> Reason:
    names: dict[str, object] = {
        "case": scene.file.case.id,
        "session": scene.session.id if scene.session else "",
        "instalment": scene.instalment.id if scene.instalment else "",
        "application": scene.fund.application.id if scene.fund else "",
        "payment": scene.payment.id if scene.payment else "",
        "follow_up": scene.follow_up.id if scene.follow_up else "",
        "confirmation": scene.confirmation.id if scene.confirmation else "",
        "agent": scene.agent.id if scene.agent else "",
        "party": scene.party.id if scene.party else "",
        "id": item.get("id", ""),
        "no": item.get("no", ""),
        "name": item.get("name") or item.get("title") or "当事人",
        "payee": item.get("payee") or "收款人",
    }
    return Reason(
        code=MISSING,
        place=rule.place.format_map(names),
        params=(("what", rule.message.format_map(names)),),
    )


def values_at(tree: Tree, path: str) -> Iterator[tuple[Mapping[str, object], object]]:
    """The values at a path (``parties[].phone``), each with the item of the list it stands in."""
    if path:
        yield from _values(tree, tree, _SPLIT.split(path))


def _values(
    owner: Mapping[str, object], node: object, steps: Sequence[str]
) -> Iterator[tuple[Mapping[str, object], object]]:
    if not steps:
        yield owner, node
        return
    name, rest = steps[0], steps[1:]
    key = name.removesuffix("[]")
    if not isinstance(node, Mapping) or key not in node:
        return
    value = node[key]
    if name.endswith("[]") and isinstance(value, list | tuple):
        for item in value:
            yield from _values(item if isinstance(item, Mapping) else owner, item, rest)
    else:
        yield from _values(owner, value, rest)
