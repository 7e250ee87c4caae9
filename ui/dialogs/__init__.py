"""Dialogs that know no use case: they lie in the window over a scrim and answer by signals."""
