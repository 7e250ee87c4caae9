"""From a case to the fields of a template: nested dicts of texts, the same for every paper.

``build`` knows nothing of templates; a template may use any field of any noun. One module per
noun, see the field list in ``templates/README.md``.
"""

from __future__ import annotations

from mediation_app.documents.context.agreements import agreement, receipt
from mediation_app.documents.context.blank import blank_scene
from mediation_app.documents.context.cases import accident, case
from mediation_app.documents.context.desk import desk
from mediation_app.documents.context.fund_intake import fund_intake
from mediation_app.documents.context.fund_return import fund_return
from mediation_app.documents.context.funds import fund, injury, payment, victim
from mediation_app.documents.context.office import office
from mediation_app.documents.context.parties import parties, signers
from mediation_app.documents.context.police import police
from mediation_app.documents.context.procedure import procedure
from mediation_app.documents.context.recoveries import recovery
from mediation_app.documents.context.repayments import repayments
from mediation_app.documents.context.scene import Scene, Sums, Wording
from mediation_app.documents.context.sessions import session
from mediation_app.documents.context.sums import sums
from mediation_app.documents.context.vehicles import insurance_text, vehicles
from mediation_app.documents.context.words import Fill, Tree, is_missing, printed, text

__all__ = ["Fill", "Scene", "Sums", "Wording", "blank_scene", "build", "is_missing", "printed"]


def build(scene: Scene) -> Tree:
    """Every field a template may use, as slots; ``printed`` makes plain strings of them."""
    return {
        "office": office(scene),
        "case": case(scene),
        "accident": accident(scene),
        **parties(scene),
        "signers": signers(scene),
        "vehicles": vehicles(scene),
        "session": session(scene),
        "agreement": agreement(scene),
        "receipt": receipt(scene),
        "fund": {**fund(scene), "insurance_text": text(insurance_text(scene), width=14)},
        "victim": victim(scene),
        "injury": injury(scene),
        "payment": payment(scene),
        "sums": sums(scene),
        **procedure(scene),
        **desk(scene),
        **police(scene),
        "recovery": recovery(scene),
        "report": fund_return(scene),
        **repayments(scene),
        **fund_intake(scene),
    }
