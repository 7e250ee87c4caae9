"""The forms of one shape of party, one below the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.case.agreement_parts import LineRows
from ui.screens.case.fieldform import RecordForm
from ui.screens.case.injury_parts import DependantRows, GradesRow
from ui.theme import follow_look, look


class PartySheet(QWidget):
    """A person's, an organisation's or a representative's forms, stacked."""

    def __init__(
        self,
        *forms: RecordForm,
        stays: LineRows | None = None,
        grades: GradesRow | None = None,
        dependants: DependantRows | None = None,
    ) -> None:
        super().__init__()
        self.forms = forms
        self.stays, self.grades, self.dependants = stays, grades, dependants
        under_injury = [each for each in (grades, stays, dependants) if each is not None]
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for before, form in zip((None, *forms), forms, strict=False):
            inner.addWidget(form)
            if form.has("outcome"):
                for each in under_injury:
                    inner.addWidget(each)
            if before is not None:
                before.finished.connect(partial(self._go_on, form))
        follow_look(self._relook)

    def _relook(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(look().px(8))

    def _go_on(self, form: RecordForm) -> None:
        """Enter in the last field of a form goes to the first one of the next."""
        here = self.forms.index(form)
        for after in self.forms[here:]:
            if after.isVisibleTo(self):
                after.focus(next(iter(after.rows)))
                return

    def form_of(self, name: str) -> RecordForm | None:
        """The form that has a field."""
        return next((form for form in self.forms if form.has(name)), None)
