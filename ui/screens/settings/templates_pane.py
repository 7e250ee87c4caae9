"""The two panes of the page 文书模板: the papers, and what there is to see of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.services.template_lines import FindingLine, VersionLine
from mediation_app.services.templates import TemplateLine
from ui.desk import Desk
from ui.layout import LayoutMode, Width
from ui.models.record_table import RecordTableModel
from ui.models.row_list import RowListModel
from ui.screens.settings.templates_palette import FieldPalette
from ui.screens.settings.templates_rows import finding_columns, version_columns
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, Label, line
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_view import PageView
from ui.widgets.table import RecordList, RecordTable
from ui.widgets.tabs import TabsBar

if TYPE_CHECKING:
    from mediation_app.documents.engine.displaylist import Document

TABS = (("preview", "预览"), ("findings", "问题"), ("versions", "版本"), ("fields", "字段"))
_LIST = 320
_SOUND = "字段、Word 结构和字体都查过，用样例案件和空白表格也填得成"
_NO_LIMIT = 16_777_215


class TemplatePane(QWidget):
    """Widgets only; the page connects them."""

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__()
        self._may = may_change
        self._mode: LayoutMode | None = None
        self._open = False
        self._origin = ""
        self.model: RowListModel[TemplateLine] = RowListModel(self)
        self.list = RecordList(self.model, "文书", row=52, edge=16)
        self._build_head()
        self._build_tabs(desk)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._right = QWidget()
        self._right.setLayout(right)
        right.addWidget(self._head)
        right.addWidget(self._file_bar)
        right.addWidget(self._tab_bar)
        right.addWidget(self.stack, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        self._split = line(True)
        across.addWidget(self._split)
        across.addWidget(self._right, 1)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self.trouble)
        self._outer.addLayout(across, 1)
        follow_look(self._relook)

    def _build_head(self) -> None:
        self.close_button = IconButton("arrow-left", "返回列表", on_click=self.close_detail)
        self.title = ElidedLabel("", role="section")
        self.origin = ElidedLabel("", role="caption", tone="text2")
        self.check_button = Button("检查", icon="file-search")
        self.check_button.setToolTip("检查一个 Word 文件，不导入")
        self.export_button = Button("导出", icon="file-down")
        self.export_button.setToolTip("导出正在用的模板，在 Word 中修改")
        self.back_button = Button("恢复自带", icon="undo-2")
        self.import_button = Button("导入", kind="primary", icon="file-up")
        self._head = QFrame()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.origin)
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.close_button)
        self._head_row.addLayout(words, 1)
        for each in (self.back_button, self.check_button, self.export_button, self.import_button):
            self._head_row.addWidget(each)
        self.import_button.setVisible(self._may)
        self._file_bar = QWidget(self)
        box = QFrame()
        box.setProperty("frame", "soft")
        self._file_around = QHBoxLayout(self._file_bar)
        self._file_around.addWidget(box)
        self.file_text = Label("", role="table", wrap=True)
        self.leave_file = Button("回到在用的模板", kind="link")
        self._file_row = QHBoxLayout(box)
        self._file_row.addWidget(self.file_text, 1)
        self._file_row.addWidget(self.leave_file)
        self._file_bar.hide()

    def _build_tabs(self, desk: Desk) -> None:
        self.tabs = TabsBar("查看", height=40)
        self.tabs.set_tabs(list(TABS))
        self.tabs.set_current("preview")
        self._tab_bar = QFrame()
        self._tab_bar.setProperty("frame", "bottom")
        self._tab_row = QHBoxLayout(self._tab_bar)
        self._tab_row.addWidget(self.tabs)
        self._tab_row.addStretch(1)
        self.view = PageView()
        self.message = Label("", role="table", tone="text2", wrap=True)
        self.findings_model: RecordTableModel[FindingLine] = RecordTableModel(
            finding_columns(), self, key=lambda one: str(one.number)
        )
        self.findings = RecordTable(self.findings_model, "问题", row=34)
        self.findings.current_changed.connect(self._finding)
        self.finding_text = Label("", role="table", tone="text2", wrap=True, selectable=True)
        self.versions_model: RecordTableModel[VersionLine] = RecordTableModel(
            version_columns(), self, key=lambda one: one.id
        )
        self.versions = RecordTable(self.versions_model, "本单位的版本", row=34)
        self.versions.current_changed.connect(self._version)
        self.use_button = Button("使用这一版", icon="check")
        self.versions_text = Label("Enter 预览选中的版本", role="table", tone="text2", wrap=True)
        self.palette_ = FieldPalette(desk)
        self._message_page = self._padded(self.message)
        self.no_findings = EmptyState("没有问题", "", sign="check")
        self.no_versions = EmptyState(
            "本单位还没有自己的版本", "导出自带模板，在 Word 中改好后导入", sign="file-up"
        )
        self._findings_page = self._padded(self.no_findings, self.findings, self.finding_text)
        foot = QWidget()
        self._use_row = QHBoxLayout(foot)
        self._use_row.setContentsMargins(0, 0, 0, 0)
        self._use_row.addWidget(self.versions_text, 1)
        self._use_row.addWidget(self.use_button)
        self.use_button.setVisible(self._may)
        self._foot = foot
        self._versions_page = self._padded(self.no_versions, self.versions, foot)
        self.stack = QStackedWidget()
        for page in (
            self._message_page, self.view, self._findings_page, self._versions_page, self.palette_,
        ):  # fmt: skip
            self.stack.addWidget(page)

    def _padded(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        page.setProperty("plane", "surface")
        column = QVBoxLayout(page)
        for each in widgets:
            fills = isinstance(each, EmptyState | RecordTable)
            column.addWidget(each, 1 if fills else 0)
        if len(widgets) == 1:
            column.addStretch(1)
        return page

    def _relook(self) -> None:
        px = look().px
        compact = self._mode is not None and self._mode.compact
        self._head_row.setContentsMargins(px(16), px(6 if compact else 10), px(16), px(4))
        self._head_row.setSpacing(px(8))
        self._tab_row.setContentsMargins(px(16), 0, px(16), 0)
        self._file_around.setContentsMargins(px(16), px(4), px(16), px(4))
        self._file_row.setContentsMargins(px(12), px(6), px(12), px(6))
        for page in (self._message_page, self._findings_page, self._versions_page):
            layout = page.layout()
            assert layout is not None
            layout.setContentsMargins(px(16), px(10), px(16), px(10))
            layout.setSpacing(px(8))
        self.trouble.setContentsMargins(px(16), px(6), px(16), px(6))
        self._lay_out()

    # --- what is shown ----------------------------------------------------------------------------

    def show_line(self, line: TemplateLine, origin: str, *, can_go_back: bool) -> None:
        """The head of a paper; a file that was looked at before is put away."""
        self.title.set_text(line.title)
        self.origin.set_text(origin)
        self.back_button.setVisible(can_go_back)
        self._file_bar.hide()

    def show_file(self, name: str, *, blocking: int, count: int) -> None:
        """A file is looked at instead of the template in use."""
        said = "没有问题，可以导入" if not count else f"{count - blocking} 处提醒，可以导入"
        if blocking:
            said = f"{blocking} 处必须改正，改正前不能导入"
        self.file_text.setText(f"正在看 {name}：{said}")
        self._file_bar.show()

    def set_findings(self, found: tuple[FindingLine, ...], trouble: str) -> None:
        """What the doctor has against it, the blocking ones first."""
        self.findings_model.set_rows(list(found), more=False)
        self.tabs.set_count("findings", len(found) or None)
        self.findings.setVisible(bool(found))
        self.finding_text.setVisible(bool(found))
        self.finding_text.setText("")
        self.no_findings.setVisible(not found)
        self.no_findings.set_texts("不能用作模板" if trouble else "没有问题", trouble or _SOUND)
        self.findings.select(0 if found else -1)

    def _finding(self, one: object) -> None:
        if isinstance(one, FindingLine):
            place = f"{one.place}：" if one.place else ""
            self.finding_text.setText(f"{place}{one.text}")

    def set_versions(self, lines: tuple[VersionLine, ...]) -> None:
        """The office's own versions."""
        self.versions_model.set_rows(list(lines), more=False)
        self.versions.setVisible(bool(lines))
        self._foot.setVisible(bool(lines))
        self.no_versions.setVisible(not lines)
        self.versions.select(0 if lines else -1)
        self._version(self.versions.current_record())

    def _version(self, one: object) -> None:
        self.use_button.setEnabled(isinstance(one, VersionLine) and not one.active)

    def set_document(self, document: Document) -> None:
        """The pages of the preview."""
        self.view.set_document(document)
        self.view.setAccessibleName(f"{self.title.text()} 预览")
        if self.tabs.current() == "preview":
            self.stack.setCurrentWidget(self.view)

    def say(self, text: str) -> None:
        """Words in place of the preview."""
        self.message.setText(text)
        if self.tabs.current() == "preview":
            self.stack.setCurrentWidget(self._message_page)

    def set_trouble(self, text: str) -> None:
        """Why the templates of the data folder are set aside."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def busy(self, text: str) -> None:
        """A file is being looked at."""
        self._origin = self.origin.text()
        self.origin.set_text(text)
        for button in (self.check_button, self.import_button):
            button.setEnabled(False)

    def idle(self) -> None:
        """Files may be chosen again."""
        self.origin.set_text(self._origin)
        for button in (self.check_button, self.import_button):
            button.setEnabled(True)

    # --- tabs and widths ----------------------------------------------------------------------------

    def choose_tab(self, key: str) -> None:
        """Go to a tab."""
        self.tabs.set_current(key)
        self.show_tab(key)

    def show_tab(self, key: str) -> None:
        """Show what a tab holds."""
        pages: dict[str, QWidget] = {
            "preview": self.view,
            "findings": self._findings_page,
            "versions": self._versions_page,
            "fields": self.palette_,
        }
        self.stack.setCurrentWidget(pages[key])

    def open_detail(self) -> None:
        """In a narrow window: the chosen paper instead of the list."""
        self._open = True
        self._lay_out()
        self.tabs.setFocus()

    def close_detail(self) -> None:
        """In a narrow window: back to the list."""
        self._open = False
        self.list.show()
        self.list.setFocus()  # before the pane with the focus goes
        self._lay_out()

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class changed."""
        self._mode = mode
        self._relook()

    def _lay_out(self) -> None:
        narrow = self._mode is not None and self._mode.width is Width.NARROW
        self.close_button.setVisible(narrow)
        self.list.setVisible(not narrow or not self._open)
        self._right.setVisible(not narrow or self._open)
        self._split.setVisible(not narrow)
        if narrow:
            self.list.setMinimumWidth(0)
            self.list.setMaximumWidth(_NO_LIMIT)
        else:
            self.list.setFixedWidth(look().px(_LIST))
