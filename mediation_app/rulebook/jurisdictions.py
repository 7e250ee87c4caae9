"""Which folders of rules hold for a place: national, province, city, county.

Every folder with a ``jurisdiction.toml`` is one jurisdiction; its code is the front part of the
GB/T 2260 code (empty = nation, 37 = Shandong, 3715 = Liaocheng, 371524 = Dong'e). A place obeys
every jurisdiction whose code its own begins with; the longer code wins. The office's own folder
(overlay) has the same shape and wins over the shipped one of the same code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mediation_app.errors import BadFile
from mediation_app.rulebook.files import Row, read_toml

MARKER = "jurisdiction.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """One folder of rules."""

    code: str
    name: str
    version: str
    folder: Path
    overlay: bool = False

    @property
    def layer(self) -> str:
        """Name of the layer for faults and displays."""
        own = self.overlay and self.name != "本单位"
        return f"{self.name}（本单位）" if own else self.name


def discover(root: Path, *, overlay: bool = False) -> Iterator[Jurisdiction]:
    """All jurisdictions below a folder; a folder that is not there holds none."""
    if not root.is_dir():
        return
    for marker in sorted(root.rglob(MARKER)):
        row = Row(read_toml(marker), marker)
        code = row.text("code", "")
        if code and not code.isdigit():
            row.fault("wrong_type", "code", wanted="行政区划代码")
        yield Jurisdiction(
            code=code,
            name=row.text("name"),
            version=row.text("version", ""),
            folder=marker.parent,
            overlay=overlay,
        )


def chain(
    code: str, root: Path, overlay: Path | None, *, home: str = ""
) -> tuple[Jurisdiction, ...]:
    """The jurisdictions that hold for a code, the most general first. Raises BadFile if none.

    Files that lie in the overlay folder itself, without a marker, belong to the office's own
    place (``home``).
    """
    found = [j for j in discover(root) if code.startswith(j.code)]
    if not found:
        raise BadFile("rules.no_jurisdiction", code=code or "全国")
    if overlay is not None:
        found += [j for j in discover(overlay, overlay=True) if code.startswith(j.code)]
        loose = not (overlay / MARKER).exists() and any(overlay.glob("*.toml"))
        if loose and code == (home or code):
            found.append(
                Jurisdiction(code=code, name="本单位", version="", folder=overlay, overlay=True)
            )
    return tuple(sorted(found, key=lambda j: (len(j.code), j.overlay)))
