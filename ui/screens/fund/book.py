"""The open application: what is stored, what was typed on top of it, and how it is saved."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from mediation_app.clock import today
from mediation_app.domain.advance import Advance
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundState
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import yuan
from mediation_app.domain.offices import Role
from mediation_app.domain.refund_rules import paid_payment
from mediation_app.errors import AppError, Conflict, FieldClash, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.fund import FundView
from mediation_app.services.fund_drafts import (
    BALANCE,
    BEFORE_DECISION,
    FORM,
    INTAKE_STATES,
    MATERIAL_STATES,
    MONEY_FACTS,
    NOTICE,
    REVIEW,
    REVIEW_STATES,
)
from ui.desk import Desk
from ui.navigation import Address
from ui.screens.fund.draft import laid_on, to_json
from ui.session import Session

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.changes import ChangeSet
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.recovery import RecoveryView
    from mediation_app.services.refunds import RefundsView

QUIET_MS = 800
Choices = tuple[tuple[str, str], ...]
Write = Callable[["Workbench", "Actor"], "Outcome[Any]"]
_SOURCES = (
    "reasons.refusal", "reasons.supplement", "reasons.reduction", "reasons.overpaid",
    "reasons.return",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Everything the page shows, read at once in a worker."""

    view: FundView
    recovery: RecoveryView | None = None
    refunds: RefundsView | None = None
    lists: Mapping[str, Choices] = field(default_factory=dict)
    draft: Any = None
    draft_at: str = ""


def opened(bench: Workbench, me: Actor, application_id: str, *, with_draft: bool) -> Opened:
    """Read an application."""
    view = bench.fund.view(me, application_id)
    recovery = view.file.recovery
    found = bench.drafts.load(me, f"fund/{application_id}") if with_draft else None
    return Opened(
        view=view,
        recovery=bench.recovery.view(me, recovery.id) if recovery is not None else None,
        refunds=bench.refunds.of(me, application_id) if paid_payment(view.file) else None,
        lists={source: bench.fund.choices(source) for source in _SOURCES},
        draft=found.content if found else None,
        draft_at=f"{local_moment(found.saved_at):%H:%M}" if found else "",
    )


class FundBook(QObject):
    """Signals: ``changed`` after the file or what follows from it changed; ``reckoned`` when only
    the sum was reckoned anew; ``saving_changed`` for the top bar; ``clashed``, ``refused(field)``.
    """

    changed = Signal()
    reckoned = Signal()
    saving_changed = Signal(str, bool)
    notice = Signal(str)
    clashed = Signal(object)
    refused = Signal(str)
    lost = Signal(object)

    def __init__(self, desk: Desk, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.session = desk, session
        self.application_id = ""
        self.found: Opened | None = None
        self.advance: Advance | None = None
        self.trouble = ""
        self.errors: dict[str, str] = {}
        self._file: FundFile | None = None
        self._saving = False
        self._then: list[Callable[[], object]] = []
        self._visit = 0
        self.receipt: dict[str, object] = {}  # what is known of money that came
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._quiet_now)

    # --- what it holds ------------------------------------------------------------------------

    @property
    def view(self) -> FundView:
        """The stored application. Only after it was loaded."""
        assert self.found is not None
        return self.found.view

    @property
    def file(self) -> FundFile:
        """The working snapshot."""
        assert self._file is not None
        return self._file

    @property
    def today(self) -> date:
        """The office's date."""
        return today(self.desk.clock)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved yet."""
        return self.found is not None and self._file != self.view.file

    @property
    def state(self) -> FundState:
        """The stored state."""
        return self.view.file.application.state

    def open_fields(self) -> frozenset[str]:
        """The fields of the application that this person may change now."""
        may, state = self._may, self.state
        if state in REVIEW_STATES:
            return REVIEW | NOTICE if may(Role.FUND_CLERK) else frozenset()
        if not may(Role.FUND_CLERK, Role.CLERK):
            return frozenset()
        if state in INTAKE_STATES:
            return FORM | REVIEW | NOTICE | MONEY_FACTS | BALANCE
        return NOTICE if state in BEFORE_DECISION else frozenset()

    def _may(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles here, by own right or lent for these days."""
        lent = any(one.role in roles for one in self.view.lent)
        return lent or self.session.may(*roles)

    @property
    def bill_open(self) -> bool:
        """Whether lines may be added and changed."""
        return self.state in INTAKE_STATES and self._may(Role.FUND_CLERK, Role.CLERK)

    @property
    def review_open(self) -> bool:
        """Whether lines may be decided and findings written."""
        return self.state in REVIEW_STATES and self._may(Role.FUND_CLERK)

    @property
    def materials_open(self) -> bool:
        """Whether materials may be ticked."""
        roles = (Role.FUND_CLERK,) if self.state in REVIEW_STATES else (Role.FUND_CLERK, Role.CLERK)
        return self.state in MATERIAL_STATES and self._may(*roles)

    def list_of(self, source: str) -> dict[str, str]:
        """The words of a list of codes."""
        return dict(self.found.lists.get(source, ())) if self.found else {}

    # --- opening ------------------------------------------------------------------------------

    def coming_from(self, address: Address) -> str:
        """The place an address asks for; a line of the bank that comes with it is kept aside."""
        self.receipt = receipt_in(address)
        return address.get("at")

    def open(self, application_id: str) -> None:
        """Load an application, or look again when it is the same."""
        first = application_id != self.application_id or self.found is None
        if first:
            self.application_id, self.found, self._file = application_id, None, None
            self.errors = {}
        self._load(with_draft=first)

    def _load(self, *, with_draft: bool) -> None:
        self._visit += 1
        visit, key = self._visit, self.application_id

        def work(bench: Workbench, me: Actor) -> tuple[int, Opened]:
            return visit, opened(bench, me, key, with_draft=with_draft)

        self.desk.tasks.read(self, self.session.job(work), done=self._loaded, failed=self.lost.emit)

    def _loaded(self, answer: tuple[int, Opened]) -> None:
        visit, found = answer
        if visit != self._visit:
            return
        mine = found.draft
        if self.found is not None and self.dirty:
            mine = to_json(self.view.file, self.file)
        self._take(found)
        if mine:
            self._file = laid_on(found.view.file, mine)
            self.changed.emit()
            self._reckon()
            if found.draft and self.dirty:
                self.notice.emit(f"已恢复 {found.draft_at} 的草稿")

    def _take(self, found: Opened) -> None:
        self.found = found
        self._file = found.view.file
        self.advance = found.view.advance
        self.trouble = "；".join(_words(found.view))
        self.changed.emit()

    # --- editing ------------------------------------------------------------------------------

    def edit(self, file: FundFile) -> None:
        """The person changed something: keep it, reckon anew, save it later."""
        if self._file is None or file == self._file:
            return
        self._file = file
        self.saving_changed.emit("未保存", False)
        self._quiet.start()

    def change(self, **values: Any) -> None:
        """Change parts of the file (``bill_lines``, ``materials``, ``findings``) and show it."""
        self.edit(replace(self.file, **values))
        self.changed.emit()

    def _quiet_now(self) -> None:
        if self.dirty:
            self._keep_draft()
            self._reckon()

    def _reckon(self) -> None:
        case, file, visit = self.view.case, self.file, self._visit

        def work(bench: Workbench, me: Actor) -> tuple[int, Advance | None, str]:
            try:
                return visit, bench.fund.calculate(me, case, file), ""
            except InvalidInput as error:
                return visit, None, text_of(error)

        self.desk.tasks.read(self, self.session.job(work), done=self._reckoned)

    def _reckoned(self, answer: tuple[int, Advance | None, str]) -> None:
        visit, advance, trouble = answer
        if visit == self._visit:
            self.advance, self.trouble = advance, trouble
            self.reckoned.emit()

    def _keep_draft(self) -> None:
        content, address = to_json(self.view.file, self.file), f"fund/{self.application_id}"

        def work(bench: Workbench, me: Actor) -> str:
            return f"{local_moment(bench.drafts.save(me, address, content).saved_at):%H:%M}"

        self.desk.tasks.write(self, self.session.job(work), done=self._kept)

    def _kept(self, at: str) -> None:
        if self.dirty and not self._saving:
            self.saving_changed.emit(f"草稿已保存 {at}", True)

    def forget_typing(self) -> None:
        """Back to what is stored."""
        self._quiet.stop()
        address = f"fund/{self.application_id}"
        self.desk.tasks.write(
            self, self.session.job(lambda bench, me: bench.drafts.drop(me, address))
        )
        if self.found is not None:
            self._take(self.found)

    # --- saving -------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what was typed; ``then`` is called when the store holds it."""
        self._quiet.stop()
        if then is not None:
            self._then.append(then)
        if not self.dirty:
            if not self._saving:
                self._done_waiting()
            return
        if self._saving:
            return
        self._saving = True
        self.saving_changed.emit("正在保存", False)
        old, new, key = self.view.file, self.file, self.application_id

        def work(bench: Workbench, me: Actor) -> tuple[FundFile, Opened, ChangeSet]:
            outcome = bench.fund.save(me, old, new)
            bench.drafts.drop(me, f"fund/{key}")
            return new, opened(bench, me, key, with_draft=False), outcome.changes

        self.desk.tasks.write(
            self, self.session.job(work), done=self._saved, failed=self._not_saved
        )

    def _saved(self, answer: tuple[FundFile, Opened, ChangeSet]) -> None:
        sent, found, changes = answer
        self._saving = False
        self.errors = {}
        later = to_json(sent, self.file) if self._file != sent else {}
        self._visit += 1
        self._take(found)
        self.desk.bus.publish(changes, self.parent())
        if later:
            self._file = laid_on(found.view.file, later)
            self._quiet.start()
            return
        self.saving_changed.emit(f"已保存 {local_moment(self.desk.clock.now()):%H:%M}", True)
        self._done_waiting()

    def _not_saved(self, error: AppError) -> None:
        self._saving = False
        self._then.clear()
        self.saving_changed.emit("未保存", False)
        if isinstance(error, Conflict):
            self.clashed.emit(error.clashes)
            return
        self._keep_draft()
        if isinstance(error, InvalidInput) and error.field:
            name = error.field.rsplit(".", 1)[-1]
            self.errors = {name: text_of(error)}
            self.changed.emit()
            self.refused.emit(name)
            return
        self.desk.notify.trouble(error)

    def _done_waiting(self) -> None:
        waiting, self._then = self._then, []
        for act in waiting:
            act()

    def settle(self, clashes: tuple[FieldClash, ...], choices: Mapping[Any, object]) -> None:
        """The person chose for every clash: load anew, lay the rest and the choices on it, save."""
        mine, key = to_json(self.view.file, self.file), self.application_id
        wanted = {clash.field for clash in clashes}
        kept = {k: v for k, v in mine.get("application", {}).items() if k not in wanted}
        mine = {**mine, "application": kept}
        picked = {name: value for (_, _, name), value in choices.items()}

        def work(bench: Workbench, me: Actor) -> Opened:
            return opened(bench, me, key, with_draft=False)

        def merge(found: Opened) -> None:
            self._visit += 1
            self._take(found)
            file = laid_on(found.view.file, mine)
            known: dict[str, Any] = {
                k: v for k, v in picked.items() if hasattr(file.application, k)
            }
            self._file = replace(file, application=replace(file.application, **known))
            self.changed.emit()
            self.save()

        self.desk.tasks.read(self, self.session.job(work), done=merge)

    # --- acts ---------------------------------------------------------------------------------

    def write(
        self,
        act: Write,
        *,
        done: Callable[[], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Any write on the application, after what was typed has been saved."""

        def run() -> None:
            key = self.application_id

            def work(bench: Workbench, me: Actor) -> tuple[Opened, ChangeSet]:
                outcome = act(bench, me)
                return opened(bench, me, key, with_draft=False), outcome.changes

            def written(answer: tuple[Opened, ChangeSet]) -> None:
                found, changes = answer
                self._visit += 1
                self._take(found)
                self.desk.bus.publish(changes, self.parent())
                if done is not None:
                    done()

            self.desk.tasks.write(self, self.session.job(work), done=written, failed=failed)

        self.save(run)


def receipt_in(address: Address) -> dict[str, object]:
    """What an address knows of a line of the bank, for registering it as a repayment."""
    serial, payer = address.get("serial"), address.get("payer")
    if not serial and not payer:
        return {}
    found: dict[str, object] = {"bank_serial": serial, "payer_name": payer}
    with contextlib.suppress(ValueError):
        found["received_on"] = date.fromisoformat(address.get("on"))
    with contextlib.suppress(InvalidInput):
        found["amount"] = yuan(address.get("amount"))
    return found


def _words(view: FundView) -> list[str]:
    from mediation_app.messages import text_of_reason

    return [text_of_reason(reason) for reason in view.holes]
