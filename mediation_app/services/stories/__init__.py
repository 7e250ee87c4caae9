"""Whole cases told as stories through the services, step by step, with every date and sum.

Journeys in the tests and the ``demo`` command play the same stories. All people, companies and
numbers are invented; identity numbers have valid check digits and belong to nobody we know.
"""

from __future__ import annotations

from mediation_app.services.stories.cast import Cast, People, set_up_office

__all__ = ["Cast", "People", "set_up_office"]
