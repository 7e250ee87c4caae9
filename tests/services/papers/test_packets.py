"""Packets of a stage and the volume of a stored case: issued, bound, read back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from mediation_app.clock import SetClock
from mediation_app.domain.agreements import Confirmation
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Role
from mediation_app.domain.papers import Attachment
from mediation_app.errors import InvalidInput, NotAllowed, NotFound, StoreTrouble
from mediation_app.services.packets import Packet, PacketService
from tests.documents.papers import samples
from tests.services.papers.desk import ADMIN, CLERK, Desk, actor

INTAKE = [("application", ""), ("registration", ""), ("rights_notice", "")]


class PacketDesk(Desk):
    """The desk with packets."""

    def __init__(self, place: str | Path, clock: SetClock) -> None:
        super().__init__(place, clock)
        self.packets = PacketService(self.context, self.papers)

    def packet(self, case_id: str, stage: str) -> Packet:
        return next(p for p in self.packets.packets(CLERK, case_id) if p.id == stage)

    def attach(self, case_id: str, name: str, kind: str, data: bytes, media_type: str) -> None:
        with self.store.write(CLERK, "test.attach") as unit:
            unit.add(
                Attachment(
                    id=f"a-{name}",
                    case_id=case_id,
                    name=name,
                    kind=kind,
                    sha256=self.context.blobs.put(data),
                    size=len(data),
                    media_type=media_type,
                )
            )
            unit.commit()


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[PacketDesk]:
    made = PacketDesk(tmp_path / "office", clock)
    yield made
    made.store.close()


def picture(across: int, down: int, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (across, down), "red").save(out, "PNG")
    return out.getvalue()


def pdf(*sizes: tuple[float, float], turn: int = 0, password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for width, height in sizes:
        writer.add_blank_page(width, height).rotate(turn)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def text(reader: PdfReader, page: int) -> str:
    return "".join(reader.pages[page].extract_text().split())


def outline(reader: PdfReader) -> list[tuple[str, int]]:
    marks = [item for item in reader.outline if not isinstance(item, list)]
    return [(str(m.title), int(reader.get_destination_page_number(m) or 0)) for m in marks]


# Packets --------------------------------------------------------------------------------------


def test_a_packet_tells_what_is_ready_missing_and_locked(desk: PacketDesk) -> None:
    case_id = desk.keep(samples.case_s9())
    intake = desk.packet(case_id, "intake")
    assert [i.offer.code for i in intake.ready][:3] == [kind for kind, _ in INTAKE]
    assert [i.offer.code for i in intake.missing] == ["authorisation"]
    assert all(reason.place for item in intake.missing for reason in item.offer.reasons)
    assert [i.offer.code for i in desk.packet(case_id, "performance").locked] == ["receipt"]
    assert [i.copies for i in intake.ready][:3] == [1, 1, 3]
    sheet = desk.packet(case_id, "agreement").items[0]
    assert (sheet.offer.code, sheet.duplex, sheet.copies) == ("agreement", True, 4)


def test_what_was_printed_is_not_chosen_again(desk: PacketDesk) -> None:
    case_id = desk.keep(samples.case_s9())
    desk.packets.produce(CLERK, case_id, "intake")
    assert not any(item.chosen for item in desk.packet(case_id, "intake").items)
    with pytest.raises(InvalidInput) as trouble:
        desk.packets.produce(CLERK, case_id, "intake")
    assert trouble.value.code == "papers.nothing_to_print"
    again = desk.packets.produce(CLERK, case_id, "intake", only=[("application", "")]).value
    assert [(p.paper.kind, p.paper.edition) for p in again] == [("application", 1)]


def test_the_stage_is_that_of_the_case(desk: PacketDesk) -> None:
    file = samples.case_s9()

    def stage(state: MediationState, **more: object) -> str:
        changed = replace(file, case=replace(file.case, state=state), **more)  # type: ignore[arg-type]
        return desk.packets.default_stage(CLERK, changed)

    assert stage(MediationState.ACCEPTED, sessions=()) == "intake"
    assert stage(MediationState.ACCEPTED) == "before_session"
    assert stage(MediationState.AGREED) == "agreement"
    asked = (Confirmation(id="k", case_id=file.case.id),)
    assert stage(MediationState.AWAITING, confirmations=asked) == "confirmation"
    assert stage(MediationState.VOIDED) == "intake"
    cashier = actor(Role.CASHIER)
    assert desk.packets.default_stage(cashier, file) == "fund_recovery"


def test_a_packet_is_issued_with_copies_and_both_sides(desk: PacketDesk) -> None:
    case_id = desk.keep(samples.case_s9())
    heard: list[tuple[int, int, str]] = []
    outcome = desk.packets.produce(
        CLERK, case_id, "session", told=lambda *words: heard.append(words)
    )
    made = {p.paper.kind: (p.copies, p.duplex, p.paper.pages) for p in outcome.value}
    assert made["session_record"][:2] == (1, True)
    assert made["rights_notice"][:2] == (3, False)
    assert all(len(p.document.pages) == p.paper.pages for p in outcome.value)
    assert heard[0] == (0, len(made), outcome.value[0].paper.title)
    assert outcome.changes.touches("Paper")


def test_it_stops_where_it_is_told_to(desk: PacketDesk) -> None:
    class Enough(Exception):
        pass

    def told(count: int, _total: int, _title: str) -> None:
        if count == 1:
            raise Enough

    case_id = desk.keep(samples.case_s9())
    with pytest.raises(Enough):
        desk.packets.produce(CLERK, case_id, "intake", told=told)
    states = {i.offer.code: i.offer.state for i in desk.packet(case_id, "intake").items}
    assert states["application"] == "issued"
    assert states["registration"] == "ready"


def test_one_pdf_has_a_bookmark_for_each_paper(desk: PacketDesk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    path = tmp_path / "受理.pdf"
    desk.packets.one_pdf(CLERK, case_id, "intake", path, only=INTAKE)
    reader = PdfReader(path)
    marks = outline(reader)
    assert [title for title, _ in marks] == [
        "人民调解申请书", "人民调解受理登记表", "人民调解当事人权利义务告知书",
    ]  # fmt: skip
    for title, page in marks:
        assert title in text(reader, page)
    assert reader.metadata is not None
    assert reader.metadata.title == "（2026）东道交调字第0187号 受理"
    assert reader.page_labels[-1] == str(len(reader.pages))


def test_prints_are_recorded_with_edition_and_copies(desk: PacketDesk) -> None:
    case_id = desk.keep(samples.case_s9())
    made = desk.packets.produce(CLERK, case_id, "intake", only=INTAKE).value
    desk.packets.record_prints(CLERK, [(p.paper.id, p.copies) for p in made])
    with desk.store.read(CLERK) as reader:
        noted = [e for e in reader.audit_page(case_id=case_id) if e.kind == "print"]
    assert len(noted) == 3
    assert {e.actor_name for e in noted} == {"李敏"}
    assert sorted((e.detail["copies"], e.detail["edition"]) for e in noted) == [
        (1, 1), (1, 1), (3, 1),
    ]  # fmt: skip


def test_an_unknown_stage_and_a_person_without_a_seat(desk: PacketDesk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    with pytest.raises(NotFound):
        desk.packets.produce(CLERK, case_id, "abend")
    with pytest.raises(NotAllowed):
        desk.packets.produce(ADMIN, case_id, "intake")
    with pytest.raises(NotAllowed):
        desk.packets.volume(ADMIN, case_id, tmp_path / "卷.pdf")


def test_an_office_has_packets_and_leaves_of_its_own(desk: PacketDesk, tmp_path: Path) -> None:
    from mediation_app.paths import resource_dir, template_dir

    case_id = desk.keep(samples.case_s9())
    shipped = (resource_dir() / "packets.toml").read_text(encoding="utf-8")
    own = shipped.replace('title = "受理"', 'title = "收案"').replace('"outer"', '"right"')
    (tmp_path / "office" / "packets.toml").write_text(own, encoding="utf-8")
    (tmp_path / "office" / "templates").mkdir()
    leaf = (template_dir() / "archive_back.docx").read_bytes()
    (tmp_path / "office" / "templates" / "archive_cover.docx").write_bytes(leaf)
    assert desk.packet(case_id, "intake").title == "收案"
    assert desk.papers.template_trouble() is None
    desk.packets.produce(CLERK, case_id, "intake", only=[("application", "")])
    made = desk.packets.volume(CLERK, case_id, tmp_path / "卷.pdf")
    assert "本卷共" in text(PdfReader(made.path), 0)


# The volume -----------------------------------------------------------------------------------


@pytest.fixture
def bound(desk: PacketDesk) -> str:
    """S9 with papers issued and files attached."""
    case_id = desk.keep(samples.case_s9())
    for stage in ("intake", "session", "agreement"):
        desk.packets.produce(CLERK, case_id, stage)
    desk.attach(case_id, "身份证正面.png", "身份证件", picture(1600, 1000), "image/png")
    desk.attach(case_id, "身份证反面.png", "身份证件", picture(600, 1000, "RGBA"), "image/png")
    desk.attach(
        case_id, "认定书.pdf", "事故认定书", pdf((595, 842), (842, 1191)), "application/pdf"
    )
    desk.attach(case_id, "横向.pdf", "病历", pdf((595, 842), turn=90), "application/pdf")
    desk.attach(case_id, "坏.pdf", "费用票据", b"%PDF-1.4 kaputt", "application/pdf")
    desk.attach(case_id, "锁.pdf", "费用票据", pdf((595, 842), password="x"), "application/pdf")
    desk.attach(case_id, "录音.mp3", "", b"ID3 nothing to print", "audio/mpeg")
    return case_id


def test_the_volume_in_order_with_numbers_and_contents(
    desk: PacketDesk, bound: str, tmp_path: Path
) -> None:
    made = desk.packets.volume(CLERK, bound, tmp_path / "卷宗.pdf")
    reader = PdfReader(made.path)
    marks = outline(reader)
    titles = [title for title, _ in marks]
    assert titles[:2] == ["卷宗封面", "卷内目录"]
    assert titles[-2:] == ["卷宗情况说明", "封底"]
    inner = titles[2:-2]
    order = [
        "人民调解申请书", "人民调解受理登记表", "人民调解当事人权利义务告知书", "当事人身份证明",
        "事故认定书", "病历", "费用票据",
    ]  # fmt: skip
    places = [inner.index(title) for title in order]
    assert places == sorted(places)
    assert inner[-1] == "录音"
    assert not [title for title in inner if "垫付" in title], "the fund has files of its own"
    # labels: leaves by name, pages from 1
    labels = reader.page_labels
    assert labels[0] == "卷宗封面"
    start = labels.index("1")
    assert set(labels[1:start]) == {"卷内目录"}
    assert labels[start : start + made.pages] == [str(n) for n in range(1, made.pages + 1)]
    assert labels[-1] == "封底"
    # the number stands in the outer upper corner
    for number in (1, 2, made.pages):
        page = reader.pages[start + number - 1]
        width = float(page.mediabox.width)
        spots: list[float] = []

        def seen(words: str, _cm: object, tm: list[float], *_: object) -> None:
            if words.strip() and tm[5] > float(page.mediabox.height) - 40:  # noqa: B023
                spots.append(tm[4])  # noqa: B023

        page.extract_text(visitor_text=seen)
        assert spots, number
        assert (min(spots) > width / 2) == (number % 2 == 1)
    # contents: what it says is where it is
    first = dict(marks)
    contents = "".join(text(reader, page) for page in range(1, start))
    for title in order:
        assert f"{title}{labels[first[title]]}" in contents, title
    assert all(abs(min(map(float, p.mediabox[2:])) - 595.276) < 3 for p in reader.pages)


def test_what_cannot_be_bound_is_named(desk: PacketDesk, bound: str, tmp_path: Path) -> None:
    made = desk.packets.volume(CLERK, bound, tmp_path / "卷宗.pdf")
    assert made.left_out == ("坏.pdf", "锁.pdf", "录音.mp3")
    reader = PdfReader(made.path)
    at = dict(outline(reader))["费用票据"]
    assert "《坏.pdf》没有装入" in text(reader, at)
    assert "文件已损坏" in text(reader, at)
    assert "文件有密码" in text(reader, at + 1)
    assert "不是PDF或者图片" in text(reader, dict(outline(reader))["录音"])
    notes = text(reader, dict(outline(reader))["卷宗情况说明"])
    assert "1.费用票据：坏.pdf；" in notes
    assert f"共{made.pages}页" in notes
    assert f"{made.pages}页" in text(reader, len(reader.pages) - 1)


def test_a_missing_content_is_a_page_that_says_so(desk: PacketDesk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    desk.packets.produce(CLERK, case_id, "intake", only=[("application", "")])
    for path in (tmp_path / "office" / "attachments").rglob("*"):
        if path.is_file():
            path.unlink()
    made = desk.packets.volume(CLERK, case_id, tmp_path / "卷宗.pdf")
    assert made.left_out == ("人民调解申请书",)
    assert made.pages == 1


def test_necessary_parts_that_are_missing_are_told(desk: PacketDesk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    plan = desk.packets.volume_plan(CLERK, case_id)
    assert plan.titles == ()
    assert plan.missing[0] == "人民调解申请书、受理登记表"
    made = desk.packets.volume(CLERK, case_id, tmp_path / "卷宗.pdf")
    assert made.missing == plan.missing
    assert made.pages == 0
    assert "（以下空白）" in text(PdfReader(made.path), 1)
    notes = PdfReader(made.path).pages[-2].extract_text()
    assert "当事人身份证明" in notes


def test_the_same_volume_gives_the_same_bytes(desk: PacketDesk, bound: str, tmp_path: Path) -> None:
    one = desk.packets.volume(CLERK, bound, tmp_path / "1.pdf").path.read_bytes()
    two = desk.packets.volume(CLERK, bound, tmp_path / "2.pdf").path.read_bytes()
    assert one == two


def test_a_folder_that_is_not_there(desk: PacketDesk, bound: str, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble):
        desk.packets.volume(CLERK, bound, tmp_path / "nirgends" / "卷.pdf")


def test_only_the_last_edition_is_bound(desk: PacketDesk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    desk.packets.produce(CLERK, case_id, "intake", only=[("application", "")])
    with desk.store.write(CLERK, "test.change") as unit:
        case = unit.case_file(case_id).case
        unit.change(case, replace(case, claims=("赔偿全部损失三十万元",)))
        unit.commit()
    desk.packets.produce(CLERK, case_id, "intake", only=[("application", "")])
    made = desk.packets.volume(CLERK, case_id, tmp_path / "卷.pdf")
    assert made.entries == 1
    bound = PdfReader(made.path)
    assert "三十万元" in text(bound, 2) + text(bound, 3)


def test_a_new_case_has_an_empty_volume(desk: PacketDesk, tmp_path: Path) -> None:
    from mediation_app.domain.cases import Case

    case_id = desk.keep(CaseFile(case=Case(id=samples.CASE, state=MediationState.REFUSED)))
    made = desk.packets.volume(CLERK, case_id, tmp_path / "卷.pdf")
    assert (made.pages, made.missing) == (0, ())
    assert "齐全" in "".join(page.extract_text() for page in PdfReader(made.path).pages)
