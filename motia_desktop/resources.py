"""Where the window's icons and fonts are."""

from pathlib import Path


def resource(name: str) -> Path:
    """Return a file or folder of `resources/desktop`: inside the wheel, or beside the source in a checkout."""
    package = Path(__file__).parent
    shipped = package / "resources"
    return (shipped if shipped.exists() else package.parent / "resources" / "desktop") / name
