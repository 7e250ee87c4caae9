"""One material: its tick, its scans with their pages, what is said of it; files may be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from mediation_app.domain.fund import Material
from mediation_app.domain.papers import Attachment
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, IconMark, Tag, row
from ui.widgets.fields import CheckField


class MaterialRow(QFrame):
    """Signals carry the material's key: ``ticked(key, there)``, ``dropped(key, paths)``,
    ``pick_wanted(key)``, ``open_wanted(attachment key)``, ``more_wanted(key)``."""

    ticked = Signal(str, bool)
    dropped = Signal(str, object)
    pick_wanted = Signal(str)
    open_wanted = Signal(str)
    more_wanted = Signal(str)

    def __init__(self, material: Material, scans: Sequence[Attachment], *, can: bool) -> None:
        super().__init__()
        self.material, self.scans, self._can = material, tuple(scans), can
        self.setProperty("frame", "none")
        self.setAcceptDrops(can)
        missing = material.required and not material.present and not material.waived_reason.strip()
        sign, tone = ("octagon-x", "danger") if missing else ("circle-check", "ok")
        if not material.present and not missing:
            sign, tone = "minus", "text3"
        self.box = CheckField(material.name)
        self.box.set_value(material.present)
        self.box.set_read_only(not can)
        self.box.changed.connect(self._ticked)
        self.about = ElidedLabel(self._words(), role="caption", tone="text3")
        self.about.setToolTip(self._words())
        self.need = Tag("必需" if material.required else "有则提供", "neutral")
        self._across = QHBoxLayout(self)
        self._across.addWidget(IconMark(sign, tone))
        self._across.addWidget(self.box, 3)
        self._across.addWidget(self.about, 2)
        self.link: Button | None = None
        self._place = QWidget()
        beside = QHBoxLayout(self._place)
        beside.setContentsMargins(0, 0, 0, 0)
        if scans:
            self.link = Button(
                self._scan_words(), kind="link", icon="paperclip", on_click=self._open
            )
            self.link.setAccessibleName(f"{material.name}：{self._scan_words()}")
            beside.addWidget(self.link)
        beside.addStretch(1)
        self._across.addWidget(self._place)
        self._tag = QWidget()
        self._tag.setLayout(row(self.need, None))
        self._across.addWidget(self._tag)
        if can:
            add = IconButton("upload", f"{material.name}：加扫描件", on_click=self._pick)
            add.setToolTip("加扫描件，也可把文件拖到这一行")
            more = IconButton("ellipsis", f"{material.name}：其他", on_click=self._more)
            self._across.addWidget(add)
            self._across.addWidget(more)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(px(8))
        self.setFixedHeight(px(36))
        self._place.setFixedWidth(px(164))
        self._tag.setFixedWidth(px(64))

    def _words(self) -> str:
        """原件, 份数, 免予提交的理由, and what the rule notes."""
        material = self.material
        words = []
        if material.waived_reason.strip():
            words.append(f"免予提交：{material.waived_reason}")
        if material.present:
            copies = f"{material.copies} 份" if material.copies > 1 else ""
            words.append(("原件" if material.original else "复印件") + copies)
            if material.pages and not self.scans:
                words.append(f"{material.pages} 页")
        if material.note and not material.waived_reason.strip():
            words.append(material.note)
        return "，".join(words)

    def _scan_words(self) -> str:
        pages = [scan.pages for scan in self.scans]
        whole = f"{sum(page or 0 for page in pages)} 页" if all(pages) else ""
        files = f"{len(self.scans)} 个文件" if len(self.scans) > 1 else self.scans[0].name[:10]
        return " ".join(word for word in (files, whole) if word)

    def _ticked(self) -> None:
        self.ticked.emit(self.material.id, bool(self.box.value()))

    def _pick(self) -> None:
        self.pick_wanted.emit(self.material.id)

    def _more(self) -> None:
        self.more_wanted.emit(self.material.id)

    def _open(self) -> None:
        if len(self.scans) == 1 or self.link is None:
            self.open_wanted.emit(self.scans[0].id)
            return
        menu = QMenu(self)
        for scan in self.scans:
            pages = f"  {scan.pages} 页" if scan.pages else ""
            menu.addAction(f"{scan.name}{pages}", partial(self.open_wanted.emit, scan.id))
        menu.popup(self.link.mapToGlobal(QPoint(0, self.link.height())))

    # --- files are dropped --------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._can and local_files(event):
            self._mark("drop")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark("none")

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark("none")
        paths = local_files(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(self.material.id, paths)

    def _mark(self, state: str) -> None:
        self.setProperty("plane", "subtle" if state == "drop" else "surface")
        self.style().unpolish(self)
        self.style().polish(self)

    def first_focus(self) -> QWidget:
        """Where the focus goes."""
        return self.box


def local_files(event: QDropEvent) -> list[Path]:
    """The files of a drag from the desktop."""
    data = event.mimeData()
    urls = data.urls() if data.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
