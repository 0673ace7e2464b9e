"""The language of the window: the person's own where there is a translation, English otherwise.

The texts in the program are English already; `en.ts` holds those with a number once more, in both forms.
"""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from motia_desktop.resources import resource


def translators(languages: Iterable[str]) -> list[QTranslator]:
    """Return what translates our texts and Qt's own into the first of these languages there is, or into English."""
    for language in languages:
        code = language.replace("_", "-").partition("-")[0]
        if code in ("en", "C"):
            break
        ours = QTranslator()
        if ours.load(code, str(resource("translations"))):
            theirs = QTranslator()
            path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            return [ours, theirs] if theirs.load(f"qtbase_{code}", path) else [ours]
    plurals = QTranslator()
    return [plurals] if plurals.load("en", str(resource("translations"))) else []


def speak(app: QCoreApplication, languages: Iterable[str] | None = None) -> None:
    """Have an application speak the first of these languages, or the system's; before any widget is made."""
    wanted = QLocale.system().uiLanguages() if languages is None else languages
    found = translators(wanted)
    QLocale.setDefault(QLocale(found[0].language() if found else "en"))  # what is not a text: names of months
    for translator in found:
        translator.setParent(app)
        app.installTranslator(translator)
