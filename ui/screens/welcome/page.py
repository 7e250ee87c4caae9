"""The wizard's page: shows one part after the other and stores everything at the end, at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.offices import Actor
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.people import PersonFacts
from ui import preferences
from ui.desk import Desk
from ui.screens.welcome.parts import BackupPart, OfficePart, Part, PeoplePart, RulesPart, UsePart
from ui.screens.welcome.plan import STEPS, Entered, problems
from ui.screens.welcome.side_steps import SideSteps
from ui.session import Gate
from ui.shell.entrance import Side
from ui.tasks import JobControl
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, row, scroll

_DEMO_CASES, _DEMO_SEED, _DEMO_LOGIN = 300, 2026, "lixue"


class WelcomePage(QWidget):
    """``entered(actor)`` when the office stands; ``moved(place)`` when the data lie elsewhere."""

    entered = Signal(object)
    moved = Signal(str)
    wide = True  # asked by the entrance

    def __init__(self, desk: Desk, gate: Gate, side: Side) -> None:
        super().__init__()
        self._desk, self._gate, self._side = desk, gate, side
        self._so_far = Entered()
        self._now = 0
        side.subtitle.setText("首次使用，约 10 分钟")
        side.foot.setText("以后都可在“设置”里改\n数据只存在本机，不上网")
        self.steps = SideSteps([title for _, title in STEPS])
        side.middle.addSpacing(look().px(24))
        side.middle.addWidget(self.steps)
        self.rules = RulesPart()
        self.office = OfficePart(today(desk.clock).year)
        self.parts: list[Part] = [
            UsePart(str(gate.place)), self.office, PeoplePart(), self.rules, BackupPart(),
        ]  # fmt: skip
        self._build()
        desk.tasks.read(self, self._load_rules, done=self._rules_loaded)
        self._show(0)

    def _build(self) -> None:
        self.title = Label("", role="title")
        self.note = Label("", role="table", tone="text2", wrap=True)
        self.stack = QStackedWidget()
        self.stack.setProperty("plane", "surface")
        for part in self.parts:
            part.column.addStretch(1)
            self.stack.addWidget(part)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.skip = Button("跳过，先看示例", kind="link", on_click=self._build_demo)
        self.before = Button("上一步", big=True, on_click=self.go_back)
        self.forward = Button("", kind="primary", big=True, on_click=self.go_on)
        self._column = QWidget()
        inside = QVBoxLayout(self._column)
        inside.setContentsMargins(0, 0, 0, 0)
        self.where = Label("", role="caption", tone="text3")
        inside.addLayout(row(self.title, None, self.where))
        inside.addWidget(self.note)
        inside.addSpacing(look().px(16))
        inside.addWidget(scroll(self.stack), 1)
        inside.addWidget(self.problem)
        inside.addLayout(row(self.skip, None, self.before, 8, self.forward))
        outer = QVBoxLayout(self)
        outer.addWidget(self._column, 1, Qt.AlignmentFlag.AlignHCenter)
        self._outer = outer
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        low = self.height() < px(620)
        self._column.setFixedWidth(px(720))
        self._outer.setContentsMargins(px(24), px(20 if low else 56), px(24), px(16 if low else 32))

    def hasHeightForWidth(self) -> bool:
        """It scrolls inside, so that its foot stays in view: any height will do."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relook()

    # --- what the program brings ----------------------------------------------------------------

    def _load_rules(self) -> tuple[list[tuple[str, str]], dict[str, str]]:
        book = self._gate.wait().context.rulebook
        regions = [
            (code, entry.label) for code, entry in book.codes("regions").items() if len(code) == 6
        ]
        day = today(self._desk.clock)
        years = "、".join(str(year) for year in book.calendar().years)
        newest = max((one.stat_year for one in book.standards()), default=0)
        late = f"，缺 {day.year - 1} 年，公布后录入" if newest < day.year - 1 else ""
        return regions, {
            "version": book.version,
            "unverified": f"{book.unverified_count} 项，用到时逐项标出",
            "holidays": f"{years} 年已备，缺的年度到期前会提示导入",
            "standards": f"最新 {newest} 年{late}",
        }

    def _rules_loaded(self, found: tuple[list[tuple[str, str]], dict[str, str]]) -> None:
        regions, facts = found
        self.office.set_regions(regions)
        self.rules.put(facts)

    # --- walking --------------------------------------------------------------------------------

    def _show(self, number: int) -> None:
        self._now = number
        part = self.parts[number]
        part.show_entered(self._so_far)
        self.stack.setCurrentWidget(part)
        self.title.setText(part.title)
        self.where.setText(f"第 {number + 1} 步，共 {len(STEPS)} 步")
        self.note.setText(part.note)
        self.problem.setText("")
        self.steps.set_now(number)
        self.before.setVisible(number > 0)
        last = number == len(STEPS) - 1
        self.forward.setText("完成，进入工作台" if last else f"下一步：{STEPS[number + 1][1]}")
        self._focus_first()

    def _focus_first(self) -> None:
        focus = self.parts[self._now].first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_first()  # what was asked for before the page had a window is forgotten

    def go_on(self) -> None:
        """Next step, if nothing is wrong on this one; after the last, store everything."""
        part = self.parts[self._now]
        self._so_far = part.entered(self._so_far)
        key = STEPS[self._now][0]
        found = problems(key, self._so_far)
        part.show_problems(found)
        fields = self.parts[self._now].form.rows
        self.problem.setText("；".join(text for key, text in found.items() if key not in fields))
        if found:
            return
        if key == "use" and self._so_far.server:
            self.moved.emit(self._so_far.server)
            return
        self._note_step()
        if self._now + 1 < len(STEPS):
            self._show(self._now + 1)
        else:
            self._store()

    def _note_step(self) -> None:
        entered = self._so_far
        words = {
            0: "本机使用", 1: entered.office.short_name or entered.office.name,
            2: f"{len(entered.people) + 1} 人", 3: "已看过", 4: "",
        }  # fmt: skip
        self.steps.set_note(self._now, words[self._now])

    def go_back(self) -> None:
        """The step before; what was typed here stays."""
        if self._now:
            self._so_far = self.parts[self._now].entered(self._so_far)
            self._show(self._now - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # --- storing --------------------------------------------------------------------------------

    def _busy(self, busy: bool) -> None:
        for button in (self.forward, self.before, self.skip):
            button.setEnabled(not busy)

    def _store(self) -> None:
        self._busy(True)
        self._desk.tasks.write(self, self._store_job, done=self._stored, failed=self._refused)

    def _store_job(self) -> Actor:
        bench, entered = self._gate.wait(), self._so_far
        admin = PersonFacts(login=entered.admin_login, name=entered.admin_name)
        signed = bench.people.first_run(entered.office, admin, entered.password).value
        for person in entered.people:
            # the administrator's password is known to more than one: it opens the door once
            bench.people.add(signed.actor, person, password=entered.password, must_change=True)
        bench.reload_rules()
        self._gate.office = bench.office.known()
        return signed.actor

    def _stored(self, actor: Actor) -> None:
        likes = preferences.load()
        preferences.change(
            likes, last_login=self._so_far.admin_login, backup_folder=self._so_far.backup_folder
        )
        self._so_far = replace(self._so_far, password="", again="")
        self.entered.emit(actor)

    def _refused(self, trouble: AppError) -> None:
        self._busy(False)
        self._show(self._now)
        self.problem.setText(text_of(trouble))

    # --- the demo office ------------------------------------------------------------------------

    def _build_demo(self) -> None:
        self._busy(True)
        self.problem.setText("")
        self.forward.setText("正在生成示例单位")
        self._desk.tasks.long(
            self, self._demo_job, title="生成示例单位", done=self._stored_demo, failed=self._refused,
            progress=self._demo_progress,
        )  # fmt: skip

    def _demo_job(self, control: JobControl) -> Actor:
        from mediation_app.services.demo.office import build_office, demo_actor

        bench = self._gate.wait()
        build_office(bench, cases=_DEMO_CASES, seed=_DEMO_SEED, progress=control.progress)
        bench.reload_rules()
        self._gate.office = bench.office.known()
        return demo_actor(bench, _DEMO_LOGIN)

    def _demo_progress(self, done: int, total: int, text: str) -> None:
        del text
        self.forward.setText(f"正在生成示例单位 {done}/{total}")

    def _stored_demo(self, actor: Actor) -> None:
        self.entered.emit(actor)
