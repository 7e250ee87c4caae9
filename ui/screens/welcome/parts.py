"""The pages of the wizard: each shows what was entered and answers with what is entered now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout, QWidget

from mediation_app.domain.offices import Role
from mediation_app.services.office import OfficeFacts
from mediation_app.services.people import PersonFacts
from ui.screens.welcome.plan import DESK_ROLES, Entered, number_lines, prefix_for
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, row
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.fields import CheckField, ComboField, LineField, PhoneField
from ui.widgets.form import Form

HERE, SERVER = "here", "server"
_SPARE_ROWS = 5


class Part(QWidget):
    """One page: ``show_entered`` fills it, ``entered`` reads it, ``show_problems`` marks it."""

    title = ""
    note = ""
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.form = Form(most_columns=1)
        self.form.changed.connect(self._changed)

    def _changed(self, key: str) -> None:
        del key
        self.changed.emit()

    def show_entered(self, entered: Entered) -> None:
        """Show what was entered before."""

    def entered(self, before: Entered) -> Entered:
        """``before`` with what stands here now."""
        return before

    def show_problems(self, found: Mapping[str, str]) -> None:
        """Mark the fields and put the focus into the first."""
        self.form.set_errors(dict(found))
        for key in found:
            if self.form.focus(key):
                return

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is shown."""
        for made in self.form.rows.values():
            field: QWidget = made.field
            return field
        return None


class UsePart(Part):
    """使用方式."""

    title = "使用方式"
    note = "以后可以把本机数据搬到服务器，不用重新登记。"

    def __init__(self, data_dir: str) -> None:
        super().__init__()
        self.cards = ChoiceCards("使用方式")
        self.cards.set_choices(
            [
                Choice(key=HERE, name="本机使用", note="一台电脑，数据在本机"),
                Choice(key=SERVER, name="多台电脑共用", note="数据在单位的数据库服务器"),
            ]
        )
        self.cards.chosen.connect(self._choose)
        self.column.addWidget(self.cards)
        self.place = Label(f"数据文件夹：{data_dir}", role="table", tone="text2", wrap=True)
        self.column.addWidget(self.place)
        self.server = LineField("服务器地址", hint="postgresql://用户:密码@地址/库名", longest=400)
        self.form.add("server", "服务器", self.server)
        self.column.addWidget(self.form)
        self._choose(HERE)

    def _choose(self, key: str) -> None:
        self._key = key
        self.cards.set_current(key)
        self.form.setVisible(key == SERVER)
        self.place.setVisible(key == HERE)
        self.changed.emit()

    def show_entered(self, entered: Entered) -> None:
        self.server.set_value(entered.server)
        self._choose(SERVER if entered.server else HERE)

    def entered(self, before: Entered) -> Entered:
        return replace(before, server=self.server.value() if self._key == SERVER else "")

    def first_focus(self) -> QWidget | None:
        return self.cards


class OfficePart(Part):
    """单位与文号 (picture 08)."""

    title = "单位与文号"
    note = "印在每份文书上，填一次就够。"

    def __init__(self, year: int) -> None:
        super().__init__()
        self._regions: dict[str, str] = {}
        self._proposed: dict[str, str] = {}
        self._year = year
        add = self.form.add
        add("name", "单位全称", LineField(longest=100), required=True)
        add("short_name", "简称", LineField(longest=40), note="页眉、通知用")
        self._region = ComboField("行政区划")
        add("jurisdiction", "行政区划", self._region, required=True)
        add(
            "number_prefix",
            "文号字头",
            LineField(longest=20),
            required=True,
            note="4 位顺序号，按年归零",
        )
        self._preview = QFrame()
        self._preview.setProperty("frame", "soft")
        self._preview.setProperty("tone", "neutral")
        self._lines = QVBoxLayout(self._preview)
        self._numbers = [
            (Label("", role="table", tone="text2"), Label("", role="strong"), Label("", role="caption", tone="text3"))
            for _ in range(3)
        ]  # fmt: skip
        self._lines.addWidget(Label("文号预览", role="caption", tone="text2"))
        for what, number, more in self._numbers:
            self._lines.addLayout(row(what, 12, number, None, more))
        self.form.add_widget(self._preview)
        add("address", "联系地址", LineField(longest=200))
        add("phone", "联系电话", PhoneField())
        add("on_duty_all_day", "值守", CheckField("24 小时值守"))
        add("court", "司法确认法院", LineField(longest=100))
        add("fund_manager", "基金管理机构", LineField(longest=100))
        self.column.addWidget(self.form)
        self.form.edited.connect(self._propose)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._lines.setContentsMargins(px(16), px(12), px(16), px(12))
        for what, _, _ in self._numbers:
            what.setMinimumWidth(px(84))

    def set_regions(self, regions: Sequence[tuple[str, str]]) -> None:
        """The places to choose from; what was typed meanwhile stays."""
        self._regions = dict(regions)
        chosen = self._region.value()
        self._region.set_choices([(code, f"{name} {code}") for code, name in regions])
        self._region.set_value(chosen)

    def _propose(self, key: str) -> None:
        """The county's name proposes the words of the number and the court.

        A proposal that was not touched follows when another county is chosen.
        """
        values = self.form.values()
        name = self._regions.get(values["jurisdiction"] or "", "")
        if key == "jurisdiction" and name:
            fresh = {"number_prefix": prefix_for(name), "court": f"{name}人民法院"}
            for field, text in fresh.items():
                if not values[field] or values[field] == self._proposed.get(field):
                    self.form.set_values({field: text})
                    self._proposed[field] = text
        self._show_numbers()

    def _changed(self, key: str) -> None:
        super()._changed(key)
        if key == "jurisdiction":
            self._propose(key)
        self._show_numbers()

    def _show_numbers(self) -> None:
        lines = number_lines(
            self._facts(OfficeFacts(name="", jurisdiction="", number_prefix="")), self._year
        )
        self._preview.setVisible(bool(lines))
        for labels, texts in zip(self._numbers, lines, strict=False):
            for label, text in zip(labels, texts, strict=True):
                label.setText(text)

    def _facts(self, before: OfficeFacts) -> OfficeFacts:
        values: dict[str, Any] = {k: value or "" for k, value in self.form.values().items()}
        values["on_duty_all_day"] = bool(values["on_duty_all_day"])
        return replace(before, **values)

    def show_entered(self, entered: Entered) -> None:
        office = entered.office
        self.form.set_values({key: getattr(office, key) or None for key in self.form.rows})
        self.form.set_values({"on_duty_all_day": office.on_duty_all_day})
        self._show_numbers()

    def entered(self, before: Entered) -> Entered:
        return replace(before, office=self._facts(before.office))


class PeoplePart(Part):
    """人员与岗位: the administrator, and whoever else is known already."""

    title = "人员与岗位"
    note = "管理员只管理单位和人员，不办业务。经办、复核、审批、拨付须是不同的人。"

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self.form.changed.connect(self._changed)
        self.form.add_group("管理员")
        self.form.add("admin_name", "姓名", LineField(longest=60), required=True)
        self.form.add("admin_login", "登录名", LineField(longest=32), required=True)
        for key, label in (("password", "密码"), ("again", "再输一次")):
            field = LineField(label, longest=256)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            self.form.add(key, label, field, required=True)
        self.form.add_group(
            "其他人员", "可以以后在“设置”里添加；首次密码都是管理员的密码，登录后须改"
        )
        roles = [(role, role.label) for role in DESK_ROLES]
        for number in range(_SPARE_ROWS):
            self.form.add(f"name{number}", "姓名", LineField(longest=60))
            self.form.add(f"login{number}", "登录名", LineField(longest=32))
            self.form.add(f"role{number}", "岗位", ComboField("岗位", choices=roles), wide=True)
        self.column.addWidget(self.form)

    def show_entered(self, entered: Entered) -> None:
        self.form.set_values(
            {
                "admin_name": entered.admin_name, "admin_login": entered.admin_login,
                "password": entered.password, "again": entered.again,
            }
        )  # fmt: skip
        for number, person in enumerate(entered.people[:_SPARE_ROWS]):
            role = Role(person.roles[0]) if person.roles else None
            self.form.set_values(
                {
                    f"name{number}": person.name,
                    f"login{number}": person.login,
                    f"role{number}": role,
                }
            )

    def entered(self, before: Entered) -> Entered:
        values = self.form.values()
        people = [
            PersonFacts(
                name=values[f"name{number}"],
                login=values[f"login{number}"].lower(),
                roles=(values[f"role{number}"].value,) if values[f"role{number}"] else (),
            )
            for number in range(_SPARE_ROWS)
            if values[f"name{number}"] or values[f"login{number}"]
        ]
        return replace(
            before, admin_name=values["admin_name"], admin_login=values["admin_login"].lower(),
            password=self.form.rows["password"].field.text(),
            again=self.form.rows["again"].field.text(), people=tuple(people),
        )  # fmt: skip


class RulesPart(Part):
    """规则、标准、节假日: what the program brings, and what is doubtful in it."""

    title = "规则、标准、节假日"
    note = (
        "法条、限额、标准和节假日都是带日期和出处的数据，存疑的标注待核实，不会当作定论印在文书上。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.facts = Form(most_columns=1)
        self._labels: dict[str, Label] = {}
        for key, label in (
            ("version", "规则"), ("unverified", "待核实"), ("holidays", "节假日"), ("standards", "年度标准"),
        ):  # fmt: skip
            made = Label("", role="body", wrap=True)
            self._labels[key] = made
            name = Label(label, role="body", tone="text2")
            name.setFixedWidth(look().px(88))
            self.column.addLayout(row(name, 8, made, None))

    def put(self, facts: Mapping[str, str]) -> None:
        """Show what the rule book answers."""
        for key, text in facts.items():
            self._labels[key].setText(text)


class BackupPart(Part):
    """备份."""

    title = "备份"
    note = "每次备份是一个文件，存完即核验。放在另一块硬盘或 U 盘上，不要只放在本机数据旁边。"

    def __init__(self) -> None:
        super().__init__()
        self.form.add("backup_folder", "备份文件夹", LineField(longest=400))
        self.column.addWidget(self.form)
        self.column.addLayout(
            row(Button("选择文件夹", icon="folder-open", on_click=self._choose), None)
        )

    def _choose(self) -> None:
        start = self.form.rows["backup_folder"].field.value() or str(Path.home())
        folder = QFileDialog.getExistingDirectory(self, "选择备份文件夹", start)
        if folder:
            self.form.set_values({"backup_folder": folder})

    def show_entered(self, entered: Entered) -> None:
        self.form.set_values({"backup_folder": entered.backup_folder})

    def entered(self, before: Entered) -> Entered:
        values: dict[str, Any] = self.form.values()
        return replace(before, backup_folder=values["backup_folder"])
