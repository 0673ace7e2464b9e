"""Motia Desktop: the window and the tray notifier."""
