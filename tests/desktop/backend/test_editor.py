import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from motia_desktop.backend.editor import editor_command, open_source
from motia_desktop.models.source_place import SourcePlace

FILE = Path("/project/src/a; rm -rf $HOME.step.ts")
PLACE = SourcePlace(FILE, 14, 9)


def _everywhere(name: str) -> str:
    return f"/bin/{name}"


def _nowhere(name: str) -> None:
    return None


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("code --wait", ["/bin/code", "--wait", "--goto", f"{FILE}:14:9"]),
        ("code -g", ["/bin/code", "--goto", f"{FILE}:14:9"]),
        ("subl -w", ["/bin/subl", "-w", f"{FILE}:14:9"]),
        ("/opt/zed", ["/bin//opt/zed", f"{FILE}:14:9"]),
        ("webstorm", ["/bin/webstorm", "--line", "14", "--column", "9", str(FILE)]),
        ("emacsclient", ["/bin/emacsclient", "--no-wait", "+14:9", str(FILE)]),
        ("gvim -f", ["/bin/gvim", "-f", "+14", str(FILE)]),
        ("kate", ["/bin/kate", "--line", "14", "--column", "9", str(FILE)]),
    ],
)
def test_an_editor_with_a_window_is_told_the_place(editor: str, command: list[str]) -> None:
    assert editor_command(PLACE, {"VISUAL": editor}, _everywhere) == command
    assert editor_command(PLACE, {"EDITOR": editor}, _everywhere) == command


@pytest.mark.parametrize("editor", ["vim", "nano", "emacs -nw", "emacsclient -t", "", "'", "unknown --flag"])
def test_what_needs_a_terminal_gives_way_to_one_that_is_there(editor: str) -> None:
    only = {"codium": "/bin/codium"}
    assert editor_command(PLACE, {"EDITOR": editor}, only.get) == ["/bin/codium", "--goto", f"{FILE}:14:9"]
    assert editor_command(PLACE, {"EDITOR": editor}, _nowhere) is None


def test_without_a_line_only_the_file_is_named() -> None:
    for name in ("code", "subl", "webstorm", "emacs", "gedit", "kate"):
        command = editor_command(SourcePlace(FILE), {"VISUAL": name}, _everywhere)
        assert command is not None
        assert command[-1] == str(FILE)
        assert not any(":14" in word or word.startswith("+") for word in command)


def test_the_editor_is_started_without_a_shell_and_without_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    editor = tmp_path / "code"
    editor.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(said)!r} + '.part', 'w').write(repr((sys.argv[1:], 'MOTIA_API_KEY' in os.environ)))\n"
        f"os.rename({str(said)!r} + '.part', {str(said)!r})\n"
    )
    editor.chmod(0o755)
    file = tmp_path / "a; touch pwned.step.ts"
    file.touch()
    monkeypatch.setenv("MOTIA_API_KEY", "secret")
    open_source(SourcePlace(file, 3), {"VISUAL": f"'{editor}'"})
    deadline = time.monotonic() + 60
    while not said.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert said.read_text() == repr((["--goto", f"{file}:3:1"], False))
    assert not (tmp_path / "pwned.step.ts").exists()


class Desktop(QObject):
    """Takes what the desktop would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens it in its own editor")
def test_without_an_editor_the_desktop_opens_the_file(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "take")
    try:
        open_source(PLACE, {})
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(FILE)]
