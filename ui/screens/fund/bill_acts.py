"""Deciding bill lines by keyboard and menu: one line, a range, all of a kind; each act undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from mediation_app.domain.bill_lines import (
    Lines,
    approved,
    at_price,
    cut,
    each,
    like,
    undecided,
)
from mediation_app.domain.fund import BillLine
from mediation_app.domain.money import Money
from ui.dialogs.sheet import Sheet
from ui.widgets.basics import Button
from ui.widgets.fields import MoneyField
from ui.widgets.form import Form

DEPTH = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the menu: the key that does it, its words, what it does to the chosen lines."""

    key: str
    text: str
    run: Callable[[], object]


class PriceSheet(Sheet):
    """``taken(price)``: the unit price the list of charges allows."""

    taken = Signal(object)

    def __init__(self, lines: Lines) -> None:
        many = f"所选 {len(lines)} 行" if len(lines) > 1 else lines[0].name
        super().__init__("按收费标准核定", f"{many}，高于标准的部分核减（K03）", width=560)
        self.form = Form(most_columns=1)
        self.form.add("price", "标准单价", MoneyField("标准单价"), required=True, note="元")
        self.form.finished.connect(self._take)
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("核定", kind="primary", on_click=self._take), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["price"].field
        return field

    def _take(self) -> None:
        price = self.form.values()["price"]
        if price is None:
            self.form.set_errors({"price": "填写标准单价"})
            return
        self.close_sheet()
        self.taken.emit(price)


class BillActs(QObject):
    """What may be done to the lines, and what was: ``lines`` gives them, ``put`` takes the new
    ones, ``chosen`` the selected ones, ``codes`` the reasons for a reduction."""

    def __init__(
        self,
        parent: QWidget,
        *,
        lines: Callable[[], Lines],
        put: Callable[[Lines], object],
        chosen: Callable[[], Lines],
        codes: Callable[[], dict[str, str]],
        show_sheet: Callable[[Sheet], object],
    ) -> None:
        super().__init__(parent)
        self._lines, self._put, self._chosen = lines, put, chosen
        self._codes, self._show_sheet = codes, show_sheet
        self._before: list[Lines] = []
        self._after: list[Lines] = []
        self.last: BillLine | None = None

    # --- acts ---------------------------------------------------------------------------------

    def change(self, new: Lines) -> bool:
        """Put new lines in the place of the present ones, to be undone."""
        old = self._lines()
        if new == old:
            return False
        self._before = [*self._before[-DEPTH:], old]
        self._after = []
        self._put(new)
        return True

    def approve(self) -> None:
        """The chosen lines in full; when all of them are already, open again."""
        chosen = self._chosen()
        done = all(line.decided and not line.reduced for line in chosen)
        self._do(undecided if done else approved)

    def cut(self, code: str) -> None:
        """The chosen lines taken off whole."""
        self._do(partial(cut, code=code))

    def reopen(self) -> None:
        """The chosen lines without a decision."""
        self._do(undecided)

    def ask_price(self) -> None:
        """The chosen lines at the price that is allowed."""
        chosen = self._chosen()
        if chosen:
            sheet = PriceSheet(chosen)
            sheet.taken.connect(partial(self._at_price, {line.id for line in chosen}))
            self._show_sheet(sheet)

    def _at_price(self, keys: set[str], price: Money) -> None:
        self.change(each(self._lines(), keys, lambda line: at_price(line, price)))

    def like_this(self) -> int:
        """The decision on the chosen line for all open ones of its kind; how many that were."""
        chosen = self._chosen()
        if not chosen or not chosen[0].decided:
            return 0
        old = self._lines()
        new = like(old, chosen[0])
        count = sum(1 for a, b in zip(old, new, strict=True) if a is not b)
        if count:
            self.change(new)
        return count

    def approve_rest(self) -> None:
        """Everything that is still open, in full."""
        self.change(tuple(line if line.decided else approved(line) for line in self._lines()))

    def _do(self, act: Callable[[BillLine], BillLine]) -> None:
        keys = {line.id for line in self._chosen()}
        if keys:
            self.change(each(self._lines(), keys, act))

    # --- undo ---------------------------------------------------------------------------------

    def undo(self) -> bool:
        """Take the last act back; False when there is none."""
        if not self._before:
            return False
        self._after.append(self._lines())
        self._put(self._before.pop())
        return True

    def redo(self) -> bool:
        """Do again what was taken back; False when there is nothing."""
        if not self._after:
            return False
        self._before.append(self._lines())
        self._put(self._after.pop())
        return True

    def forget(self) -> None:
        """Another application is shown: nothing of the old one is undone on it."""
        self._before, self._after = [], []

    # --- keys and menu ------------------------------------------------------------------------

    def acts(self) -> list[Act]:
        """Everything that may be done to the chosen lines, with its key."""
        found = [Act("Space", "全额核准", self.approve)]
        for number, (code, words) in enumerate(self._codes().items()):
            key = str((number + 1) % 10) if number < 10 else ""
            found.append(Act(key, f"全部核减：{code} {words}", partial(self.cut, code)))
        found += [
            Act("P", "按标准单价核定…", self.ask_price),
            Act("S", "同类照此核定", self.like_this),
            Act("U", "取消核定", self.reopen),
        ]
        return found

    def press(self, letter: str) -> bool:
        """Act on a single letter or digit; False when it means nothing."""
        act = next((act for act in self.acts() if act.key.lower() == letter), None)
        if act is None:
            return False
        act.run()
        return True

    def menu(self, parent: QWidget) -> QMenu:
        """The acts as a menu; the key stands beside each."""
        made = QMenu(parent)
        for act in self.acts():
            made.addAction(f"{act.text}\t{act.key}", act.run)
        return made
