"""What a measured process says about itself, one JSON line per moment. Loaded after the moment."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def peak_memory() -> float:
    """The most memory this process has had so far, in MB; 0 where it cannot be asked for."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def report(moment: str, **more: object) -> None:
    """Say that ``moment`` has come."""
    # the clock first: everything below costs time of its own
    now, used = time.monotonic(), time.process_time()
    line = {"moment": moment, "at": now, "cpu": used, "memory": peak_memory(), **more}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
