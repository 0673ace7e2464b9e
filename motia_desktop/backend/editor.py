"""Opens a source file at a place in the person's own editor: an argument list, never a shell."""

import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import PurePath

from PySide6.QtCore import QProcess, QProcessEnvironment, QUrl
from PySide6.QtGui import QDesktopServices

from motia_desktop.models.source_place import SourcePlace
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

Which = Callable[[str], str | None]

_GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"})
_COLON = frozenset({"subl", "sublime_text", "zed", "zeditor", "atom", "pulsar", "lapce"})
_PLUS = frozenset({"gvim", "mvim", "gedit", "gnome-text-editor", "xed", "pluma", "mousepad"})
_JETBRAINS = frozenset({"idea", "webstorm", "pycharm", "phpstorm", "goland", "rider", "fleet"})
_EMACS = frozenset({"emacs", "emacsclient"})
_IN_A_TERMINAL = frozenset({"-nw", "--no-window-system", "-t", "--tty"})
_ON_PATH = ("code", "codium", "cursor", "zed", "subl")
"""Looked for where neither VISUAL nor EDITOR names an editor with a window of its own."""


def editor_command(place: SourcePlace, environ: Mapping[str, str], which: Which = shutil.which) -> list[str] | None:
    """Return the command that opens a place, or None where no editor is known that needs no terminal."""
    for variable in ("VISUAL", "EDITOR"):
        command = _named(environ.get(variable, ""), place, which)
        if command:
            return command
    for name in _ON_PATH:
        if found := which(name):
            return [found, *(_arguments(name, place) or ())]
    return None


def open_source(place: SourcePlace, environ: Mapping[str, str]) -> None:
    """Open a place; without an editor the desktop's own program for the file. Raises `MotiadError` where none does."""
    command = editor_command(place, environ)
    if command is None and sys.platform == "win32":
        command = ["notepad", str(place.file)]  # Windows would run a Python file, not show it
    if command is None:
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(place.file)))
    else:
        child = QProcess()
        child.setProgram(command[0])
        child.setArguments(command[1:])
        environment = QProcessEnvironment.systemEnvironment()
        environment.remove("MOTIA_API_KEY")
        child.setProcessEnvironment(environment)
        child.setWorkingDirectory(str(place.file.parent))
        child.setStandardInputFile(QProcess.nullDevice())
        child.setStandardOutputFile(QProcess.nullDevice())
        child.setStandardErrorFile(QProcess.nullDevice())
        opened = bool(child.startDetached())
    if not opened:
        raise MotiadError(
            ErrorCode.USAGE,
            f"No program here opens {place.file.name}.",
            hint="Set the variable VISUAL to your editor's command, “code --wait” say, and start the window again.",
        )


def _named(text: str, place: SourcePlace, which: Which) -> list[str] | None:
    try:
        words = shlex.split(text, posix=sys.platform != "win32")
    except ValueError:
        return None
    if not words or _IN_A_TERMINAL & set(words[1:]):
        return None
    name = PurePath(words[0].strip('"')).stem.lower()
    arguments, program = _arguments(name, place), which(words[0].strip('"'))
    if arguments is None or program is None:
        return None
    kept = [word for word in words[1:] if word not in ("-g", "--goto")]
    return [program, *kept, *arguments]


def _arguments(name: str, place: SourcePlace) -> list[str] | None:
    """Return how an editor is told a place; None for one that is not known to have a window."""
    file = str(place.file)
    line, column = place.line, place.column or 1
    exact = f"{file}:{line}:{column}" if line else file
    if name in _GOTO:
        return ["--goto", exact]
    if name in _COLON:
        return [exact]
    if name in _JETBRAINS:
        return ["--line", str(line), "--column", str(column), file] if line else [file]
    if name in _EMACS:
        wait = ["--no-wait"] if name == "emacsclient" else []
        return [*wait, *([f"+{line}:{column}"] if line else []), file]
    if name in _PLUS:
        return [f"+{line}", file] if line else [file]
    if name == "kate":
        return ["--line", str(line), "--column", str(column), file] if line else [file]
    return None
