import zipfile
from pathlib import Path

from motiad.builder.archive import Entry, largest_entries, package_entries, uncompressed_size, write_zip


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "a.js"
    source.write_text("const a = 1\n" * 100)
    first = [Entry("b.txt", b"b"), Entry("a.js", source)]
    assert write_zip(tmp_path / "1.zip", first) == (tmp_path / "1.zip").stat().st_size
    source.touch()
    write_zip(tmp_path / "deep" / "2.zip", reversed(first))
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "deep" / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.testzip() is None
        assert [(info.filename, info.date_time[0]) for info in archive.infolist()] == [("a.js", 1980), ("b.txt", 1980)]
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())


def test_a_base_is_taken_as_it_is(tmp_path: Path) -> None:
    write_zip(tmp_path / "base.zip", [Entry("lib.py", b"lib"), Entry("requirements.txt", b"theirs")])
    write_zip(tmp_path / "s.zip", [Entry("a.py", b"a"), Entry("requirements.txt", b"mine")], tmp_path / "base.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert archive.namelist() == ["lib.py", "requirements.txt", "a.py"]
        assert archive.read("requirements.txt") == b"theirs"


def test_tells_sizes(tmp_path: Path) -> None:
    write_zip(tmp_path / "s.zip", [Entry("a", b"x" * 1000), Entry("b", b"y" * 10)])
    assert uncompressed_size(tmp_path / "s.zip") == 1010
    assert largest_entries(tmp_path / "s.zip", 1) == [("a", 1000)]


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
