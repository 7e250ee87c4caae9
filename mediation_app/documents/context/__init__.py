"""From a case to the fields of a template: nested dicts of texts, the same for every paper.

``build`` knows nothing of templates; a template may use any field of any noun. One module per
noun, see the field list in ``templates/README.md``.
"""

from __future__ import annotations

from mediation_app.documents.context.blank import blank_scene
from mediation_app.documents.context.facts import Facts, Shared
from mediation_app.documents.context.scene import Scene, Sums, Wording
from mediation_app.documents.context.words import Fill, Tree, is_missing, printed

__all__ = [
    "Facts",
    "Fill",
    "Scene",
    "Shared",
    "Sums",
    "Wording",
    "blank_scene",
    "build",
    "is_missing",
    "printed",
]


def build(scene: Scene) -> Tree:
    """Every field a template may use, as slots; ``printed`` makes plain strings of them.

    A noun is made when it is asked for.
    """
    return Facts(scene)
