"""The functional core: frozen records and pure functions. No I/O, no clock, no SQL."""
