"""An office's own template is never called like a shipped one."""

from __future__ import annotations

from mediation_app.documents.catalog import Catalog
from mediation_app.domain.templates import OfficeTemplate, version_label


def test_versions_of_the_office_have_names_of_their_own() -> None:
    own = OfficeTemplate(id="t", kind="agreement", number=3, label=version_label(3))
    assert own.label == "本单位第3版"
    assert not own.active
    assert all(kind.version != own.label for kind in Catalog().all())
