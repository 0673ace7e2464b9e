"""What makes a bundle good."""

import struct
import zipfile

import pytest

from motiad.localcloud.bundles import fault


@pytest.fixture
def check(tmp_path):
    def check(data, must_hold="src/a.js", max_bytes=10_000):
        path = tmp_path / "bundle.zip"
        path.write_bytes(data)
        return fault(path, must_hold=must_hold, max_bytes=max_bytes)

    return check


def test_a_whole_zip_is_good(check, zip_of):
    assert check(zip_of({"src/a.js": "x" * 5000, "src/a.js.map": "{}"})) is None


def test_upstream_may_name_a_file_twice(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("router.py", "1")
        archive.writestr("router.py", "2")
    assert fault(tmp_path / "a.zip", must_hold="router.py", max_bytes=100) is None


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_told(check, data):
    assert check(data) == "is not a readable zip"


def test_every_truncation_is_told(check, zip_of):
    data = zip_of({"src/a.js": "content"})
    for length in range(len(data)):
        assert check(data[:length]) is not None


def test_a_flipped_bit_is_told(check, zip_of):
    data = bytearray(zip_of({"src/a.js": "0123456789" * 50}))
    data[45] ^= 0xFF
    assert check(bytes(data)) in ("is damaged: src/a.js fails its checksum", "is not a readable zip")


def test_a_missing_entry_point_is_told(check, zip_of):
    assert check(zip_of({"src/b.js": ""})) == "does not hold src/a.js"


def test_a_bomb_is_told_before_it_is_read(check, zip_of):
    assert check(zip_of({"src/a.js": "0" * 3_000_000}), max_bytes=1024**2) == "holds more than 1 MB uncompressed"


def test_a_bomb_that_lies_about_its_size_is_not_read_to_the_end(check, zip_of):
    data = bytearray(zip_of({"src/a.js": "0" * 3_000_000}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<L", 10)
    assert check(bytes(data), max_bytes=1024**2) is not None


def test_unknown_compression_and_encryption_are_told(check, zip_of):
    data = bytearray(zip_of({"src/a.js": "x"}))
    directory = data.rindex(b"PK\x01\x02")
    method = bytearray(data)
    method[directory + 10] = 99
    assert check(bytes(method)) == "is compressed in a way that cannot be read"
    encrypted = bytearray(data)
    encrypted[6] |= 1
    encrypted[directory + 8] |= 1
    assert check(bytes(encrypted)) == "is not a readable zip"


def test_a_bundle_that_is_gone_is_told(tmp_path):
    assert fault(tmp_path / "gone.zip", must_hold="a", max_bytes=1) == "is no longer on disk"
