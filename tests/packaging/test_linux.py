"""What packages are made from: desktop entries, AppStream data, control fields, PyInstaller's spec, the installer."""

import configparser
import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
BUNDLE = ROOT / "packaging" / "bundle"
METAINFO = LINUX / "dev.motia.Desktop.metainfo.xml"
PROJECTS = [tomllib.loads((ROOT / name).read_text())["project"] for name in ("pyproject.toml", "daemon/pyproject.toml")]
PROGRAMS = {name for project in PROJECTS for kind in ("scripts", "gui-scripts") for name in project.get(kind, {})}
FILLED = {"@VERSION@": PROJECTS[0]["version"], "@DATE@": "2025-01-31", "@ARCHITECTURE@": "amd64", "@SIZE@": "1024"}
"""What packaging/package.sh puts into the templates."""


def filled(template: Path) -> str:
    text = template.read_text()
    for name, value in FILLED.items():
        text = text.replace(name, value)
    assert not re.search(r"@[A-Z]+@", text), "package.sh would leave this as it is"
    return text


@pytest.mark.parametrize("file", sorted(LINUX.glob("*.desktop")), ids=lambda file: file.stem)
def test_desktop_entries_start_programs_that_are_there(file, need):
    entry = configparser.RawConfigParser(strict=True, interpolation=None)
    entry.optionxform = str
    entry.read(file, encoding="utf-8")
    assert entry["Desktop Entry"]["Exec"].split()[0] in PROGRAMS
    assert entry["Desktop Entry"]["Icon"] == "dev.motia.Desktop"  # the name package.sh installs it by
    validator = shutil.which("desktop-file-validate")
    need(validator, "desktop-file-validate is not installed")
    ended = subprocess.run([validator, "--no-warn-deprecated", file], capture_output=True, text=True)
    assert ended.returncode == 0 and not ended.stdout, ended.stdout


def test_appstream_names_the_entry_and_every_program(tmp_path, need):
    component = ET.fromstring(filled(METAINFO).encode())
    assert component.findtext("launchable") == "dev.motia.Desktop.desktop"
    assert {binary.text for binary in component.iter("binary")} == PROGRAMS
    assert component.find("releases/release").get("version") == PROJECTS[0]["version"]
    validator = shutil.which("appstreamcli")
    need(validator, "appstreamcli is not installed")
    (tmp_path / METAINFO.name).write_text(filled(METAINFO))
    ended = subprocess.run(
        [validator, "validate", "--no-net", tmp_path / METAINFO.name], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout


def test_control_has_what_dpkg_wants():
    fields = Parser().parsestr(filled(LINUX / "control"))
    for name in ("Package", "Version", "Architecture", "Maintainer", "Description", "Installed-Size", "Depends"):
        assert fields[name], name
    depends = {part.strip().split()[0] for part in re.split(r"[,|]", fields["Depends"])}
    system = (ROOT / "packaging" / "setup" / "system.sh").read_text()
    wanted = " ".join(re.findall(r'^(?:QT|X)_PACKAGES="(.*)"', system, re.MULTILINE)).replace("|", " ")
    assert depends - {"libc6"} == set(wanted.split()), "set-up installs for Qt what the package depends on"


def test_the_spec_builds_every_program():
    spec = compile((BUNDLE / "motia-desktop.spec").read_text(), "motia-desktop.spec", "exec")
    constants = {word for one in spec.co_consts for word in (one if isinstance(one, tuple) else (one,))}
    assert constants >= PROGRAMS
    for name in PROGRAMS:
        target = next(project["scripts"][name] for project in PROJECTS if name in project.get("scripts", {}))
        module, function = target.split(":")
        entry = (BUNDLE / f"{name.replace('-', '_')}_entry.py").read_text()
        assert f"from {module} import {function}\n" in entry, "the bundle starts what the wheel starts"


def test_the_windows_installer_names_the_same_programs():
    script = (ROOT / "packaging" / "windows" / "motia-desktop.iss").read_text()
    assert {name.removesuffix(".exe") for name in re.findall(r"[\w-]+\.exe", script)} == PROGRAMS
    for source in re.findall(r"^LicenseFile=(.+)$", script, re.MULTILINE):
        assert (ROOT / "packaging" / "windows" / source.replace("\\", "/")).is_file()
