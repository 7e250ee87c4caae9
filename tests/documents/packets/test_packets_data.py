"""The packets of the stages and the order of the volume, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.packets import Desk, Packets, load_packets
from mediation_app.domain.cases import MediationState
from mediation_app.domain.fund import FundState
from mediation_app.errors import BadFile
from mediation_app.messages import text_of
from mediation_app.paths import resource_dir

PACKETS = load_packets()
CATALOG = Catalog()
# Papers of the lists that have no template yet: they drop out of here as they are written.
PLANNED: set[str] = set()


def test_every_paper_named_exists_or_is_planned() -> None:
    assert PACKETS.codes() - set(CATALOG.kinds) <= PLANNED


def test_every_paper_there_is_belongs_to_a_stage_and_to_the_volume() -> None:
    staged = {paper.code for stage in PACKETS.stages for paper in stage.papers}
    of_cases = {kind.code for kind in CATALOG.all() if kind.subject != "report"}
    assert of_cases - staged == set(), "name them in resources/packets.toml"
    bound = {code for part in PACKETS.parts for code in part.papers}
    mediation = {k.code for k in CATALOG.all() if k.group != "救助基金"}
    assert mediation - bound == set(), "name them in resources/packets.toml"


def test_those_without_a_template_are_left_out() -> None:
    known = PACKETS.known(CATALOG.kinds)
    assert known.codes() <= set(CATALOG.kinds)
    assert [stage.id for stage in known.stages] == [stage.id for stage in PACKETS.stages]


def test_each_state_leads_to_one_stage() -> None:
    def led(desk: Desk) -> list[str]:
        mine = [stage for stage in PACKETS.stages if stage.desk is desk and not stage.once]
        return [s for stage in mine for s in stage.states]

    assert sorted(led(Desk.MEDIATION)) == sorted(s.value for s in MediationState if s != "voided")
    left = {"withdrawn", "terminated"}
    assert sorted(led(Desk.FUND)) == sorted(s.value for s in FundState if s not in left)


@pytest.mark.parametrize(
    ("state", "has", "stage"),
    [
        ("accepted", (), "intake"),
        ("accepted", ("sessions",), "before_session"),
        ("mediating", ("sessions",), "session"),
        ("awaiting", ("sessions",), "performance"),
        ("awaiting", ("sessions", "confirmations"), "confirmation"),
        ("voided", (), None),
    ],
)
def test_what_the_case_has_chooses_too(state: str, has: tuple[str, ...], stage: str | None) -> None:
    led = PACKETS.led(Desk.MEDIATION, state, has)
    assert (led.id if led is not None else None) == stage


def test_stages_are_those_of_the_work() -> None:
    titles = [stage.title for stage in PACKETS.stages if stage.desk is Desk.MEDIATION]
    assert titles == [
        "受理",
        "调解前",
        "调解会",
        "协议",
        "履行",
        "司法确认",
        "结案归档",
        "公安调解",
    ]
    assert len([stage for stage in PACKETS.stages if stage.desk is Desk.FUND]) == 5


def test_what_must_be_in_a_volume() -> None:
    needed = [part.title for part in PACKETS.parts if part.needed]
    assert needed == [
        "人民调解申请书、受理登记表", "人民调解当事人权利义务告知书", "当事人身份证明",
        "人民调解记录", "人民调解协议书",
    ]  # fmt: skip


def test_copies_are_counted() -> None:
    stage = PACKETS.stage("confirmation")
    assert stage is not None
    copies = {paper.code: paper.copies_for(3, 5) for paper in stage.papers}
    assert copies == {"confirmation_request": 5, "mediation_proof": 5, "agreement": 1}


def read(tmp_path: Path, text: str) -> Packets:
    (tmp_path / "packets.toml").write_text(text, encoding="utf-8")
    return load_packets(tmp_path)


def test_an_office_has_its_own(tmp_path: Path) -> None:
    text = (resource_dir() / "packets.toml").read_text(encoding="utf-8")
    own = read(tmp_path, text.replace('numbers = "outer"', 'numbers = "right"'))
    assert own.numbers == "right"
    assert load_packets(tmp_path / "none").numbers == "outer"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "session"', 'id = "intake"', "id"),
        ('for = "fund"', 'for = "police"', "police"),
        ('states = ["mediating", "suspended"]', 'states = ["mediated"]', "mediated"),
        ('states = ["mediating", "suspended"]', 'states = ["agreed"]', "states"),
        ("duplex = true", "duplex = 1", "duplex"),
        ("duplex = true", "both = true", "both"),
        ('once = "sessions"', 'once = "parties"', "parties"),
        ('copies = "1"', 'copies = "viele"', "viele"),
        ('numbers = "outer"', 'numbers = "below"', "below"),
        ("rest = true", "rest = false", "rest"),
        ('kinds = ["身份证件"]', 'kinds = ["保险单"]', "volume.part"),
        ("[volume]", "[volumes]", "volume"),
        ("[[stage]]", "[[stage]", ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (resource_dir() / "packets.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadFile) as trouble:
        read(tmp_path, text.replace(old, new))
    assert trouble.value.code == "papers.packets_wrong"
    assert said in text_of(trouble.value)
