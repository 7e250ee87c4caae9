"""The template doctor (模板体检): everything that can be known about a template before it is used.

To what the linter sees in the file it adds what shows only when the file is filled: it is tried with
an invented case and as a blank form, and measured against the paper it is to stand for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from mediation_app.documents import context
from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Fill, Scene
from mediation_app.documents.context.words import Tree
from mediation_app.documents.engine import api, docx
from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.fields import undeclared_fields
from mediation_app.documents.engine.linter import Finding
from mediation_app.documents.field_list import (
    Field,
    field_name,
    fields_in,
    known_fields,
    palette,
)
from mediation_app.documents.offers import subjects_of
from mediation_app.documents.produce import values_at
from mediation_app.documents.sample_volume import sample_volume
from mediation_app.errors import BadFile
from mediation_app.messages import say, text_of

if TYPE_CHECKING:
    from mediation_app.documents.engine.api import Document, FontBook

log = logging.getLogger(__name__)
_MOST_SIGNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, the blocking ones first."""

    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be mended before the template may be used."""
        return tuple(one for one in self.findings if one.blocking)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What one may live with."""
        return tuple(one for one in self.findings if not one.blocking)


def finding_text(finding: Finding) -> str:
    """A finding in one Chinese line, its place first."""
    text = say(finding.code, **dict(finding.params))
    if finding.place and not text.startswith(finding.place):
        return f"{finding.place}：{text}"
    return text


class Doctor:
    """Examines templates with the same sample scenes. Slow to make (0.1 s), quick to ask."""

    def __init__(self, scenes: Sequence[Scene], *, fonts: FontBook | None = None) -> None:
        self._scenes = tuple(scenes)
        self._fonts = fonts

    @cached_property
    def known(self) -> frozenset[str]:
        """Every field that exists."""
        return known_fields(self._scenes)

    @cached_property
    def _known_in_a_leaf(self) -> frozenset[str]:
        """The same for what binds a volume and is no paper (封面、目录 …)."""
        return self.known | fields_in(sample_volume(self._scenes[0]))

    @cached_property
    def palette(self) -> tuple[Field, ...]:
        """Every field with its Chinese name and a sample value."""
        return palette(self._scenes)

    def examine(self, template: bytes, kind: PaperKind | None = None) -> Report:
        """Everything against a template, also as the paper ``kind``.

        Raises BadFile when the bytes are no .docx at all.
        """
        known = self.known if kind is not None else self._known_in_a_leaf
        found = list(api.lint_template(template, known))
        text = _text_of(template)
        if not text.strip():
            found.append(_blocks("lint_nothing"))
        if not any(one.blocking for one in found):
            found.extend(self._tried(template, kind))
            found.extend(_unprintable(text))
            if kind is not None:
                found.extend(self._measured(template, kind))
        return Report(findings=tuple(sorted(found, key=lambda one: not one.blocking)))

    def preview(self, template: bytes, kind: PaperKind | None = None) -> Document:
        """The pages with the sample case. Raises BadFile when it cannot be filled."""
        scene = self._scene_for(kind) or self._scenes[0]
        return self._laid_out(template, scene, kind, Fill.FINAL)

    def _laid_out(
        self, template: bytes, scene: Scene, kind: PaperKind | None, fill: Fill
    ) -> Document:
        tree = dict(context.build(scene))
        if kind is None:
            tree.update(sample_volume(scene))
        values = context.printed(tree, fill)
        title = kind.title if kind is not None else ""
        filled = api.fill_template(template, values, title=title, author=scene.office.name)
        return api.layout_docx(filled, fonts=self._fonts)

    # --- by trying --------------------------------------------------------------------------------

    def _tried(self, template: bytes, kind: PaperKind | None) -> Iterator[Finding]:
        """Filled with the samples and as a blank form; what fails there fails at the window too."""
        first = self._scene_for(kind) or self._scenes[0]
        trials = [(first, Fill.FINAL), (context.blank_scene(first), Fill.LINES)]
        if kind is None:
            trials.extend((scene, Fill.FINAL) for scene in self._scenes[1:])
        for scene, fill in trials:
            try:
                self._laid_out(template, scene, kind, fill)
            except BadFile as trouble:
                yield _blocks("lint_not_filled", detail=text_of(trouble))
                return
            except Exception as error:  # noqa: BLE001 - any file may come; a crash here is a finding
                log.warning("template not laid out: %s", type(error).__name__)
                yield _blocks("lint_not_laid_out")
                return

    # --- against the paper it stands for ----------------------------------------------------------

    def _scene_for(self, kind: PaperKind | None) -> Scene | None:
        """The sample as a paper of this kind sees it: with its own subject and no other."""
        if kind is None:
            return None
        for scene in self._scenes:
            bare = replace(
                scene, session=None, instalment=None, fund=None, payment=None, follow_up=None,
                confirmation=None, agent=None, step=None, kind=kind.code,
            )  # fmt: skip
            for _, _, chosen in subjects_of(kind, bare):
                return replace(chosen, kind=kind.code)
        return None

    def _measured(self, template: bytes, kind: PaperKind) -> Iterator[Finding]:
        asked = undeclared_fields(template)
        shipped = undeclared_fields(kind.path) if kind.path.is_file() else asked
        for rule in kind.required:
            if rule.field in shipped and rule.field not in asked:
                yield _warns(
                    "lint_required_left_out", name=field_name(rule.field), field=rule.field
                )
        scene = self._scene_for(kind)
        if scene is None:
            return
        here, anywhere = context.build(scene), context.build(self._scenes[0])
        for field in sorted(asked - shipped):
            if _says_something(anywhere, field) and not _says_something(here, field):
                yield _warns(
                    "lint_empty_here", name=field_name(field), field=field, title=kind.title
                )


def _says_something(tree: Tree, field: str) -> bool:
    values = [value for _, value in values_at(tree, field)]
    return any(isinstance(value, bool) or not context.is_missing(value) for value in values)


def _text_of(template: bytes) -> str:
    parts = docx.open_parts(template)
    return "".join(
        piece.text or ""
        for part in docx.story_parts(parts)
        for piece in docx.parse_xml(parts[part], part).iter(w("t"))
    )


def _unprintable(text: str) -> Iterator[Finding]:
    """Signs of the template's own text that no font has."""
    missing = api.missing_glyphs("".join(sorted(set(text))))
    if missing:
        yield _warns("lint_glyph", signs="".join(missing[:_MOST_SIGNS]))


def _blocks(code: str, **params: str) -> Finding:
    return Finding(code=f"documents.{code}", blocking=True, params=tuple(params.items()))


def _warns(code: str, **params: str) -> Finding:
    return Finding(code=f"documents.{code}", params=tuple(params.items()))
