"""Dialogs of the agreement: one agreed payment, one signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.agreements import Instalment, PaymentMethod, PaymentPurpose
from mediation_app.domain.checks.signatures import Signer
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import SignerKind, SignMethod
from mediation_app.domain.parties import PartyKind
from mediation_app.domain.records import Record
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.agreements import SignatureFacts
from ui.dialogs.sheet import Sheet
from ui.screens.case.fieldform import F, Group
from ui.screens.case.loss_sheets import Names, RecordSheet
from ui.widgets.basics import Button
from ui.widgets.fields import ComboField, DateField, TextField
from ui.widgets.form import Form

INSTALMENT: tuple[F | Group, ...] = (
    F("purpose", "性质", "choice", PaymentPurpose),
    F("payer_id", "付款人", "choice", (), required=True),
    F("payee_id", "收款人", "choice", (), required=True),
    F("amount", "金额", "money", required=True, note="元"),
    F("due_on", "履行期限", "date", required=True),
    F("method", "方式", "choice", PaymentMethod),
    F("account_name", "收款户名"),
    F("account_bank", "开户行"),
    F("account_number", "收款账号"),
)


class InstalmentSheet(RecordSheet):
    """Who pays whom how much by when, into which account."""

    def __init__(self, row: Instalment, file: CaseFile, people: Names, *, fresh: str = "") -> None:
        super().__init__(
            "加一笔款项" if fresh else f"第 {row.position} 笔款项", row, INSTALMENT, fresh=fresh
        )
        self._file = file
        self.form.set_choices("payer_id", people)
        self.form.set_choices("payee_id", [*people, ("", "救助基金")])
        self.form.show_record(row)
        self.form.part("payee_id").set_value(row.payee_id)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part("amount" if self.form.value("payer_id") else "payer_id")
        return field

    def _touched(self, key: str) -> None:
        super()._touched(key)
        if key == "payee_id":
            party = self._file.party(self.form.value("payee_id") or "")
            if party is not None and party.account_number:
                for name in ("account_name", "account_bank", "account_number"):
                    self.form.part(name).set_value(getattr(party, name))

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("payer_id"):
            found["payer_id"] = "付款人未选择"
        if self.form.value("payee_id") is None:
            found["payee_id"] = "收款人未选择"
        if not self.form.value("amount"):
            found["amount"] = "金额未填写"
        if self.form.value("due_on") is None:
            found["due_on"] = "履行期限未填写"
        return found

    def result_record(self) -> Record:
        row = self.form.filled(self.record)
        assert isinstance(row, Instalment)
        if not row.payee_id:
            return replace(row, purpose=PaymentPurpose.FUND_REPAYMENT)
        return row


class ReasonSheet(Sheet):
    """Asks for a reason that goes on record; ``given(text)``. Stays open while refused."""

    given = Signal(str)

    def __init__(self, title: str, text: str, verb: str) -> None:
        super().__init__(title, text)
        self.form = Form(most_columns=1)
        self._reason = TextField("理由", lines=3)
        self.form.add("reason", "理由", self._reason, required=True)
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self._ok = self.add_button(Button(verb, kind="primary", on_click=self._take), default=True)

    def first_focus(self) -> QWidget | None:
        return self._reason

    def _take(self) -> None:
        if not self._reason.value():
            self.form.set_errors({"reason": "理由未填写"})
            return
        self._ok.setEnabled(False)
        self.given.emit(self._reason.value())

    def refuse(self, error: AppError) -> None:
        """Say why below the field."""
        self._ok.setEnabled(True)
        self.form.set_errors({"reason": text_of(error)})


class SignatureSheet(Sheet):
    """When and how somebody signed; ``signed(SignatureFacts)``. Stays open while refused."""

    signed = Signal(object)

    def __init__(
        self, signer: Signer, file: CaseFile, *, today: date, names: Names, known: str = ""
    ) -> None:
        super().__init__(
            "登记签名", f"{signer.name}在协议上签名或盖章的日期，最后一人的日期即生效日期。"
        )
        self._signer = signer
        self._file = file
        self.form = Form(most_columns=1)
        self._by: ComboField | None = None
        party = file.party(signer.party_id) if signer.party_id else None
        method = SignMethod.SIGNATURE
        if party is not None:
            stand_ins = [p for p in file.parties if p.represents_id == party.id]
            whom = [
                (party.id, f"{party.name}本人" if party.kind is PartyKind.PERSON else party.name)
            ]
            whom += [(p.id, f"{p.name}（代理）") for p in stand_ins]
            self._by = ComboField("签名人", whom)
            self._by.set_value(party.id)
            self.form.add("party_id", "签名人", self._by)
            if party.kind is PartyKind.ORGANISATION:
                method = SignMethod.SEAL
        elif signer.kind is SignerKind.COMMITTEE:
            method = SignMethod.SEAL
        else:
            self._name = ComboField("姓名", names)
            self._name.set_value(known)
            self.form.add("name", "姓名", self._name, required=True)
        self._method = ComboField("方式", [(m, m.label) for m in SignMethod])
        self._method.set_value(method)
        self.form.add("method", "方式", self._method)
        self._day = DateField("日期")
        self._day.set_value(today)
        self.form.add("signed_on", "日期", self._day, required=True)
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self._ok = self.add_button(
            Button("登记", kind="primary", on_click=self._take), default=True
        )
        self.form.finished.connect(self._ok.setFocus)

    def first_focus(self) -> QWidget | None:
        return self._day

    def facts(self) -> SignatureFacts | None:
        """The signature as entered, None while the day is missing."""
        day = self._day.value()
        if day is None:
            return None
        kind, party_id, name, person = self._signer.kind, "", self._signer.name, ""
        if self._by is not None:
            party_id = self._by.value()
            own = party_id == self._signer.party_id
            kind = SignerKind.PARTY if own else SignerKind.AGENT
            name = ""
        elif kind is not SignerKind.COMMITTEE:
            person = self._name.value() or ""
            name = self._name.currentText() if person else ""
        return SignatureFacts(
            kind=kind,
            signed_on=day,
            party_id=party_id,
            person_id=person,
            name=name,
            method=SignMethod(self._method.value()),
        )

    def _take(self) -> None:
        facts = self.facts()
        if facts is None:
            self.form.set_errors({"signed_on": "日期未填写"})
            self.form.focus("signed_on")
            return
        if not facts.party_id and not facts.name:
            self.form.set_errors({"name": "姓名未填写"})
            self.form.focus("name")
            return
        self._ok.setEnabled(False)
        self.signed.emit(facts)

    def refuse(self, error: AppError) -> None:
        """Say why beside the field."""
        self._ok.setEnabled(True)
        name = error.field if isinstance(error, InvalidInput) else "signed_on"
        self.form.set_errors({name if name in self.form.rows else "signed_on": text_of(error)})
