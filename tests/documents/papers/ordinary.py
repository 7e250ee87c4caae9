"""The case each paper is usually made in."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.documents.context import Scene
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Attachment
from tests.documents.papers import samples, samples_ends, samples_fund, samples_recovery


def scene_for(code: str, file: CaseFile | None = None) -> Scene:
    """The scene of a paper in the case that suits it, or in another one."""
    if code in samples_recovery.CODES:
        return samples_recovery.scene_for(code, file)
    if code == "fund_refusal" and file is None:
        fund = samples.refused()
        return samples.scene(code, samples.with_fund(fund), fund=fund, payment=None)
    if code == "fund_application_family" and file is None:
        fund = samples.of_family()
        return samples.scene(code, samples.with_fund(fund), fund=fund)
    if file is None and code in ("termination_notice", "withdrawal_request", "not_accepted_notice"):
        return samples.scene(code, samples_ends.ended())
    if file is None and code in ("confirmation_request", "mediation_proof", "authorisation"):
        return samples.scene(code, samples_ends.confirmed())
    if file is None and (told := samples_fund.scene_of(code)) is not None:
        return told
    if file is None and code == "self_settlement":
        return samples.scene(code, unhurt())
    if file is None and code in ("evidence_list", "evidence_sheet"):
        return samples.scene(code, with_evidence())
    return samples.scene(code, file)


def with_evidence() -> CaseFile:
    """S9 with what the parties have handed in."""
    kept = (
        ("病历", "出院记录.pdf", 3, ""),
        ("票据", "住院费用发票.pdf", 2, "原件已核对"),
        ("照片", "现场照片.jpg", None, "事故现场"),
    )
    return replace(
        samples.case_s9(),
        attachments=tuple(
            Attachment(
                id=f"h{number}",
                case_id=samples.CASE,
                kind=kind,
                name=name,
                pages=pages,
                note=note,
            )
            for number, (kind, name, pages, note) in enumerate(kept, 1)
        ),
    )


def unhurt() -> CaseFile:
    """The accident of S9 as if nobody had been hurt and the fund had paid nothing."""
    file = samples.case_s9()
    accident = replace(file.accident, injured=0)
    vehicle = replace(file.vehicles[0], damage="左前保险杠、前大灯破损")
    return replace(
        file,
        accidents=(accident,),
        vehicles=(vehicle,),
        injuries=(),
        prepaid=(),
        funds=(),
        instalments=file.instalments[1:],
    )
