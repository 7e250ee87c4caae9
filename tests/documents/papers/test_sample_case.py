"""The invented case of the field palette and of previews: every paper has something to show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mediation_app.documents import context
from mediation_app.documents.catalog import Catalog, PaperKind
from mediation_app.documents.doctor import Doctor
from mediation_app.documents.engine import api
from mediation_app.documents.produce import values_at
from mediation_app.documents.sample import sample_scenes
from mediation_app.paths import template_dir
from mediation_app.rulebook import Rulebook
from mediation_app.services.paper_wording import wording_of

BOOK = Rulebook.open("371524")
LAW = BOOK.compensation_law(accident=date(2026, 8, 16), on=date(2026, 11, 20))
SCENES = sample_scenes(LAW, wording=wording_of(BOOK, date(2026, 11, 22)), calendar=BOOK.calendar())
DOCTOR = Doctor(SCENES)
KINDS = Catalog().all()
# About no record of a case, or about one that comes into being at the window only.
_ELSEWHERE = {"report", "oral_agreement", "refund"}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_every_template_is_previewed_with_its_own_subject(kind: PaperKind) -> None:
    assert DOCTOR.preview(kind.path.read_bytes(), kind).pages
    if kind.subject not in _ELSEWHERE:
        assert DOCTOR._scene_for(kind) is not None


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_most_fields_of_every_template_have_a_sample(kind: PaperKind) -> None:
    asked = [
        field
        for field in api.undeclared_fields(kind.path)
        if "." in field and not field.rsplit(".", 1)[1].startswith(("has_", "is_", "box_"))
    ]
    trees = [context.build(scene) for scene in SCENES]
    shown = [
        field
        for field in asked
        if any(
            not context.is_missing(value) for tree in trees for _, value in values_at(tree, field)
        )
    ]
    if kind.subject not in ("refund", "custody"):
        assert len(shown) >= len(asked) * 0.8, sorted(set(asked) - set(shown))


def test_the_palette_shows_a_value_for_nearly_everything() -> None:
    words = [field for field in DOCTOR.palette if not field.is_condition]
    with_sample = [field for field in words if field.sample]
    assert len(with_sample) >= len(words) * 0.88


@pytest.mark.parametrize(
    "leaf", sorted(template_dir().glob("archive_*.docx")), ids=lambda p: p.stem
)
def test_the_leaves_of_a_volume_are_examined_and_previewed(leaf: Path) -> None:
    assert DOCTOR.examine(leaf.read_bytes()).findings == ()
    shown = "".join(
        line for page in DOCTOR.preview(leaf.read_bytes()).pages for line in page.text_lines()
    )
    assert "（2026）样道交调字第0188号" in shown or "人民调解协议书" in shown or "25" in shown


def test_a_paper_must_not_use_the_fields_of_the_volume() -> None:
    cover = (template_dir() / "archive_cover.docx").read_bytes()
    codes = {finding.code for finding in DOCTOR.examine(cover, Catalog().kind("receipt")).findings}
    assert any("unknown" in code for code in codes), codes
