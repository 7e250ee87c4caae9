"""The script that prepares a machine is for Linux; elsewhere its tests have nothing to run."""

from __future__ import annotations

import sys

collect_ignore = [] if sys.platform == "linux" else ["test_prepare.py"]
