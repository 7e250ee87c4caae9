"""Papers (文书) that were issued, and who signed them when; attachments (附件) kept in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import Choice, Record, Text


class SignMethod(Choice):
    """How a paper was signed."""

    SIGNATURE = "signature", "签名"
    SEAL = "seal", "盖章"
    FINGERPRINT = "fingerprint", "按指印"
    SIGNATURE_AND_PRINT = "signature_print", "签名按指印"


class SignerKind(Choice):
    """In which capacity somebody signs."""

    PARTY = "party", "当事人"
    AGENT = "agent", "代理人"
    MEDIATOR = "mediator", "人民调解员"
    RECORDER = "recorder", "记录人"
    COMMITTEE = "committee", "人民调解委员会（盖章）"
    OFFICER = "officer", "工作人员"
    UNIT = "unit", "单位（盖章）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Record):
    """A paper that was produced for signing. ``kind`` is the code of its template.

    ``subject_id`` is what it is about beside the case: a session, an application, an instalment,
    a payment; empty when the case itself. ``content_hash`` is of the facts it was made from, so
    a paper that no longer agrees with the case is recognised. The PDF and the filled Word file
    lie in the store under their SHA-256; ``template_sha256`` is of the template it was made
    from. ``edited`` is an edition that came back changed by hand (人工修改).
    """

    case_id: str
    kind: str
    subject_id: str = ""
    title: str = ""
    number: str = ""
    edition: int = 1
    pages: int = 0
    copies: int = 1
    issued_on: date | None = None
    template_version: str = ""
    content_hash: str = ""
    pdf_sha256: str = ""
    served_on: date | None = None
    served_to: str = ""
    served_how: str = ""
    docx_sha256: str = ""
    template_sha256: str = ""
    edited: bool = False

    def same_text(self, other: Paper) -> bool:
        """Whether two editions say the same, so that a signature on one is one on the other."""
        if self.id == other.id:
            return True
        if (
            self.edited
            or other.edited
            or (self.kind, self.subject_id)
            != (
                other.kind,
                other.subject_id,
            )
        ):
            return False
        return self.content_hash == other.content_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Record):
    """One signature or seal on one paper."""

    case_id: str
    paper_id: str
    kind: SignerKind = SignerKind.PARTY
    party_id: str = ""
    person_id: str = ""
    name: str = ""
    method: SignMethod = SignMethod.SIGNATURE
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Record):
    """A file kept inside the store, addressed by the SHA-256 of its content."""

    case_id: str
    subject_id: str = ""
    kind: str = ""
    name: str = ""
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    pages: int | None = None
    note: Text = ""
