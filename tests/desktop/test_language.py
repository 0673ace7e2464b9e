"""Translations: German is complete, and so are English plurals; each is shown where it is the system's language."""

import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import states
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

import motia_desktop
from motia_desktop.actions import Actions
from motia_desktop.language import translators
from motia_desktop.resources import resource
from motia_desktop.tray.counted import Counted
from motia_desktop.wording import PHASE_NAMES, state

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
LANGUAGES = ("de", "en")
_BLANKS = re.compile(r"\{\w*\}|%L?n")


def _messages(file: Path) -> Iterator[tuple[str, str, str | None, list[str]]]:
    """Yield context, source, type and the translation's forms."""
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield context.findtext("name"), message.findtext("source"), translation.get("type"), forms


def _texts(language: str) -> Path:
    return resource("translations") / f"{language}.ts"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language: str, tmp_path: Path) -> None:
    """English has only what has a plural; `lupdate` sees that of `tr` alone, not of `translate`."""
    fresh = tmp_path / f"{language}.ts"
    shutil.copy(_texts(language), fresh)
    sources = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "motia_desktop").rglob("*.py"))]
    options = ["-silent", "-no-obsolete", "-locations", "none", *(["-pluralonly"] if language == "en" else [])]
    command = [TOOLS / "pyside6-lupdate", *options, *sources, "-ts", fresh]
    subprocess.run(command, cwd=ROOT, check=True, timeout=200)
    there = {(context, source) for context, source, _, _ in _messages(_texts(language))}
    wanted = {(context, source) for context, source, _, _ in _messages(fresh)}
    assert sorted(wanted - there) == []
    unfinished = [source for _, source, kind, forms in _messages(_texts(language)) if kind or not all(forms)]
    assert unfinished == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_blank_is_filled_in_every_form(language: str) -> None:
    for _, source, _, forms in _messages(_texts(language)):
        assert bool(re.search("%L?n", source)) == (len(forms) == 2), f"{source}: a number needs a plural"
        for form in forms:
            wanted, filled = sorted(_BLANKS.findall(source)), sorted(_BLANKS.findall(form))
            one = len(forms) == 2 and form is forms[0]  # "the only one" needs no number
            assert filled == wanted or (one and filled == [blank for blank in wanted if blank[0] == "{"]), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_translation_is_up_to_date(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / f"{language}.qm"
    command = [TOOLS / "pyside6-lrelease", "-silent", _texts(language), "-qm", compiled]
    subprocess.run(command, check=True, timeout=200)
    assert compiled.read_bytes() == (resource("translations") / f"{language}.qm").read_bytes()


def test_what_has_a_plural_belongs_to_no_base_class() -> None:
    """`tr` of a derived class asks for a text of its own first, and takes the number, filled in, for an answer."""
    contexts = {context for context, source, _, _ in _messages(_texts("en"))}
    for _, name, _ in pkgutil.walk_packages(motia_desktop.__path__, "motia_desktop."):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    bases = {base.__name__ for kind in _below(QObject) for base in kind.__mro__[1:]}
    assert contexts & bases == set()


def _below(kind: type) -> Iterator[type]:
    for derived in type.__subclasses__(kind):
        yield derived
        yield from _below(derived)


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
    for languages in (["en-GB", "de-DE"], ["C"], ["xx"], []):
        assert [each.language() for each in translators(languages)] == ["en_GB"]
    assert translators(["xx", "de"])[0].language() == "de_DE"


def test_one_is_said_otherwise_than_two() -> None:
    words = Counted()
    assert (words.ended(1), words.ended(2)) == ("1 deployment has ended", "2 deployments have ended")


def test_one_is_said_otherwise_than_two_in_german(german: None) -> None:
    words = Counted()
    assert (words.ended(1), words.ended(2)) == ("1 Deployment ist zu Ende", "2 Deployments sind zu Ende")
    assert (words.succeeded(1), words.failed(5)) == ("1 gelungen", "5 gescheitert")
    assert words.running(3).format(40) == "Motia: 3 Deployments laufen, 40 %"
