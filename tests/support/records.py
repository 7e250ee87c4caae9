"""Log records that nobody expected fail a test: a warning that is not looked at helps nobody."""

from __future__ import annotations

import logging
import re


class Watch(logging.Handler):
    """Collects records from WARNING up; ``expect`` names those a test must produce."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._seen: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the record as one line."""
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{record.exc_info[0].__name__}: {record.exc_info[1]}]"
        self._seen.append(line)

    def expect(self, *patterns: str) -> None:
        """At least one record must match each regular expression; matching ones are allowed."""
        self._expected.extend(patterns)

    def __call__(self, *patterns: str) -> None:
        """The same as ``expect``."""
        self.expect(*patterns)

    @property
    def lines(self) -> list[str]:
        """What was logged so far, one line per record."""
        return list(self._seen)

    def verdict(self) -> str:
        """What is wrong, or an empty string."""
        surprises = [
            line for line in self._seen if not any(re.search(p, line) for p in self._expected)
        ]
        missing = [p for p in self._expected if not any(re.search(p, line) for line in self._seen)]
        parts = [f"unexpected log record: {line}" for line in surprises]
        parts += [f"expected log record did not come: {pattern}" for pattern in missing]
        return "\n".join(parts)
