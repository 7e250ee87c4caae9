"""The only use cases. The window and the command line are two callers of these."""
