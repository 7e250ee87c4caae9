"""The forms of one shape of party, one below the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.case.agreement_parts import LineRows
from ui.screens.case.fieldform import RecordForm
from ui.theme import follow_look, look


class PartySheet(QWidget):
    """A person's, an organisation's or a representative's forms, stacked."""

    def __init__(self, *forms: RecordForm, stays: LineRows | None = None) -> None:
        super().__init__()
        self.forms = forms
        self.stays = stays
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for before, form in zip((None, *forms), forms, strict=False):
            inner.addWidget(form)
            if stays is not None and form.has("outcome"):
                inner.addWidget(stays)
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
