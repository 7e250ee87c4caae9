"""The window: PySide6 screens over the services; nothing below imports this package."""
