"""Motia Desktop: the window and the tray notifier."""


def __getattr__(name: str) -> str:
    """Return `__version__`: looking it up takes longer than all the rest of a start, and is rarely wanted."""
    if name == "__version__":
        from importlib.metadata import version

        return version("motia-desktop")
    raise AttributeError(name)
