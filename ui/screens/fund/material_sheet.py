"""What is said of one material: original or copy, how many, pages, or why it is not needed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import Material
from ui.dialogs.sheet import Sheet
from ui.widgets.basics import Button
from ui.widgets.fields import CheckField, ComboField, IntegerField, LineField
from ui.widgets.form import Form

_ORIGINAL = ("original", "原件")
_COPY = ("copy", "复印件")


class MaterialSheet(Sheet):
    """``taken(material)``: the material as it shall be."""

    taken = Signal(object)

    def __init__(self, material: Material) -> None:
        super().__init__(material.name, "收件回执按这里的份数和页数打印")
        self._material = material
        self.form = Form(most_columns=1)
        add = self.form.add
        add("present", "", CheckField("已收到"))
        add("form", "形式", ComboField("形式", [_ORIGINAL, _COPY]))
        add("copies", "份数", IntegerField("份数", least=1, most=99))
        add("pages", "页数", IntegerField("页数", least=1, most=9999))
        add("note", "备注", LineField("备注"))
        add(
            "waived_reason",
            "免予提交",
            LineField("免予提交的理由", hint="不需要这项材料时写明理由"),
        )
        self.form.set_values(
            {
                "present": material.present,
                "form": "original" if material.original else "copy",
                "copies": material.copies,
                "pages": material.pages,
                "note": material.note,
                "waived_reason": material.waived_reason,
            }
        )
        self.form.finished.connect(self._take)
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("保存", kind="primary", on_click=self._take), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["form"].field
        return field

    def _take(self) -> None:
        values = self.form.values()
        new = replace(
            self._material,
            present=bool(values["present"]),
            original=values["form"] == "original",
            copies=values["copies"] or 1,
            pages=values["pages"],
            note=(values["note"] or "").strip(),
            waived_reason=(values["waived_reason"] or "").strip(),
        )
        self.close_sheet()
        self.taken.emit(new)
