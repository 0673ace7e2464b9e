import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder.children import Children
from motiad.builder.packages import Packages, Target, expire
from motiad.builder.toolchain import find_python, find_uv
from motiad.errors import MotiadError


@pytest.fixture
async def packages(tmp_path: Path, children: Children, wheels: Callable[..., None]) -> Packages:
    wheels(tmp_path / "wheels", "tiny", {"tiny/__init__.py": "HELLO = 'hi'\n"})
    options = ("--no-index", f"--find-links {tmp_path / 'wheels'}")
    env = {"PATH": os.environ["PATH"], "UV_CACHE_DIR": str(tmp_path / "uv")}
    return Packages(await find_uv(os.environ), tmp_path / "cache", children, env, options)


async def test_installs_a_set_once_and_keeps_it_for_a_day(packages: Packages) -> None:
    python = await find_python(os.environ)
    site = await packages.for_target(["tiny"], python, Target())
    assert (site / "tiny" / "__init__.py").is_file()
    assert packages.resolved == {site: ("tiny==1.0",)}
    (site / "mark").touch()
    assert (await packages.for_target(["tiny"], python, Target()) / "mark").exists()

    packages._under_way.clear()
    assert (await packages.for_target(["tiny"], python, Target()) / "mark").exists()

    packages._under_way.clear()
    packages.now = lambda: time.time() + 23 * 3600
    packages.resolved.clear()
    assert (await packages.for_target(["tiny"], python, Target()) / "mark").exists()
    assert packages.resolved == {site: ("tiny==1.0",)}, "what is kept is told as well"

    packages._under_way.clear()
    packages.now = lambda: time.time() + 25 * 3600
    assert not (await packages.for_target(["tiny"], python, Target()) / "mark").exists()
    assert [entry.name for entry in packages.cache.iterdir()] == [site.parent.name]


async def test_a_set_that_is_told_to_be_too_old_is_resolved_again(packages: Packages) -> None:
    python = await find_python(os.environ)
    site = await packages.for_target(["tiny"], python, Target())
    (site / "mark").touch()
    expire(packages.cache)
    packages._under_way.clear()
    assert not (await packages.for_target(["tiny"], python, Target()) / "mark").exists()


async def test_another_target_is_another_set(packages: Packages) -> None:
    python = await find_python(os.environ)
    here = await packages.for_target(["tiny"], python, Target())
    assert await packages.for_target(["tiny"], python, Target(version="3.12")) != here


async def test_says_what_cannot_be_installed(packages: Packages) -> None:
    with pytest.raises(MotiadError, match="no-such-thing cannot be installed") as caught:
        await packages.for_target(["no-such-thing"], await find_python(os.environ), Target())
    assert caught.value.code == "BUILD_FAILED"
    assert list(packages.cache.iterdir()) == []


@pytest.mark.parametrize(
    ("environ", "flags"),
    [
        ({}, ["--python-version", "3.13", "--python-platform", "x86_64-manylinux2014", "--only-binary=:all:"]),
        (
            {"MOTIA_PYTHON_VERSION": "3.12", "MOTIA_PLATFORM": "aarch64-manylinux2014", "MOTIA_ONLY_BINARY": "false"},
            ["--python-version", "3.12", "--python-platform", "aarch64-manylinux2014"],
        ),
    ],
)
def test_the_target_is_upstreams(environ: dict[str, str], flags: list[str]) -> None:
    assert Target.of(environ).flags() == flags
