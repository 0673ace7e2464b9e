"""Colours, palettes, style and fonts."""
