"""What goes out of the house holds no secret: planted ones are looked for in every spelling."""

import base64
import json
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from living import running

from motia_desktop.orders import Order, Recipe
from motia_desktop.support_bundle import SupportBundle
from motiad.client import find
from motiad.errors import MotiadError
from motiad.paths import Paths

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]

VALUE, KEY, KEPT, BEARER = "sk-planted/value+0123", "api-key-planted-4567", "preset-planted-89ab", "planted-bearer-cdef"


def spellings(secret: str) -> list[bytes]:
    raw = secret.encode()
    return [
        raw,
        base64.b64encode(raw),
        raw.hex().encode(),
        quote(secret, safe="").encode(),
        json.dumps(secret).encode(),
    ]


async def test_planted_secrets_are_not_in_it(base: Path, project: Path, until: Until, tmp_path: Path) -> None:
    async with running(base) as desktop:
        await until(lambda: desktop.connection.online)
        keys = desktop.house._keys
        await keys.set("motia", KEY)
        await desktop.house._presets.keep(project, "staging", {"PRESET": KEPT})
        order = Order(Recipe(project, "local", "staging", env_names=("STRIPE",)), "v1", {"STRIPE": VALUE})
        deployment_id = await desktop.commands.deploy(order)
        await until(lambda: (found := desktop.store.get(deployment_id)) and found.terminal)
        info = await find(Paths.under(base))
        assert info is not None
        planted = [VALUE, KEY, KEPT, info.token]
        lines = [f"step said {each.decode()}" for secret in planted for each in spellings(secret)]
        lines += [f"Authorization: Bearer {BEARER}", f'{{"password": "{BEARER}"}}', "an innocent line"]
        for name in ("motiad.log", "motia-desktop.log"):
            with (base / "log" / name).open("a") as log:
                log.write("\n".join(lines) + "\n")
        data = desktop.store.get(deployment_id)
        assert data is not None
        desktop.store.put(data.model_copy(update={"message": f"ended with {VALUE}", "outputs": {"secret": VALUE}}))
        said: list[str] = []
        desktop.house.said.connect(said.append)
        target = tmp_path / "support.zip"
        await desktop.house.write_bundle(target)
    with zipfile.ZipFile(target) as bundle:
        found = {name: bundle.read(name) for name in bundle.namelist()}
    assert {"versions.json", "doctor.json", "deployments.json", "motiad.log", "motia-desktop.log"} <= set(found)
    for name, content in found.items():
        for secret in (*planted, BEARER):
            for spelling in spellings(secret):
                assert spelling.strip(b'"') not in content, (name, spelling)
        assert str(Path.home()).encode() not in content
    assert b"an innocent line" in found["motiad.log"]
    [told] = json.loads(found["deployments.json"])
    assert (told["id"], told["status"], told["version"]) == (deployment_id, "completed", "v1")
    assert not {"build", "upload", "build_logs", "outputs"} & set(told)
    assert json.loads(found["versions.json"])["motiad"]["version"]
    assert json.loads(found["doctor.json"].splitlines()[0])
    assert str(target) in said[-1]


async def test_a_file_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    bundle = SupportBundle(Paths.under(tmp_path / "base"), [])
    with pytest.raises(MotiadError) as refused:
        await bundle.write(tmp_path / "nowhere" / "x.zip", [], None)
    assert "cannot be written" in refused.value.message
    assert refused.value.hint
