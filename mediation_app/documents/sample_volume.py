"""A volume of the invented case, for the leaves that bind it (封面、目录、情况说明、封底)."""

from __future__ import annotations

from mediation_app.documents.context import Scene
from mediation_app.documents.context.words import Tree
from mediation_app.documents.volume import Bound, Entry, volume_tree

_TITLES = (
    ("人民调解申请书", 2),
    ("人民调解受理登记表", 1),
    ("人民调解当事人权利义务告知书", 2),
    ("人民调解证据材料", 12),
    ("人民调解记录", 3),
    ("人民调解协议书", 4),
    ("人民调解回访记录", 1),
)


def sample_volume(scene: Scene) -> Tree:
    """``volume``: seven entries on their pages, one part missing, one file not bound."""
    bound, page = [], 1
    for title, pages in _TITLES:
        left_out = ("现场录像.mp4",) if "证据" in title else ()
        entry = Entry(title=title, sheets=())
        bound.append(Bound(entry=entry, first=page, last=page + pages - 1, left_out=left_out))
        page += pages
    tree = volume_tree(scene, bound, ("卷宗情况说明",))
    return {"volume": tree["volume"]}
