"""The schema revisions this program knows, oldest first. Light: read at start-up.

A new revision is one file in ``migrations/versions`` and one name here.
"""

from __future__ import annotations

KNOWN = ("0001",)
HEAD = KNOWN[-1]
VERSION_TABLE = "schema_version"
