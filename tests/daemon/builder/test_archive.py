import zipfile
from pathlib import Path

import pytest

from motiad.builder.archive import Entry, Written, largest_entries, package_entries, write_base, write_zip


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "a.js"
    source.write_text("const a = 1\n" * 100)
    first = [Entry("b.txt", b"b"), Entry("a.js", source)]
    written = write_zip(tmp_path / "1.zip", first)
    assert written == Written((tmp_path / "1.zip").stat().st_size, 1201)
    source.touch()
    write_zip(tmp_path / "deep" / "2.zip", reversed(first))
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "deep" / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.testzip() is None
        assert [(info.filename, info.date_time[0]) for info in archive.infolist()] == [("a.js", 1980), ("b.txt", 1980)]
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())


def test_a_base_is_taken_as_it_is(tmp_path: Path) -> None:
    base = write_base(tmp_path / "base", [Entry("lib.py", b"lib"), Entry("requirements.txt", b"theirs")])
    written = write_zip(tmp_path / "s.zip", [Entry("a.py", b"a"), Entry("requirements.txt", b"mine")], base)
    assert written == Written((tmp_path / "s.zip").stat().st_size, 10)
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["lib.py", "requirements.txt", "a.py"]
        assert archive.read("requirements.txt") == b"theirs"


def test_tells_the_largest(tmp_path: Path) -> None:
    write_zip(tmp_path / "s.zip", [Entry("a", b"x" * 1000), Entry("b", b"y" * 10)])
    assert largest_entries(tmp_path / "s.zip", 1) == [("a", 1000)]


def test_holds_names_and_contents_of_every_kind(tmp_path: Path) -> None:
    files = {"src/größe.ts": b"", "a" * 300: bytes(range(256)) * 5000}
    write_zip(tmp_path / "s.zip", [Entry(name, content) for name, content in files.items()])
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_too_many_files_are_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        write_zip(tmp_path / "s.zip", (Entry(str(number), b"") for number in range(65536)))


def test_packages_leave_behind_what_belongs_to_this_machine(tmp_path: Path) -> None:
    info = tmp_path / "tool-1.0.dist-info"
    for path in (info, tmp_path / "bin", tmp_path / "tool" / "__pycache__"):
        path.mkdir(parents=True)
    (tmp_path / ".lock").touch()
    (tmp_path / "bin" / "tool").write_text("#!/somewhere/python")
    (tmp_path / "tool" / "__init__.py").write_text("")
    (tmp_path / "tool" / "__pycache__" / "x.pyc").write_text("")
    (info / "RECORD").write_text("bin/tool,sha256=abc,12\ntool/__init__.py,,0\n")
    entries = {entry.name: entry.read() for entry in package_entries(tmp_path)}
    assert entries == {"tool/__init__.py": b"", "tool-1.0.dist-info/RECORD": b"tool/__init__.py,,0\n"}
