"""The handover package (移交包) of one case: papers, materials, data and a list of hashes.

What an auditor or the next fund manager needs and can check without this program: a ZIP archive
with the papers as they were issued, the files as they were taken in, the whole case as JSON, a
catalogue that a spreadsheet opens, and ``SHA256SUMS`` in the form that ``sha256sum -c`` reads.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.errors import BadFile, NotAllowed, StoreTrouble
from mediation_app.files import written_whole
from mediation_app.messages import text_of
from mediation_app.services.base import Context
from mediation_app.services.paper_files import file_name, short_name

if TYPE_CHECKING:
    from datetime import date

Told = Callable[[int, int, str], object]
PAPERS, MATERIALS, DATA = "1 文书", "2 材料", "3 数据"
CATALOGUE, SUMS = "卷内目录.csv", "SHA256SUMS"
_MAY = (
    Role.CLERK,
    Role.MEDIATOR,
    Role.FUND_CLERK,
    Role.CHECKER,
    Role.APPROVER,
    Role.RECOVERY,
    Role.SUPERVISOR,
    Role.LEADER,
    Role.ADMIN,  # carries data in and out, has no say in any process
)
_HEAD = ("序号", "文件", "名称", "编号", "日期", "页数", "字节", "SHA-256")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that goes into the package, still in the store. ``sha256`` is what it was kept as."""

    path: str
    title: str
    sha256: str
    number: str = ""
    on: date | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was written; ``lost`` names files that the store could not give."""

    path: Path
    files: int
    size: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFault:
    """A file of a package that is missing, changed or not on its list."""

    path: str
    fault: str


class HandoverService:
    """Packs cases for those who take them over."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def contents(self, actor: Actor, case_id: str) -> tuple[Kept, ...]:
        """What the package would hold, in its order. Raises NotFound, NotAllowed."""
        return tuple(_contents(self._file(actor, case_id)))

    def pack(self, actor: Actor, case_id: str, path: Path, *, told: Told | None = None) -> Package:
        """Write the package; the export is noted.

        A file that the store has lost is named in the catalogue, the rest is packed. Raises
        NotAllowed, NotFound, StoreTrouble when the package cannot be written.
        """
        from mediation_app.exchange.case_json import dump_case

        file = self._file(actor, case_id)
        with self._context.store.read(actor) as reader:
            office = next(iter(reader.records(Office)), Office(id=""))
        kept = tuple(_contents(file))
        rows: list[tuple[object, ...]] = []
        sums: list[str] = []
        lost: list[str] = []
        with written_whole(path) as target, zipfile.ZipFile(target, "w") as archive:
            for place, one in enumerate(kept):
                if told is not None:
                    told(place, len(kept), one.title)
                try:
                    size = self._put(archive, one)
                except StoreTrouble as trouble:
                    lost.append(one.title)
                    rows.append((*_row(place + 1, one), "", text_of(trouble)))
                    continue
                rows.append((*_row(place + 1, one), size, one.sha256))
                sums.append(f"{one.sha256}  {one.path}")
            whole = dump_case(file, exported_by=office.name).encode("utf-8")
            data = Kept(
                path=f"{DATA}/案件.json",
                title="整案数据",
                sha256=hashlib.sha256(whole).hexdigest(),
                number=file.case.number,
            )
            archive.writestr(_info(data.path), whole)
            rows.append((*_row(len(rows) + 1, data), len(whole), data.sha256))
            sums.append(f"{data.sha256}  {data.path}")
            catalogue = _csv(rows)
            archive.writestr(_info(CATALOGUE), catalogue)
            sums.append(f"{hashlib.sha256(catalogue).hexdigest()}  {CATALOGUE}")
            archive.writestr(_info(SUMS), "".join(f"{line}\n" for line in sums).encode("utf-8"))
        self._note(actor, file, len(rows), lost)
        return Package(
            path=path, files=len(rows) - len(lost), size=path.stat().st_size, lost=tuple(lost)
        )

    def _put(self, archive: zipfile.ZipFile, one: Kept) -> int:
        """Copy one file piece by piece; it is looked at first, so that nothing is half there."""
        for _ in self._context.blobs.stream(one.sha256):
            pass
        size = 0
        with archive.open(_info(one.path), "w", force_zip64=True) as entry:
            for piece in self._context.blobs.stream(one.sha256):
                entry.write(piece)
                size += len(piece)
        return size

    def _file(self, actor: Actor, case_id: str) -> CaseFile:
        if not actor.has(*_MAY):
            raise NotAllowed("papers.not_yours", title="移交包")
        with self._context.store.read(actor) as reader:
            return reader.case_file(case_id)

    def _note(self, actor: Actor, file: CaseFile, files: int, lost: list[str]) -> None:
        with self._context.store.write(actor, "case.package") as unit:
            unit.note("export", file.case, {"package": files, "lost": len(lost)})
            unit.commit()


def check_package(path: Path) -> tuple[PackageFault, ...]:
    """What is wrong with a package; nothing when it is whole. Raises BadFile when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
            if SUMS not in names:
                raise BadFile("exchange.not_a_package", name=path.name)
            listed = dict(_listed(archive.read(SUMS).decode("utf-8"), path))
            found = [
                PackageFault(path=name, fault="缺失" if name not in names else "已改动")
                for name, sha256 in listed.items()
                if name not in names or _hash_in(archive, name) != sha256
            ]
            found += [
                PackageFault(path=name, fault="清单以外")
                for name in sorted(names - set(listed) - {SUMS})
            ]
    except FileNotFoundError:
        raise BadFile("exchange.no_file", name=path.name) from None
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile):
        raise BadFile("exchange.not_a_package", name=path.name) from None
    return tuple(found)


def _listed(text: str, path: Path) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        sha256, gap, name = line.partition("  ")
        if not gap:
            raise BadFile("exchange.not_a_package", name=path.name)
        yield name, sha256


def _hash_in(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as entry:
            while piece := entry.read(_PIECE):
                digest.update(piece)
    except zipfile.BadZipFile:  # the entry's own check sum does not fit
        return ""
    return digest.hexdigest()


# What goes in -------------------------------------------------------------------------------------


def _contents(file: CaseFile) -> Iterator[Kept]:
    taken: set[str] = set()
    stem = short_name(file)
    last = {(paper.kind, paper.subject_id): paper.edition for paper in file.papers}
    issued = [p for p in file.papers if p.pdf_sha256 or p.docx_sha256]
    for number, paper in enumerate(issued, start=1):
        old = paper.edition < last[paper.kind, paper.subject_id]
        title = f"{paper.title}（第{paper.edition}版）" if old else paper.title
        for ending, sha256 in (("pdf", paper.pdf_sha256), ("docx", paper.docx_sha256)):
            if sha256:
                yield Kept(
                    path=_free(f"{PAPERS}/{stem} {number:02d} {file_name(title)}.{ending}", taken),
                    title=title,
                    sha256=sha256,
                    number=paper.number,
                    on=paper.issued_on,
                    pages=paper.pages,
                )
    for number, scan in enumerate((a for a in file.attachments if a.sha256), start=1):
        yield Kept(
            path=_free(f"{MATERIALS}/{number:03d} {file_name(scan.name)}", taken),
            title=scan.name,
            sha256=scan.sha256,
            number=scan.kind,
            on=local_day(scan.created_at) if scan.created_at else None,
            pages=scan.pages,
        )


def _free(path: str, taken: set[str]) -> str:
    """The path, with a number behind its name when another file has it."""
    wanted, number = path, 1
    while path.casefold() in taken:
        number += 1
        old = PurePosixPath(wanted)
        path = str(old.with_name(f"{old.stem} ({number}){old.suffix}"))
    taken.add(path.casefold())
    return path


def _row(number: int, one: Kept) -> tuple[object, ...]:
    return (
        number,
        one.path,
        one.title,
        one.number,
        one.on.isoformat() if one.on else "",
        one.pages or "",
    )


def _csv(rows: Iterable[tuple[object, ...]]) -> bytes:
    """The catalogue; the mark at its start tells spreadsheets that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    """A text that a spreadsheet would take for a formula stands behind an apostrophe."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell


def _info(name: str) -> zipfile.ZipInfo:
    """An entry without a time: two packages of one state of a case are the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


__all__ = ["HandoverService", "Package", "PackageFault", "check_package"]
