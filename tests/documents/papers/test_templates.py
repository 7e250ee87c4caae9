"""The shipped templates: built, described, complete, and asking for nothing unknown."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from mediation_app.documents import context
from mediation_app.documents.catalog import Catalog, PaperKind
from mediation_app.documents.context import Wording
from mediation_app.documents.engine import api
from mediation_app.documents.produce import values_at
from mediation_app.documents.signers import KNOWN_SIGNERS
from mediation_app.domain.cases import MediationState
from mediation_app.domain.fund import ApplicantKind, FundKind, FundState
from mediation_app.domain.numbers import SERIES
from mediation_app.domain.recovery import DebtorBasis, RecoveryState
from mediation_app.errors import BadFile, NotFound
from mediation_app.paths import template_dir
from tests.documents.papers import crowds, samples

KINDS = Catalog().all()
CODES = [kind.code for kind in KINDS]
OFFICIAL = {
    "人民调解申请书",
    "人民调解受理登记表",
    "人民调解当事人权利义务告知书",
    "人民调解记录",
    "人民调解协议书",
    "收条",
    "抢救费用垫付申请书（医疗机构）",
    "抢救费用垫付申请表（受害人、亲属）",
    "受害人及亲属承诺书",
    "道路交通事故社会救助基金垫付审批表",
    "同意垫付通知书",
    "不予垫付通知书",
    "道路交通事故社会救助基金拨付凭证",
}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_thirteen_papers_are_there() -> None:
    assert {kind.title for kind in KINDS} >= OFFICIAL


def test_committed_templates_are_what_the_builder_writes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, template_dir() / "_build" / "build.py", tmp_path], check=True, timeout=60
    )
    built = sorted(path.name for path in tmp_path.glob("*.docx"))
    assert built == sorted(path.name for path in template_dir().glob("*.docx"))
    for name in built:
        assert parts((tmp_path / name).read_bytes()) == parts((template_dir() / name).read_bytes())


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_linter_has_nothing_against_it(kind: PaperKind) -> None:
    assert api.lint_template(kind.path) == ()


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_every_field_it_asks_for_is_provided(kind: PaperKind) -> None:
    file = samples.case_s9()
    scenes = [samples.scene(kind.code, file), context.blank_scene(samples.scene(kind.code, file))]
    fund = samples.refused()
    scenes.append(samples.scene(kind.code, samples.with_fund(fund), fund=fund, payment=None))
    scenes.append(samples.scene(kind.code, crowds.crowd()))
    told = Wording(basis={kind.code: ("《民法典》第1216条",)})
    trees = [context.build(replace(scene, wording=told)) for scene in scenes]
    for field in api.undeclared_fields(kind.path):
        assert any(list(values_at(tree, field)) for tree in trees), field


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_description_names_only_what_exists(kind: PaperKind) -> None:
    tree = context.build(samples.scene(kind.code))
    refused = samples.refused()
    other = context.build(
        samples.scene(kind.code, samples.with_fund(refused), fund=refused, payment=None)
    )
    paths = [rule.field for rule in kind.required] + [*kind.volatile]
    for path in [*paths, kind.number_from]:
        assert not path or any(list(values_at(one, path)) for one in (tree, other)), path
    assert set(kind.signers) <= KNOWN_SIGNERS
    assert not kind.series or kind.series in SERIES
    machine = RecoveryState if kind.for_recovery else FundState if kind.for_fund else MediationState
    states = {s.value for s in machine}
    assert kind.locked_in | kind.hidden_in <= states
    assert not kind.locked_in or kind.locked_until
    known = {"applicant_kind": ApplicantKind, "kind": FundKind, "basis": DebtorBasis}
    for name, values in kind.when:
        assert set(values) <= {item.value for item in known[name]}


def test_an_office_replaces_a_template_by_name(tmp_path: Path) -> None:
    shipped = Catalog().kind("receipt").path
    (tmp_path / "receipt.docx").write_bytes(shipped.read_bytes())
    (tmp_path / "~$receipt.docx").write_bytes(b"lock")
    catalog = Catalog(tmp_path)
    assert catalog.kind("receipt").own
    assert catalog.kind("receipt").path.parent == tmp_path
    assert not catalog.kind("agreement").own
    assert len(catalog.all()) == len(KINDS)


def test_an_office_adds_a_paper_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pledge.docx").write_bytes(Catalog().kind("receipt").path.read_bytes())
    words = 'title="谅解书"\nshort="谅解书"\ngroup="协议"\nsubject="case"\nversion="1"\n'
    (tmp_path / "pledge.toml").write_text(words, encoding="utf-8")
    assert Catalog(tmp_path).kind("pledge").title == "谅解书"


@pytest.mark.parametrize(
    "words",
    [
        "title = ",
        'title="x"\n',
        'title="x"\nshort="x"\ngroup="没有"\nsubject="case"\nversion="1"\n',
        'title="x"\nshort="x"\ngroup="协议"\nsubject="case"\nversion="1"\ncopies="many"\n',
        'title="x"\nshort="x"\ngroup="协议"\nsubject="case"\nversion="1"\nsigners="parties"\n',
    ],
)
def test_a_damaged_description_is_refused(tmp_path: Path, words: str) -> None:
    (tmp_path / "receipt.toml").write_text(words, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        Catalog(tmp_path)
    assert caught.value.code == "papers.description_wrong"


def test_a_description_without_template_is_refused(tmp_path: Path) -> None:
    words = 'title="x"\nshort="x"\ngroup="协议"\nsubject="case"\nversion="1"\n'
    (tmp_path / "lonely.toml").write_text(words, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        Catalog(tmp_path)
    assert caught.value.code == "papers.template_missing"


def test_unknown_kind_is_not_found() -> None:
    with pytest.raises(NotFound):
        Catalog().kind("nothing")


def test_copies_follow_the_number_of_parties() -> None:
    assert Catalog().kind("agreement").copies_for(3) == 4
    assert Catalog().kind("rights_notice").copies_for(3) == 3
    assert Catalog().kind("receipt").copies_for(3) == 2
