"""A pytest plugin for the count of branches: property tests run their written examples only.

What random examples reach differs from run to run; a branch counts as tested when a test that is
written down reaches it. Used by ``make coverage`` with ``-p tests.support.only_examples``.
"""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("only_examples", phases=(Phase.explicit,))
settings.load_profile("only_examples")
