"""What the window may know before the store is open: read with the driver alone, in milliseconds.

Imports nothing heavy; whatever is wrong with the data is left for ``open_workbench`` to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediation_app.database.firstlook import FirstLook, first_look

if TYPE_CHECKING:
    from mediation_app.database.firstpage import FirstPage as FirstPage
    from mediation_app.database.firstpage import first_page as first_page

__all__ = ["FirstLook", "FirstPage", "first_look", "first_page", "shown_place"]


def shown_place(place: str) -> str:
    """A data folder or a server's address as it may be shown: without the password."""
    if "://" not in place:
        return place
    from mediation_app.database.location import Location

    return Location.of(place).shown


def __getattr__(name: str) -> Any:
    """The first page is asked for by lists only: signing in does not wait for it."""
    if name in ("FirstPage", "first_page"):
        from mediation_app.database import firstpage

        return getattr(firstpage, name)
    raise AttributeError(name)
