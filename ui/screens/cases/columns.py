"""The columns of the case list, and what of a row was hit by the search."""

from __future__ import annotations

from datetime import date, datetime

from mediation_app.clock import CHINA
from mediation_app.domain.cases import MediationState as M
from mediation_app.domain.fund import FundState as F
from mediation_app.services.lists import CaseRow
from ui.models.cells import Column, Parties, State, TagCell, Text
from ui.widgets.deadline import deadline_tag

# Word and place on the five-step bar; suspended and broken-off cases are amber.
_STATES: dict[M, tuple[str, int, str]] = {
    M.REGISTERED: ("登记", 1, "accent"),
    M.REFUSED: ("不予受理", 1, "warn"),
    M.ACCEPTED: ("受理", 2, "accent"),
    M.MEDIATING: ("调解中", 3, "accent"),
    M.SUSPENDED: ("中止", 3, "warn"),
    M.AGREED: ("协议", 4, "accent"),
    M.AGREED_ORAL: ("口头协议", 4, "accent"),
    M.AWAITING: ("待履行", 4, "accent"),
    M.PART_PERFORMED: ("部分履行", 4, "accent"),
    M.NOT_PERFORMED: ("未履行", 4, "warn"),
    M.PERFORMED: ("履行完毕", 5, "accent"),
    M.FOLLOWED_UP: ("回访", 5, "accent"),
    M.CLOSED: ("结案", 5, "ok"),
    M.ARCHIVED: ("归档", 5, "ok"),
}
_FUND_WORDS: dict[F, tuple[str, bool]] = {
    F.DRAFT: ("拟申请", True),
    F.SUBMITTED: ("待受理", True),
    F.SUPPLEMENT: ("待补正", True),
    F.REVIEW1: ("初审中", False),
    F.VERIFY: ("核实中", False),
    F.REVIEW2: ("待复核", False),
    F.APPROVAL: ("待审批", False),
    F.COLLECTIVE: ("会审中", False),
    F.APPROVED: ("待拨付", False),
    F.TO_PAY: ("待拨付", False),
    F.PAID: ("已拨付", False),
}


def state_cell(row: CaseRow) -> State:
    """The state as a word over the bar."""
    word, step, tone = _STATES.get(row.state, (row.state.label, 5, "warn"))
    return State(word, step, tone)


def fund_cell(row: CaseRow) -> Text | TagCell | None:
    """How the fund stands beside the case; an act of the window is a tag."""
    if row.fund_state is None:
        return None
    word, asks = _FUND_WORDS.get(row.fund_state, (row.fund_state.label, False))
    return TagCell(word, "fund") if asks else Text(word, tone="fund")


def when(moment: datetime | None, today: date) -> str:
    """The accident's time: without the year within the year."""
    if moment is None:
        return ""
    local = moment.astimezone(CHINA)
    if local.year == today.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d}"


def hits_in(text: str, sought: str) -> tuple[tuple[int, int], ...]:
    """Where the sought text stands in a name; initials are marked where they begin to fit."""
    if not sought:
        return ()
    place = text.find(sought)
    if place >= 0:
        return ((place, len(sought)),)
    if sought.isascii() and sought.isalpha():
        from mediation_app.services.lists import readings

        table, wanted = readings(), sought.lower()
        count = len(wanted)
        for start in range(len(text) - count + 1):
            part = text[start : start + count]
            if wanted in table.initials(part):
                return ((start, count),)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + 5) + 1):
                if any(full.startswith(wanted) for full in table.full(text[start:end])):
                    return ((start, end - start),)
    return ()


def parties_cell(row: CaseRow, sought: str) -> Parties:
    """甲 与 乙, what was found marked."""
    left, _, right = row.parties.partition(" 与 ")
    return Parties(left, right, hits_in(left, sought), hits_in(right, sought))


class CaseColumns:
    """Knows the day and what is sought, so that cells can be made of a row alone."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.sought = ""

    def all(self) -> list[Column[CaseRow]]:
        """The columns in their order."""
        return [
            Column(
                key="number", header="案号", width=92, sortable=True,
                cell=lambda row: Text(row.number_short, fixed=True),
            ),
            Column(
                key="parties", header="当事人", min_width=200,
                cell=lambda row: parties_cell(row, self.sought),
            ),
            Column(
                key="when", header="事故时间", width=104, give_way=1,
                cell=lambda row: Text(when(row.accident_at, self.today), fixed=True),
            ),
            Column(key="place", header="地点", width=170, give_way=2, cell=lambda row: Text(row.place)),
            Column(key="state", header="阶段", width=92, cell=state_cell),
            Column(key="fund", header="基金", width=84, cell=fund_cell),
            Column(key="due", header="期限", width=92, sortable=True, cell=self._due),
            Column(key="handler", header="经办", width=72, give_way=3, cell=lambda row: Text(row.handler)),
        ]  # fmt: skip

    def _due(self, row: CaseRow) -> TagCell | None:
        if row.due_on is None or row.state in (M.CLOSED, M.ARCHIVED, M.REFUSED, M.VOIDED):
            return None
        return deadline_tag(row.due_on, self.today, in_table=True)
