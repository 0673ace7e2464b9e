"""Every designed state can be rendered; `MOTIA_PICTURES=DIR` keeps the pictures as a build artefact."""

import os
from pathlib import Path

import pictures
from PySide6.QtGui import QImage


def test_every_state_renders_in_both_themes(qapp, tmp_path: Path) -> None:
    folder = Path(os.environ.get("MOTIA_PICTURES") or tmp_path)
    files = pictures.render(qapp, folder)
    assert len(files) == len(set(files)) >= 36
    for file in files:
        image = QImage(str(file))
        assert image.width() >= 400
        colors = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colors) > 8, f"{file.name} is empty"
