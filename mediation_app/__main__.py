"""``python -m mediation_app`` is the command ``mediation-app``."""

import sys

from mediation_app.cli import main

sys.exit(main())
