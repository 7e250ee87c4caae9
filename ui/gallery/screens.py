"""Made-up screens: Today, Cases, Case, nothing there. They show how the kit is put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.gallery import samples
from ui.layout import Height, LayoutMode, Width
from ui.models.cells import Column, Text
from ui.models.record_table import RecordTableModel
from ui.models.row_list import Row, RowListModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.theme import look
from ui.widgets.bar_chart import BarChart, Legend, Series
from ui.widgets.basics import (
    Button,
    Card,
    ElidedLabel,
    IconButton,
    Label,
    Tag,
    column,
    line,
    row,
    scroll,
)
from ui.widgets.checks_panel import ChecksPanel, FoldedChecks
from ui.widgets.chips import FilterChips
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import (
    ComboField,
    DateField,
    FieldGroup,
    IdNumberField,
    LineField,
    PhoneField,
)
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.form import Form
from ui.widgets.search_field import SearchField
from ui.widgets.section_nav import SectionNav
from ui.widgets.stepper import Stepper
from ui.widgets.table import RecordList, RecordTable
from ui.widgets.tabs import TabsBar


def _list(rows: list[Row], name: str, *, fits: bool = True, row_high: int = 52) -> RecordList:
    model: RowListModel[Any] = RowListModel()
    model.set_list(rows)
    made = RecordList(model, name, fits=fits, row=row_high)
    model.setParent(made)
    return made


class TodayScreen(Screen):
    """01-today."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        px = look().px
        self._strip = FigureStrip("今日数字")
        self._strip.set_figures(
            [
                Figure(key=str(n), value=v, label=text, tone=tone)
                for n, (v, text, tone) in enumerate(
                    (
                        ("2", "逾期", "danger"),
                        ("4", "今天到期", "warn"),
                        ("4", "14 天内", "text"),
                        ("3", "今日调解", "text"),
                        ("3", "等我复核", "text"),
                        ("3", "可垫付未申请", "fund"),
                        ("6", "没有下一步", "text"),
                    )
                )
            ]
        )
        self.due = _list(samples.due_rows(), "待办与期限", fits=False)
        self.due.select(4)
        due_card = Card("待办与期限", flush=True)
        due_card.set_count(12)
        due_card.set_note("与我有关，按期限")
        due_card.body.addWidget(self.due)
        sessions = Card("今日调解", flush=True)
        sessions.set_count(3)
        sessions.set_note("本周 9 场")
        sessions.body.addWidget(_list(samples.session_rows(), "今日调解", row_high=60))
        review = Card("等我复核", flush=True)
        review.set_count(3)
        review.set_note("合计 63,092.70 元")
        review.body.addWidget(_list(samples.review_rows(), "等我复核", row_high=50))
        months = Card("今年各月")
        months.add_head_widget(Legend([("受理", "c1", False), ("结案", "c5", False)]))
        chart = BarChart("今年各月受理与结案", axis=False)
        chart.set_data(
            ["1月", "2", "3", "4", "5", "6月", "7", "8", "9", "10", "11月"],
            [
                Series(name="受理", values=(29, 34, 31, 36, 40, 37, 33, 42, 39, 44, 38)),
                Series(name="结案", values=(27, 30, 33, 32, 38, 36, 34, 37, 41, 40, 31), tone="c5"),
            ],
            strong=10,
        )
        months.body.addWidget(chart, 1)
        fund = Card("可垫付，尚未申请", icon="life-buoy", tone="fund", flush=True)
        fund.set_count(3)
        fund.body.addWidget(_list(samples.eligible_rows(), "可垫付，尚未申请", row_high=74))
        middle = column(sessions, review, gap=16)
        middle.addWidget(months, 1)
        right = column(fund, None, gap=16)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(px(16))
        self._columns.addWidget(due_card, 632)
        self._side = [QWidget(), QWidget()]
        for holder, layout, stretch in zip(self._side, (middle, right), (343, 311), strict=True):
            holder.setLayout(layout)
            self._columns.addWidget(holder, stretch)
        head = row(
            Label("11月24日 星期二", role="title"),
            8,
            Label("昨日以来：新受理 4 件，还款到账 1 笔", role="table", tone="text2"),
            None,
            Button("粘贴认定书登记", icon="clipboard-paste"),
            Button("新建案件", kind="primary", icon="plus"),
        )
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(px(16))
        self._outer.addLayout(head)
        self._outer.addWidget(self._strip)
        self._outer.addLayout(self._columns, 1)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._outer.setContentsMargins(pad, px(8 if mode.compact else 16), pad, pad)
        self._outer.setSpacing(px(mode.gap))
        self._strip.set_compact(mode.compact)
        self._side[0].setVisible(mode.width is Width.WIDE)

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("今日"),)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"),
            Key("Enter", "打开"),
            Key("Tab", "下一栏"),
            Key("N", "新建案件"),
            Key("Ctrl K", "命令"),
        )

    def first_focus(self) -> QWidget:
        return self.due


class CasesScreen(Screen):
    """02-cases, without the preview."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        px = look().px
        tabs = TabsBar("视图")
        tabs.set_tabs([("all", "全部"), ("mine", "我经办"), ("now", "调解中"), ("due", "期限临近")])
        for key, count in (("all", 403), ("mine", 42), ("now", 57), ("due", 8)):
            tabs.set_count(key, count)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        bar_row = row(
            tabs,
            None,
            Button("导出", kind="quiet", icon="download"),
            Button("新建案件", kind="primary", icon="plus"),
        )
        bar_row.setContentsMargins(px(24), 0, px(24), 0)
        bar.setLayout(bar_row)
        self.search_field = SearchField(hint="姓名、车牌、电话、证件尾号、案号")
        self.search_field.set_text("zg")
        chips = FilterChips()
        chips.set_filters(
            [
                ("stage", "阶段", "未结"),
                ("injury", "伤亡", "有人员受伤"),
                ("date", "事故时间", "近 6 个月"),
            ]
        )
        filters = row(
            self.search_field, chips, IconButton("columns-3", "列"), margins=(24, 10, 24, 10)
        )
        filters.setStretch(0, 2)
        filters.setStretch(1, 5)
        self.model: RecordTableModel[Any] = RecordTableModel(_case_columns(), self)
        self.model.set_rows(samples.case_rows())
        self.model.sort_key = "due"
        self.table = RecordTable(self.model, "案件")
        self.table.select(1)
        self.table.setProperty("keepsBar", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        plane = QWidget()
        plane.setProperty("plane", "surface")
        plane.setLayout(filters)
        outer.addWidget(plane)
        outer.addWidget(self.table, 1)

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("案件"),)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("/", "查找"),
            Key("↑ ↓", "选择"),
            Key("Enter", "打开"),
            Key("Space", "预览"),
            Key("F", "筛选"),
            Key("N", "新建"),
        )

    def first_focus(self) -> QWidget:
        return self.search_field


def _case_columns() -> list[Column[Any]]:
    return [
        Column(key="no", header="案号", cell=lambda r: Text(r[0], fixed=True), width=92),
        Column(key="parties", header="当事人", cell=lambda r: r[1], min_width=200),
        Column(
            key="when",
            header="事故时间",
            cell=lambda r: Text(r[2], fixed=True),
            width=104,
            give_way=1,
        ),
        Column(key="where", header="地点", cell=lambda r: Text(r[3]), width=166, give_way=2),
        Column(key="stage", header="阶段", cell=lambda r: r[4], width=92),
        Column(key="fund", header="基金", cell=lambda r: r[5], width=84),
        Column(key="due", header="期限", cell=lambda r: r[6], width=100, sortable=True),
        Column(key="who", header="经办", cell=lambda r: Text(r[7]), width=60, give_way=3),
    ]


class CaseScreen(Screen):
    """03-case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        px = look().px
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._number = Label("（2026）东道交调字第0187号", role="caption", tone="text2")
        tags = [
            Tag("受伤 1 人"),
            Tag("李建军主责"),
            Tag("一般程序"),
            Tag("垫付未还 12,600.00", "fund"),
        ]
        self._first = QWidget()
        self._first.setLayout(row(self._number, *tags, None))
        self.stepper = Stepper()
        self.stepper.set_tracks(samples.tracks())
        names = ElidedLabel("张国强 与 李建军、泰和财险东阿支公司", role="heading")
        acts = row(
            Label("还差 2 项，F8 逐项处理", role="caption", tone="danger"),
            IconButton("ellipsis", "更多", boxed=True),
            Button("拟定调解协议", kind="primary", icon="file-pen"),
        )
        grid = QGridLayout(head)
        grid.setContentsMargins(px(24), px(12), px(24), px(8))
        grid.setVerticalSpacing(px(4))
        grid.addWidget(self._first, 0, 0)
        grid.addWidget(names, 1, 0)
        grid.addLayout(acts, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.stepper, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.nav = SectionNav()
        self.nav.set_sections(samples.sections())
        self.nav.set_current("parties")
        self.form, body = _party_form()
        pane = scroll(body)
        self.checks = ChecksPanel()
        self.checks.set_checks(
            samples.checks(), must_title="打印协议前必须处理", passed=16, scope="全案"
        )
        self.checks.next_problem()
        self.folded = FoldedChecks()
        self.folded.set_counts(2, 3)
        across = QHBoxLayout()
        across.setSpacing(0)
        for each in (self.nav, line(True), pane, self.checks, self.folded):
            across.addWidget(each, 1 if each is pane else 0)
        plane = QWidget()
        plane.setProperty("plane", "surface")
        plane.setLayout(across)
        across.setContentsMargins(0, 0, 0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(plane, 1)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self.checks.setVisible(mode.width is Width.WIDE)
        self.folded.setVisible(mode.width is not Width.WIDE)
        self.nav.set_icons_only(mode.width is Width.NARROW)
        dashes = mode.width is Width.NARROW or mode.height is not Height.FULL
        self.stepper.set_dashes(dashes)
        self._first.setVisible(not dashes)

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        self.save_state_changed.emit("草稿已保存 09:41", True)

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("案件", Address.of("cases")), Crumb("2026-0187"))

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("Ctrl Enter", "下一步"),
            Key("F8", "下一处问题"),
            Key("Alt 1—9", "栏目"),
            Key("Ctrl P", "打印"),
            Key("Ctrl Z", "撤销"),
        )

    def first_focus(self) -> QWidget:
        field: QWidget = self.form.rows["account"].field
        return field


def _combo(name: str, text: str) -> ComboField:
    made = ComboField(name, [(1, text)])
    made.set_value(1)
    return made


def _line(text: str) -> LineField:
    made = LineField()
    made.set_value(text)
    return made


def _party_form() -> tuple[Form, QWidget]:
    cards = ChoiceCards("当事人", add="加一方")
    cards.set_choices(
        [
            Choice(key="a", name="张国强", note="受害人，骑行人，次责", errors=1),
            Choice(key="b", name="李建军", note="驾驶人，车主，主责"),
            Choice(key="c", name="泰和财险东阿支公司", note="保险人，交强、三者"),
            Choice(key="d", name="张丽", note="代理人，特别授权"),
        ]
    )
    form = Form()
    form.add_group("身份")
    form.add("name", "姓名", _line("张国强"))
    number = IdNumberField()
    number.set_value("371524198603152417")
    form.add("id", "证件", FieldGroup([(_combo("证件类型", "居民身份证"), 4), (number, 5)]))
    form.add_facts().set_facts(
        [("性别", "男"), ("出生", "1986-03-15"), ("事故时", "40 周岁"), ("户籍地", "东阿县")],
        "由证件号码得出，校验通过",
    )
    form.add("nation", "民族", _combo("民族", "汉族"))
    phone = PhoneField()
    phone.set_value("13856122417")
    form.add("phone", "联系电话", phone)
    form.add("home", "户籍地址", _line("东阿县铜城街道张庄村 62 号"))
    now = _line("同户籍地址")
    now.set_read_only(True)
    form.add("address", "现住址", now)
    form.add_group("事故中的情况", "只填一次，文书、计算、统计共用")
    form.add("role", "事故中", _combo("事故中", "电动自行车骑行人"))
    form.add("duty", "责任", _combo("责任", "次要责任"))
    form.add("care", "治疗", _combo("治疗", "治疗终结"))
    day = DateField()
    day.set_value(date(2026, 11, 5))
    form.add("grade", "定残", FieldGroup([(_combo("等级", "十级"), 1), (day, 1)]))
    served = DateField()
    served.set_value(date(2026, 10, 16))
    form.add("served", "认定书送达", served)
    form.add("income", "工作收入", _line("建筑工，无固定收入")).set_warning("缺收入证明")
    form.add_group("收款账户")
    form.add("payee", "收款户名", _line("张国强"))
    form.add("bank", "开户行", _line("东阿农商银行铜城支行"))
    form.add("account", "收款账号", LineField(), required=True).set_error("打印协议前必须填写")
    form.add("pay", "付款方式", _combo("付款方式", "银行转账"))
    body = QWidget()
    body.setProperty("plane", "surface")
    title = row(
        Label("当事人", role="section"),
        Label("4 方，缺 1 项", role="table", tone="text2"),
        None,
        Button("扫描证件", kind="quiet", icon="scan-line"),
        Button("从认定书填入", kind="quiet", icon="clipboard-paste"),
    )
    inner = column(gap=10, margins=(24, 14, 24, 24))
    inner.addLayout(title)
    inner.addWidget(cards)
    inner.addWidget(form)
    inner.addStretch(1)
    body.setLayout(inner)
    return form, body


class EmptyScreen(Screen):
    """11-empty."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        nothing = desk.navigator.back
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        state = EmptyState(
            "还没有案件",
            "粘贴认定书，事故、当事人、车辆、责任自动填好，核对后即可受理。",
            primary=("粘贴认定书登记", "clipboard-paste", nothing),
            others=(("手工登记", "", nothing), ("从 Excel 导入", "", nothing)),
            keys=(("Ctrl V", "在任何页面粘贴认定书"), ("N", "手工登记"), ("F1", "五分钟上手")),
            link=("装入示例案件看一看", nothing),
        )
        state.setProperty("plane", "surface")
        state.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer.addWidget(state)

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("案件"),)
