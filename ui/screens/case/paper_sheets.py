"""What lies over the papers: editions and prints, a file that came back, reasons, the check-up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from mediation_app.domain.moments import local_moment
from mediation_app.errors import AppError, Reason
from mediation_app.messages import text_of, text_of_reason
from ui.dialogs.sheet import Sheet
from ui.theme import look
from ui.widgets.basics import Button, IconMark, Label, Tag, line, row
from ui.widgets.fields.text_field import TextField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.domain.papers import Paper
    from mediation_app.services.paper_lists import Difference, Edition, Printed, Returned, Trouble

_MOST_CHANGES = 12
_MOST_FINDINGS = 6
_LONG = 60  # characters of a text that was put in or taken out


def changed_text(change: Difference) -> str:
    """„赔偿总额：43,540.00 → 45,000.00“."""
    lead = f"{change.where}：" if change.where else ""
    if not change.before:
        return f"{lead}增加“{_cut(change.after)}”"
    if not change.after:
        return f"{lead}删去“{_cut(change.before)}”"
    return f"{lead}{_cut(change.before)} → {_cut(change.after)}"


def printed_text(printed: Printed) -> str:
    """Who printed how many copies, when, and why in spite of warnings."""
    moment = local_moment(printed.moment)
    parts = [f"{moment:%Y-%m-%d %H:%M} {printed.person}打印 {printed.copies} 份"]
    if printed.old:
        parts.append("旧版重印")
    if printed.reason:
        parts.append(f"理由：{printed.reason}")
    return "，".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


class EditionsSheet(Sheet):
    """``open_wanted(paper)``, ``print_wanted(paper)`` for one edition."""

    open_wanted = Signal(object)
    print_wanted = Signal(object)

    def __init__(self, title: str, editions: Sequence[Edition]) -> None:
        super().__init__("版本和打印记录", f"{title}，每一版按生成时原样保存", width=680)
        for number, edition in enumerate(editions):
            if number:
                self.body.addWidget(line())
            self._edition(edition)
        close = Button("关闭", kind="primary", on_click=self.close_sheet)
        self.add_button(close, default=True)

    def _edition(self, edition: Edition) -> None:
        paper = edition.paper
        name = f"第 {paper.edition} 版"
        issued = f"{paper.issued_on:%Y-%m-%d} 生成，" if paper.issued_on else ""
        widgets: list[QWidget | int | None] = [Label(name, role="bodyStrong")]
        if edition.is_last:
            widgets.append(Tag("现行", "ok"))
        if paper.edited:
            widgets.append(Tag("人工修改", "warn"))
        about = f"{issued}{paper.pages} 页，模板 {paper.template_version} 版"
        widgets += [Label(about, role="table", tone="text2"), None]
        if paper.pdf_sha256:
            widgets += [
                self._act("打开", name, self.open_wanted, paper),
                self._act("打印", name, self.print_wanted, paper),
            ]
        self.body.addLayout(row(*widgets, gap=10))
        for change in edition.changes[:_MOST_CHANGES]:
            self.body.addWidget(Label(changed_text(change), role="table", wrap=True))
        rest = len(edition.changes) - _MOST_CHANGES
        if rest > 0:
            self.body.addWidget(Label(f"另有 {rest} 处改动", role="table", tone="text2"))
        for printed in edition.prints:
            words = Label(printed_text(printed), role="caption", tone="text2", wrap=True)
            self.body.addWidget(words)
        if not edition.prints:
            self.body.addWidget(Label("没有打印", role="caption", tone="text3"))

    def _act(self, verb: str, name: str, signal: SignalInstance, paper: Paper) -> Button:
        button = Button(verb, kind="link", on_click=partial(self._emit, signal, paper))
        button.setAccessibleName(f"{verb}{name}")
        return button

    def _emit(self, signal: SignalInstance, paper: Paper) -> None:
        self.close_sheet()
        signal.emit(paper)


class ReturnedSheet(Sheet):
    """A file that came back from Word: what was changed. ``kept()`` when it is to be kept."""

    kept = Signal()

    def __init__(self, looked: Returned) -> None:
        what = f"{looked.title}，存为第 {looked.edition} 版并标明人工修改，共 {looked.pages} 页"
        super().__init__("收回修改件", what, width=680)
        self.group(
            "不能保存", "octagon-x", "danger",
            [text_of_reason(each) for each in looked.findings if each.blocking],
        )  # fmt: skip
        self.group(
            "与案情不一致", "triangle-alert", "warn", [changed_text(each) for each in looked.facts]
        )
        self.group("文字改动", "pencil", "text2", [changed_text(each) for each in looked.wording])
        notes = [text_of_reason(each) for each in looked.findings if not each.blocking]
        self.group("提示", "triangle-alert", "warn", notes, most=_MOST_FINDINGS)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.keep = Button(f"存为第 {looked.edition} 版", kind="primary", on_click=self._keep)
        self.keep.setEnabled(looked.can_keep)
        self.add_button(self.keep, default=True)

    def group(
        self, title: str, icon: str, tone: str, lines: Sequence[str], *, most: int = 20
    ) -> None:
        """A heading with its lines; nothing without lines."""
        if not lines:
            return
        head = Label(f"{title} {len(lines)} 处", role="bodyStrong")
        self.body.addLayout(row(IconMark(icon, tone), head, None))
        for text in lines[:most]:
            self.body.addWidget(Label(text, role="table", wrap=True))
        if len(lines) > most:
            more = Label(f"另有 {len(lines) - most} 处", role="table", tone="text2")
            self.body.addWidget(more)

    def _keep(self) -> None:
        self.keep.setEnabled(False)
        self.kept.emit()

    def refuse(self, error: AppError) -> None:
        """The service refused."""
        self.keep.setEnabled(True)
        self.trouble.setText(text_of(error))
        self.trouble.show()
        self.adjustSize()


class ReasonSheet(Sheet):
    """Warnings before printing: ``given(reason)``, or ``place_wanted(place)`` to mend one."""

    given = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, title: str, warnings: Sequence[Reason]) -> None:
        super().__init__(
            f"{title}有 {len(warnings)} 项提醒", "处理后再打印，或者写明理由，理由记入打印记录",
            width=640,
        )  # fmt: skip
        for reason in warnings:
            text = text_of_reason(reason)
            words = Label(text, role="table", wrap=True)
            widgets: list[QWidget | int | None] = [IconMark("triangle-alert", "warn"), words]
            if reason.place:
                widgets.append(self._link(reason.place, text))
            laid = row(*widgets)
            laid.setStretch(1, 1)
            self.body.addLayout(laid)
        self.form = Form(most_columns=1)
        self.reason = TextField("继续打印的理由", lines=2)
        self.form.add("reason", "理由", self.reason, required=True)
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("继续打印", kind="primary", on_click=self._go), default=True)

    def _link(self, place: str, text: str) -> Button:
        button = Button("去处理", kind="link", on_click=partial(self._leave, place))
        button.setAccessibleName(f"{text}，去处理")
        return button

    def _leave(self, place: str) -> None:
        self.close_sheet()
        self.place_wanted.emit(place)

    def first_focus(self) -> QWidget | None:
        return self.reason

    def _go(self) -> None:
        if not self.reason.value():
            self.form.set_errors({"reason": "理由未填写"})
            self.form.focus("reason")
            return
        self.close_sheet()
        self.given.emit(self.reason.value())


class CheckupSheet(Sheet):
    """文书体检: what speaks against each paper. ``place_wanted(place)`` jumps there."""

    place_wanted = Signal(str)

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        must = sum(1 for each in troubles if each.reason.blocking)
        counts = ((must, "项必须处理"), (len(troubles) - must, "项提醒"))
        told = "，".join(f"{count} {what}" for count, what in counts if count) or "没有发现问题"
        super().__init__("文书体检", told, width=720)
        ordered = sorted(troubles, key=_title)
        titles = list(dict.fromkeys(each.title for each in troubles))
        groups = {title: list(found) for title, found in groupby(ordered, _title)}
        for title in titles:
            self.body.addWidget(Label(title, role="bodyStrong"))
            for each in groups[title]:
                self._trouble(each)
            self.body.addSpacing(look().px(8))
        close = Button("关闭", kind="primary", on_click=self.close_sheet)
        self.add_button(close, default=True)

    def _trouble(self, each: Trouble) -> None:
        text = text_of_reason(each.reason)
        icon = ("octagon-x", "danger") if each.reason.blocking else ("triangle-alert", "warn")
        widgets: list[QWidget | int | None] = [
            IconMark(*icon), Label(text, role="table", wrap=True)
        ]  # fmt: skip
        if each.reason.place:
            button = Button("去处理", kind="link", on_click=partial(self._leave, each.reason.place))
            button.setAccessibleName(f"{text}，去处理")
            widgets.append(button)
        laid = row(*widgets)
        laid.setStretch(1, 1)
        self.body.addLayout(laid)

    def _leave(self, place: str) -> None:
        self.close_sheet()
        self.place_wanted.emit(place)


def _title(trouble: Trouble) -> str:
    return trouble.title
