"""申请表: applicant, victim, treatment, situation, sums, notice and payee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import ApplicantKind, FundApplication, FundKind, FundSituation
from mediation_app.domain.fund_standing import applicants_for
from mediation_app.domain.records import ZERO
from mediation_app.errors import Reason
from mediation_app.messages import text_of_reason
from ui.screens.fund.book import FundBook
from ui.screens.fund.sections import FundSection
from ui.widgets.chips import FactChips
from ui.widgets.fields import (
    ComboField,
    DateField,
    DateTimeField,
    IdNumberField,
    LineField,
    MoneyField,
    PhoneField,
    TextField,
)
from ui.widgets.form import Form

_CHANNELS = [(word, word) for word in ("窗口", "医院", "网上", "交警移送", "邮寄")]
_RESCUE = frozenset(
    {
        "hospital", "admission_number", "rescue_started_at", "rescue_ended_at",
        "over_window_reason", "unsettled", "unsettled_on", "insurer_paid",
        "medical_insurance",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class F:
    """One field of the form."""

    name: str
    label: str
    kind: str = "line"
    required: bool = False
    wide: bool = False
    note: str = ""


TABLE: Sequence[F | str] = (
    "申请人",
    F("applicant_kind", "申请人类型", "applicant", required=True),
    F("applicant_name", "申请人", required=True),
    F("applicant_id_number", "证件号码", "id"),
    F("applicant_phone", "联系电话", "phone"),
    F("applicant_relation", "与受害人"),
    F("channel", "申请渠道", "channel"),
    F("handler_name", "经办人"),
    F("handler_phone", "经办电话", "phone"),
    F("received_on", "收件日期", "date"),
    "受害人和救治",
    F("hospital", "抢救医院", required=True),
    F("admission_number", "住院号"),
    F("rescue_started_at", "抢救开始", "moment", required=True),
    F("rescue_ended_at", "抢救结束", "moment"),
    F("condition", "伤情", "text", wide=True),
    F("over_window_reason", "超时说明", "text", wide=True),
    "情形和费用",
    F("situation", "垫付情形", "situation", required=True, wide=True),
    F("claimed", "申请金额", "money", required=True, note="元"),
    F("insurer_paid", "保险已付", "money", note="元"),
    F("others_paid", "他人已付", "money", note="元"),
    F("others_paid_note", "付款人"),
    F("unsettled", "未结清", "money", note="元"),
    F("unsettled_on", "证明日期", "date"),
    F("medical_insurance", "医保结算"),
    "交警垫付通知",
    F("notice_number", "通知书文号"),
    F("notice_on", "通知日期", "date"),
    "收款账户",
    F("payee_name", "收款户名", required=True),
    F("payee_bank", "开户行", required=True),
    F("payee_account", "收款账号", required=True),
)
# Places of reasons that are not called like their field.
_PLACES = {"payee": "payee_name", "window": "over_window_reason"}


def _field(spec: F) -> Any:
    match spec.kind:
        case "applicant":
            return ComboField(spec.label, [(k, k.label) for k in ApplicantKind])
        case "situation":
            return ComboField(spec.label, [(k, f"{k.value} {k.label}") for k in FundSituation])
        case "channel":
            return ComboField(spec.label, _CHANNELS)
        case "id":
            return IdNumberField(spec.label)
        case "phone":
            return PhoneField(spec.label)
        case "date":
            return DateField(spec.label)
        case "moment":
            return DateTimeField(spec.label)
        case "money":
            return MoneyField(spec.label)
        case "text":
            return TextField(spec.label, lines=2)
    return LineField(spec.label)


class FormSection(FundSection):
    """The form; what may be changed depends on the state."""

    def __init__(self, book: FundBook) -> None:
        super().__init__(book, "申请表")
        self.form = Form()
        self._specs: dict[str, F] = {}
        for each in TABLE:
            if isinstance(each, str):
                self.form.add_group(each)
                if each == "受害人和救治":
                    self.facts: FactChips = self.form.add_facts()
            else:
                self._specs[each.name] = each
                self.form.add(
                    each.name, each.label, _field(each), required=each.required, wide=each.wide,
                    note=each.note,
                )  # fmt: skip
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._kind: FundKind | None = None
        self._who: tuple[ApplicantKind, ...] = ()

    def show_book(self) -> None:
        application = self.book.file.application
        open_ones = self.book.open_fields()
        channel = self._row_field("channel")
        known = {text for _, text in _CHANNELS}
        if application.channel and application.channel not in known:
            channel.set_choices([*_CHANNELS, (application.channel, application.channel)])
        self._show_applicants()
        for name, spec in self._specs.items():
            field = self._row_field(name)
            value = _shown(spec, getattr(application, name))
            if field.value() != value:
                field.set_value(value)
            field.set_read_only(name not in open_ones)
        if application.kind is not self._kind:
            self._kind = application.kind
            for name in _RESCUE:
                self.form.rows[name].setVisible(application.kind is FundKind.RESCUE)
        self._show_facts()
        self._show_problems()
        self.note.setText("" if open_ones else "当前阶段只能查看")

    def _show_facts(self) -> None:
        victim = self.book.view.victim
        if victim is None:
            return
        facts = [("受害人", victim.name or "身份不明")]
        if victim.id_number:
            facts.append(("证件", victim.id_number))
        self.facts.set_facts(facts, "案件中的当事人")

    def _show_problems(self) -> None:
        errors = dict(self.book.errors)
        for reason in problems_of(self.book):
            name = place_of(reason)
            if name in self.form.rows and self.book.open_fields():
                errors.setdefault(name, text_of_reason(reason))
        self.form.set_errors({k: v for k, v in errors.items() if k in self.form.rows})

    def _row_field(self, name: str) -> Any:
        return self.form.rows[name].field

    def _changed(self, key: str) -> None:
        if not key:
            return
        spec = self._specs[key]
        value = self._row_field(key).value()
        application = self.book.file.application
        if value is None:
            value = _blank(key)
        if key == "applicant_kind" and value != application.applicant_kind:
            self._change_applicant(ApplicantKind(value))
            return
        if getattr(application, key) != value:
            self.book.errors.pop(key, None)
            self.book.edit(
                replace(self.book.file, application=replace(application, **{spec.name: value}))
            )

    def _change_applicant(self, who: ApplicantKind) -> None:
        """Another kind of applicant: what the case knows of him is filled in at once."""
        from mediation_app.services.fund_prefill import for_applicant

        file = self.book.file
        application = for_applicant(self.book.view.case, file.application, who)
        self.book.errors = {}
        self.book.edit(replace(file, application=application))
        self.show_book()

    def _show_applicants(self) -> None:
        """Only those who may apply for this kind of aid for this victim, and who is set."""
        application, case = self.book.file.application, self.book.view.case
        injury = next((i for i in case.injuries if i.party_id == application.victim_id), None)
        who = applicants_for(application.kind, self.book.view.victim, injury)
        if application.applicant_kind not in who:
            who = (*who, application.applicant_kind)
        if who != self._who:
            self._who = who
            self._row_field("applicant_kind").set_choices([(kind, kind.label) for kind in who])

    def go_to(self, place: str) -> bool:
        name = _PLACES.get(place, place)
        return self.form.focus(name)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self._row_field("applicant_kind")
        return field


def problems_of(book: FundBook) -> tuple[Reason, ...]:
    """What blocks the next step of the main way."""
    offer = next((o for o in book.view.offers if o.step.primary), None)
    return tuple(r for r in offer.reasons if r.blocking) if offer is not None else ()


def place_of(reason: Reason) -> str:
    """The field or section a reason points to: ``fund/<id>/notice_number`` → notice_number."""
    parts = [part for part in reason.place.split("/") if part]
    name = parts[2] if parts[:1] == ["fund"] and len(parts) > 2 else (parts or [""])[-1]
    return _PLACES.get(name, name)


def _shown(spec: F, value: Any) -> Any:
    if spec.kind == "money" and value == ZERO:
        return None
    if spec.kind == "channel" and value == "":
        return None
    return value


_BLANKS = {item.name: item.default for item in fields(FundApplication)}


def _blank(name: str) -> Any:
    return _BLANKS[name]
