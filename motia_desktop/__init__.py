"""Motia Desktop: the window and the tray notifier."""

from importlib.metadata import version

__version__ = version("motia-desktop")
