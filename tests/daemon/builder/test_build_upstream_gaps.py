"""Valid projects on which the official build fails or goes wrong (`upstream-facts.md`, section 4): a test for each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]

STEP = "src/orders/a_step.py"
BUNDLE = "python/src/orders/a_step.zip"
PROJECT = {
    "src/services/__init__.py": "NAME = 'services'\n",
    "src/services/x.py": "y = 1\n",
    "src/services/other.py": "z = 2\n",
    "src/orders/near.py": "here = True\n",
}
SERVICES = {"src/services/__init__.py"}
X = SERVICES | {"src/services/x.py"}


def python_step(head: str, name: str = "A") -> str:
    config = f'{{"type": "event", "name": "{name}", "subscribes": ["t"], "emits": []}}'
    return f"{head}\nconfig = {config}\nasync def handler(input, context): ...\n"


@pytest.mark.parametrize(
    ("head", "files"),
    [
        pytest.param("import urllib.parse", set(), id="urllib.parse"),
        pytest.param("from collections.abc import Mapping", set(), id="collections.abc"),
        pytest.param("import os.path\nfrom os.path import join", set(), id="os.path"),
        pytest.param("from concurrent.futures import ThreadPoolExecutor", set(), id="concurrent.futures"),
        pytest.param("import zoneinfo", set(), id="zoneinfo"),
        pytest.param("import tomllib", set(), id="tomllib"),
        pytest.param("def f(v):\n    match v:\n        case {'a': b}:\n            return b", set(), id="match"),
        pytest.param("if (n := 3) > 2:\n    pass", set(), id="walrus"),
        pytest.param("def f(a, /, b): ...", set(), id="positional-only"),
        pytest.param("try:\n    pass\nexcept* ValueError:\n    pass", set(), id="except star"),
        pytest.param("def f():\n    with (open('a') as a, open('b') as b):\n        ...", set(), id="with ()"),
        pytest.param("MANY = 1_000", set(), id="1_000"),
        pytest.param("from src import services", SERVICES, id="from src import services"),
        pytest.param("from . import near", {"src/orders/near.py"}, id="from . import x"),
        pytest.param("from ..services import x", X, id="from ..services import a"),
        pytest.param(
            "try:\n    import ujson as json\nexcept ImportError:\n    import json", set(), id="try: import ujson"
        ),
        pytest.param("import src.services.x, src.services.other", X | {"src/services/other.py"}, id="import a, b"),
        pytest.param(
            "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent / '../../src'))\n"
            "from services.x import y",
            X,
            id="sys.path.insert",
        ),
    ],
)
async def test_python_that_upstream_cannot_read(project: Make, build: Any, head: str, files: set[str]) -> None:
    await build(project({**PROJECT, STEP: python_step(head)}))
    assert set(build.told.entries(BUNDLE)) == {STEP, *files}
    assert not any("nothing" in line or "neither" in line for line in build.told.lines)


@pytest.mark.parametrize(
    ("wanted", "head", "brought"),
    [
        pytest.param("top", "import deep", {"deep.py"}, id="dependencies of dependencies"),
        pytest.param("many", "import second", {"first.py", "second.py"}, id="several top-level modules"),
        pytest.param("google-auth", "from google.oauth2 import service", {"google/oauth2/service.py"}, id="dotted"),
        pytest.param("Pillow", "from PIL import Image", {"PIL/Image.py"}, id="Pillow / pillow"),
        pytest.param("dashed_name", "import dashed", {"dashed.py"}, id="dashes"),
        pytest.param("top\nmany", "import top, first", {"top.py", "deep.py", "first.py"}, id="import a, b"),
    ],
)
async def test_packages_that_upstream_leaves_out(
    project: Make, build: Any, wheels: Callable[..., None], wanted: str, head: str, brought: set[str]
) -> None:
    made = project(
        {"requirements.txt": f"--no-index\n--find-links wheels\n{wanted}\nunused\n", STEP: python_step(head)}
    )
    wheels(made / "wheels", "deep", {"deep.py": ""})
    wheels(made / "wheels", "top", {"top.py": "import deep\n"}, ("deep",))
    wheels(
        made / "wheels",
        "many",
        {"first.py": "", "second.py": "", "many-1.0.dist-info/top_level.txt": "first\nsecond\n"},
    )
    wheels(made / "wheels", "google-auth", {"google/oauth2/service.py": "", "google/auth.py": ""})
    wheels(made / "wheels", "pillow", {"PIL/__init__.py": "", "PIL/Image.py": ""})
    wheels(made / "wheels", "dashed-name", {"dashed.py": ""})
    wheels(made / "wheels", "unused", {"unused.py": ""})
    await build(made)
    entries = set(build.told.entries(BUNDLE))
    assert brought <= entries
    assert "unused.py" not in entries


def node_step(head: str, more: str = "", kind: str = "type: 'event', subscribes: ['t']", name: str = "A") -> str:
    return (
        f"{head}\nexport const config = {{ {kind}, name: '{name}', emits: [], {more} }}\n"
        "export const handler = async () => ({ status: 200 })\n"
    )


@pytest.mark.node
async def test_an_import_of_a_folder_with_an_index(node_project: Make, build: Any) -> None:
    files = {"src/lib/index.ts": "export const t = 'from.index'\n"}
    step = node_step("import { t } from './lib'", "description: t")
    built = await build(node_project({**files, "src/a.step.ts": step}))
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["description"] == "from.index"


@pytest.mark.node
async def test_a_native_module_fails_with_a_way_out(node_project: Make, build: Any) -> None:
    files = {"src/native.node": "\x7fELF", "src/a.step.ts": node_step("import './native.node'"), "src/b.step.ts": "x"}
    with pytest.raises(MotiadError) as caught:
        await build(node_project(files))
    assert caught.value.message.startswith('src/a.step.ts:1:8: No loader is configured for ".node" files')
    assert "name the package under `external` in esbuild.config.json" in str(caught.value.hint)
    assert "includeFiles" in str(caught.value.hint)


@pytest.mark.node
async def test_a_native_module_that_is_left_outside_builds(node_project: Make, build: Any) -> None:
    """What the hint says: the package stays outside the bundle, and its files come along."""
    loader = "export const handler2 = () => require('../vendor/sharp/index.js')"
    made = node_project(
        {
            "esbuild.config.json": '{"external": ["../vendor/sharp/index.js"]}',
            "vendor/sharp/index.js": "module.exports = require('./sharp.node')\n",
            "vendor/sharp/sharp.node": "\x7fELF",
            "src/a.step.ts": node_step(loader, "includeFiles: ['../vendor/sharp/*']"),
        }
    )
    await build(made)
    assert {"vendor/sharp/index.js", "vendor/sharp/sharp.node"} <= set(build.told.entries("node/src/a.step.zip"))
    assert 'require("../vendor/sharp/index.js")' in build.told.content("node/src/a.step.zip", "src/a.step.js")


@pytest.mark.node
async def test_included_files_are_in_the_router_once(node_project: Make, build: Any) -> None:
    def api(name: str) -> str:
        return node_step("", "includeFiles: ['./t.txt']", f"type: 'api', method: 'GET', path: '/{name}'", name)

    await build(node_project({"src/a.step.ts": api("A"), "src/b.step.ts": api("B"), "src/t.txt": "t"}))
    assert build.told.entries("router-node.zip") == ["router.js", "router.js.map", "src/t.txt"]


@pytest.mark.node
async def test_a_package_hoisted_to_the_monorepos_root(node_project: Make, build: Any) -> None:
    root = node_project({"packages/api/package.json": '{"name": "api"}'})
    member = root / "packages" / "api"
    (member / "src").mkdir()
    (member / "src/a.step.ts").write_text(
        node_step("import { z } from 'zod'", "input: z.object({ id: z.string() })"), "utf-8"
    )
    built = await build(member)
    schema = built.manifest.steps["node/src/a.step.zip"]["config"]["input"]
    assert schema["properties"] == {"id": {"type": "string"}}


@pytest.mark.node
async def test_a_frontend_beside_the_steps(node_project: Make, build: Any) -> None:
    """The frontend's own package.json, `.step.tsx` and a requirements.txt that no step needs are no trouble."""
    made = node_project(
        {
            "requirements.txt": "no-such-package-anywhere==9\n",
            "frontend/package.json": json.dumps({"name": "frontend", "type": "module"}),
            "frontend/src/a.step.ts": "not a step {",
            "src/a.step.ts": node_step(""),
            "src/Wizard.step.tsx": "export const Wizard = () => <p/>\n",
        }
    )
    built = await build(made)
    assert list(built.manifest.steps) == ["node/src/a.step.zip"]


@pytest.mark.node
async def test_middleware_is_left_out_of_the_config(node_project: Make, build: Any) -> None:
    step = node_step("const m = async () => {}", "middleware: [m, m]", "type: 'api', method: 'GET', path: '/a'")
    built = await build(node_project({"src/a.step.ts": step}))
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["middleware"] == []


@pytest.mark.node
async def test_a_variable_that_is_needed_at_import_comes_from_the_env_file(node_project: Make, build: Any) -> None:
    needs = "if (!process.env.NEEDED) throw new Error('NEEDED is not set')"
    await build(node_project({".env": "NEEDED=yes\n", "src/a.step.ts": node_step(needs)}))
    assert list(build.told.built) == ["src/a.step.ts"]


async def test_a_python_variable_that_is_needed_at_import_comes_from_the_env_file(project: Make, build: Any) -> None:
    await build(project({".env": "NEEDED=yes\n", STEP: python_step("import os\nNEEDED = os.environ['NEEDED']")}))
    assert list(build.told.built) == [STEP]
