"""The accident, and the dispute it led to: entered once, printed everywhere."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from mediation_app.domain.cases import Accident, FindingKind
from mediation_app.domain.ids import new_id
from mediation_app.messages import text_of_reason
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import F, Group, RecordForm, both
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.view import CaseView

_PROCEDURES = [(t, t) for t in ("一般程序", "简易程序")]
ACCIDENT = (
    Group("事故经过"),
    F("occurred_at", "事故时间", "moment", required=True),
    F("place", "事故地点", required=True),
    F("kind", "事故形态", hint="机动车与非机动车"),
    F("weather", "天气", hint="晴"),
    both("死伤人数", F("deaths", "死亡", "int"), F("injured", "受伤", "int"), note="死亡、受伤"),
    F("hit_and_run", "肇事逃逸", "check", note="肇事后逃逸"),
    F("course", "事故经过", "text", wide=True, lines=4),
    Group("公安机关处理"),
    F("police_unit", "办案单位"),
    both("办案民警", F("police_officer", "民警"), F("police_phone", "电话", "phone")),
    F("procedure", "处理程序", "choice", _PROCEDURES),
    F("police_case_number", "事故编号"),
    F("finding_kind", "文书类型", "choice", FindingKind),
    F("finding_number", "认定书编号"),
    F("finding_made_on", "制作日期", "date"),
    F("review_open", "复核", "check", note="有当事人申请复核，尚未作出结论"),
)
CASE = (
    Group("纠纷与申请", "写入受理登记表和申请书"),
    F("source", "纠纷来源", "choice", ()),
    F("source_reference", "移送文号"),
    F("requested_on", "申请日期", "date"),
    F("mediator_id", "调解员", "choice", ()),
    F("dispute", "纠纷情况", "text", wide=True, lines=4, hint="谁与谁因何发生纠纷，争议什么"),
    F("claims", "申请事项", "lines", wide=True, lines=2),
)


class AccidentSection(ScrolledSection):
    """One form for the accident, one for the dispute."""

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book, "事故")
        self.accident = RecordForm(ACCIDENT)
        self.case = RecordForm(CASE)
        for form in (self.accident, self.case):
            form.touched.connect(self._touched)
            self.body.addWidget(form)
        self.body.addStretch(1)
        self._blank_ids: dict[str, str] = {}  # by case: an accident not yet stored keeps its key

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        people = [(p.id, p.name) for p in view.around.people if p.active and "mediator" in p.roles]
        if file.case.mediator_id and file.case.mediator_id not in dict(people):
            people.append((file.case.mediator_id, view.person(file.case.mediator_id)))
        self.case.set_choices("mediator_id", people)
        self.case.set_choices("source", view.around.sources)
        self.accident.show_record(self._accident())
        self.case.show_record(file.case)
        for form in (self.accident, self.case):
            form.set_read_only(not self.book.can_edit)
        self._problems(view)
        accident = file.accident
        self.note.setText(accident.police_case_number)

    def _problems(self, view: CaseView) -> None:
        for form, heads in ((self.accident, ("accident", "accidents")), (self.case, ("case",))):
            errors: dict[str, str] = {}
            warnings: dict[str, str] = {}
            for reason in (*view.blocking, *view.warnings):
                head, _, name = reason.place.partition("/")
                if head in heads:
                    (errors if reason.blocking else warnings)[name] = text_of_reason(reason)
            for path, text in self.book.errors.items():
                if path.split(".")[0] in heads:
                    errors[path.rsplit(".", 1)[-1]] = text
            form.set_problems(errors, warnings)

    def _accident(self) -> Accident:
        case_id = self.book.case_id
        known = self.book.file.accident
        if known.id:
            return known
        return replace(known, id=self._blank_ids.setdefault(case_id, new_id()))

    def _touched(self, _key: str) -> None:
        file = self.book.file
        accident = self._accident()
        self.book.edit(
            replace(
                file,
                case=self.case.filled(file.case),
                accidents=(self.accident.filled(accident), *file.accidents[1:]),
            )
        )

    def go_to(self, place: tuple[str, ...]) -> bool:
        name = place[-1] if place else ""
        return any(form.has(name) and form.focus(name) for form in (self.accident, self.case))

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.accident.part("occurred_at")
        return field
