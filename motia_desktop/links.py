"""Where the window sends a browser."""

MOTIA_CLOUD = "https://motia.cloud"
"""Motia Cloud's own page: projects, environments, promoting. It has no documented address for one deployment."""
