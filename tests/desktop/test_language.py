"""Translations: German is complete, and is what is shown where it is the system's language."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import states
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from motia_desktop.actions import Actions
from motia_desktop.language import translators
from motia_desktop.resources import resource
from motia_desktop.wording import PHASE_NAMES, state

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
GERMAN = resource("translations") / "de.ts"
_BLANKS = re.compile(r"\{\w*\}|%n")


def _messages(file: Path) -> Iterator[tuple[str, str, str | None, list[str]]]:
    """Yield context, source, type and the translation's forms."""
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield context.findtext("name"), message.findtext("source"), translation.get("type"), forms


def test_german_is_complete(tmp_path: Path) -> None:
    fresh = tmp_path / "de.ts"
    shutil.copy(GERMAN, fresh)
    sources = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "motia_desktop").rglob("*.py"))]
    command = [TOOLS / "pyside6-lupdate", "-silent", *sources, "-no-obsolete", "-locations", "none", "-ts", fresh]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    there = {(context, source) for context, source, _, _ in _messages(GERMAN)}
    wanted = {(context, source) for context, source, _, _ in _messages(fresh)}
    assert sorted(wanted - there) == []
    unfinished = [source for _, source, kind, forms in _messages(GERMAN) if kind or not all(forms)]
    assert unfinished == []


def test_every_blank_is_filled_in_german_as_well() -> None:
    for _, source, _, forms in _messages(GERMAN):
        for form in forms:
            assert sorted(_BLANKS.findall(form)) == sorted(_BLANKS.findall(source)), source


def test_the_compiled_translation_is_up_to_date(tmp_path: Path) -> None:
    compiled = tmp_path / "de.qm"
    subprocess.run([TOOLS / "pyside6-lrelease", "-silent", GERMAN, "-qm", compiled], check=True, timeout=60)
    assert compiled.read_bytes() == (resource("translations") / "de.qm").read_bytes()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    ours = translators(["de-AT", "en"])
    for each in ours:
        qapp.installTranslator(each)
    yield
    for each in ours:
        qapp.removeTranslator(each)


def test_speaks_german(german: None) -> None:
    assert Actions().new.text() == "Neues Deployment…"
    assert PHASE_NAMES["build"] == "Bau"
    assert state(states.failed()) == "Gescheitert"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_speaks_english_where_that_or_nothing_we_know_is_asked_for() -> None:
    assert translators(["en-GB", "de-DE"]) == []
    assert translators(["xx"]) == []
    assert translators(["xx", "de"])
