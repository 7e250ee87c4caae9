"""道交调处工作台: everything below the window. Nothing in this package imports Qt."""

__version__ = "0.1.0"
