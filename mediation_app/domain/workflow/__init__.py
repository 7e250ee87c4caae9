"""Processes as tables: what a step is, where it stands, and whether it may be taken now."""
