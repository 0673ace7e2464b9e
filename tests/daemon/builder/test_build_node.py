"""Node steps from sources to zips, with real esbuild and Node."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.errors import MotiadError

pytestmark = pytest.mark.node
Make = Callable[[dict[str, str]], Path]

EVENT = "type: 'event', subscribes: ['x'], emits: []"


def api(name: str, path: str) -> str:
    config = f"{{ type: 'api', name: '{name}', method: 'GET', path: '{path}', emits: [] }}"
    return f"export const config = {config}\nexport const handler = async () => ({{ status: 200, body: '{name}' }})\n"


async def test_bundles_a_step_with_what_it_imports(node_project: Make, build: Any) -> None:
    project = node_project(
        {
            "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"]}}}',
            "src/lib/index.ts": "export const topic: string = 'order.placed'\n",
            "src/a.step.ts": "import { topic } from '@/lib'\nimport { z } from 'zod'\nexport const config = "
            "{ type: 'event', name: 'A', subscribes: [topic], emits: [], "
            "input: z.object({ a: z.string().describe('the a') }), includeFiles: ['./mail.html'] }\n"
            "export const handler = async () => {}\n",
            "src/mail.html": "<p>",
        }
    )
    built = await build(project)
    assert build.told.steps == {"src/a.step.ts": ("node", "event")}
    [bundle] = built.bundles
    assert (bundle.path, bundle.language, bundle.type) == ("node/src/a.step.zip", "node", "event")
    assert bundle.size == bundle.file.stat().st_size == build.told.built["src/a.step.ts"]
    assert build.told.entries("node/src/a.step.zip") == ["src/a.step.js", "src/a.step.js.map", "src/mail.html"]
    step = built.manifest.steps["node/src/a.step.zip"]
    assert (step["type"], step["entrypointPath"]) == ("node", "/src/a.step.js")
    assert step["filePath"] == str(project / "src/a.step.ts")
    assert step["config"]["subscribes"] == ["order.placed"]
    assert step["config"]["input"] == {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"a": {"type": "string", "description": "the a"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    manifest = json.loads((build.told.output / "motia.steps.json").read_text())
    assert manifest == {"steps": dict(built.manifest.steps), "streams": {}, "routers": {}}


async def test_the_router_holds_every_api_step(node_project: Make, build: Any, tmp_path: Path) -> None:
    project = node_project({"src/b.step.ts": api("B", "/b/:id"), "steps/a_step.js": api("A", "/a")})
    built = await build(project)
    assert built.manifest.routers == {"node": "router-node.zip"}
    router = built.bundles[-1]
    assert (router.path, router.type, router.language) == ("router-node.zip", "api", "node")
    assert build.told.entries("router-node.zip") == ["router.js", "router.js.map"]
    (tmp_path / "router.js").write_text(build.told.content("router-node.zip", "router.js"))
    script = "const { routerPaths } = require('./router.js');"
    script += "Promise.all(Object.entries(routerPaths).map(async ([key, route]) =>"
    script += "[key, route.stepName, (await route.handler()).body])).then((all) => console.log(JSON.stringify(all)))"
    said = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
    assert json.loads(said) == [["GET /b/:id", "B", "B"], ["GET /a", "A", "A"]]


async def test_commonjs_noop_and_streams(node_project: Make, build: Any) -> None:
    project = node_project(
        {
            "src/a.step.js": f"module.exports = {{ config: {{ {EVENT}, name: 'A' }}, handler: async () => {{}} }}\n",
            "src/n.step.ts": "export const config = { type: 'noop', name: 'N', virtualEmits: [] }\n",
            "src/s.stream.ts": "import { z } from 'zod'\nexport const config = "
            "{ name: 's', schema: z.object({}), baseConfig: { storageType: 'default' } }\n",
            "src/c.stream.ts": "export const config = { name: 'c', baseConfig: { storageType: 'custom' } }\n",
        }
    )
    built = await build(project)
    assert list(built.manifest.steps) == ["node/src/a.step.zip"]
    assert built.manifest.streams == {"s": {"name": "s", "storageType": "default"}}
    assert "src/n.step.ts" not in build.told.steps
    assert any("the stream c is not deployed" in line for line in build.told.lines)


async def test_only_noop_steps_are_nothing_to_deploy(node_project: Make, build: Any) -> None:
    project = node_project({"src/n.step.ts": "export const config = { type: 'noop', name: 'N' }\n"})
    with pytest.raises(MotiadError) as caught:
        await build(project)
    assert caught.value.code == "NO_STEPS"


async def test_every_broken_step_is_named_in_one_run(node_project: Make, build: Any) -> None:
    throws = "const f = () => {\n  throw new Error('boom')\n}\n"
    project = node_project(
        {
            "src/lib/shared.ts": "export const a = {\n  b: 1,,\n}\n",
            "src/a.step.ts": "import { a } from './lib/shared'\nexport const config = { name: 'A', a }\n",
            "src/b.step.ts": f"export const config = {{ {EVENT} name: 'B' }}\n",
            "src/c.step.ts": f"import x from 'no-such'\nexport const config = {{ {EVENT}, name: 'C', x }}\n",
            "src/d.step.ts": f"{throws}export const config = {{ {EVENT}, name: 'D', x: f() }}\n",
            "src/e.step.js": "process.exit(3)\n",
            "src/f.step.js": "console.log('from f')\nexports.handler = () => {}\n",
            "src/g.step.ts": f"export const config = {{ {EVENT} }}\n",
            "src/h.step.ts": f"export const config = {{ {EVENT}, name: 'H', n: 1n }}\n",
            "src/ok.step.ts": f"export const config = {{ {EVENT}, name: 'Ok' }}\n",
            "src/s.stream.ts": "export const config = { schema: {} }\n",
        }
    )
    with pytest.raises(MotiadError) as caught:
        await build(project)
    assert caught.value.code == "BUILD_FAILED"
    assert caught.value.message.startswith("src/lib/shared.ts:2:8: ")
    assert caught.value.message.endswith("(8 other steps cannot be built either)")
    failures = build.told.failures
    assert list(build.told.built) == ["src/ok.step.ts"]
    assert failures["src/a.step.ts"] == (
        'src/lib/shared.ts:2:8: Expected identifier but found ","\n  2 │   b: 1,,\n    ╵        ^'
    )
    assert failures["src/b.step.ts"].startswith("src/b.step.ts:1:")
    assert failures["src/c.step.ts"].startswith('src/c.step.ts:1:15: Could not resolve "no-such"')
    assert failures["src/d.step.ts"].startswith("src/d.step.ts:2:9: boom\n")
    assert "    ╵         ^" in failures["src/d.step.ts"]
    assert "process.exit(3)" in failures["src/e.step.js"]
    assert "exports no `config`" in failures["src/f.step.js"]
    assert "no `name`" in failures["src/g.step.ts"]
    assert "config.n is a BigInt" in failures["src/h.step.ts"]
    assert "no `name`" in failures["src/s.stream.ts"]
    assert "from f" in build.told.lines
    assert not (build.told.output / "motia.steps.json").exists()


async def test_a_step_that_hangs_or_dies_does_not_take_the_others_along(node_project: Make, build: Any) -> None:
    ok = f"export const config = {{ {EVENT}, name: 'Ok' }}\n"
    project = node_project(
        {
            "src/a.step.ts": f"while (true) {{}}\n{ok}",
            "src/b.step.ts": f"process.kill(process.pid, 'SIGKILL')\n{ok}",
            "src/c.step.ts": f"setInterval(() => {{}}, 1000)\n{ok}",
        }
    )
    with pytest.raises(MotiadError):
        await build(project, load_timeout=5.0)
    assert set(build.told.failures) == {"src/a.step.ts", "src/b.step.ts"}
    assert "did not end within 5 seconds" in build.told.failures["src/a.step.ts"]
    assert "ended the process" in build.told.failures["src/b.step.ts"]


async def test_configs_see_the_env_file_and_files_beside_the_step(node_project: Make, build: Any) -> None:
    build.environ["SECRET_OF_OURS"] = "s"
    project = node_project(
        {
            ".env": "TOPIC=from.env\n",
            "src/topic.txt": "from.file",
            "src/a.step.ts": "import { readFileSync } from 'node:fs'\nimport { fileURLToPath } from 'node:url'\n"
            "const here = fileURLToPath(new URL('./topic.txt', import.meta.url))\n"
            "export const config = { type: 'event', name: 'A', emits: [], subscribes: [process.env.TOPIC, "
            "readFileSync(here, 'utf8'), readFileSync(`${__dirname}/topic.txt`, 'utf8'), "
            "String(process.env.SECRET_OF_OURS)] }\n",
        }
    )
    built = await build(project)
    config = built.manifest.steps["node/src/a.step.zip"]["config"]
    assert config["subscribes"] == ["from.env", "from.file", "from.file", "undefined"]
    assert any("import.meta" in line for line in build.told.lines)


async def test_a_package_only_a_bundler_can_load(node_project: Make, build: Any) -> None:
    project = node_project({"package.json": "{}", "lib/raw/package.json": '{"name": "raw", "main": "index.ts"}'})
    (project / "lib/raw/index.ts").write_text("export enum Topic { Placed = 'placed' }\n")
    (project / "src").mkdir()
    (project / "src/a.step.ts").write_text(
        "import { Topic } from 'raw'\n"
        "export const config = { type: 'event', name: 'A', emits: [], subscribes: [Topic.Placed] }\n"
    )
    packages = project / "node_modules"
    target = packages.resolve()
    packages.unlink()
    packages.mkdir()
    for package in target.iterdir():
        (packages / package.name).symlink_to(package)
    (packages / "raw").symlink_to(project / "lib/raw")
    built = await build(project)
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["subscribes"] == ["placed"]


async def test_the_projects_esbuild_options_count(node_project: Make, build: Any) -> None:
    project = node_project(
        {
            "esbuild.config.json": '{"define": {"TOPIC": "\\"defined\\""}, '
            '"minify": true, "sourcemap": false, "outdir": "x"}',
            "src/a.step.ts": "declare const TOPIC: string\nexport const config = "
            "{ type: 'event', name: 'A', emits: [], subscribes: [TOPIC] }\n",
        }
    )
    built = await build(project)
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["subscribes"] == ["defined"]
    assert build.told.entries("node/src/a.step.zip") == ["src/a.step.js"]
    assert build.told.content("node/src/a.step.zip", "src/a.step.js").count("\n") <= 2
    assert "The esbuild option outdir is ignored: motiad decides where output goes" in build.told.lines


async def test_a_nonsense_option_is_told_of(node_project: Make, build: Any) -> None:
    project = node_project({"esbuild.config.json": '{"nonsense": true}', "src/a.step.ts": api("A", "/a")})
    with pytest.raises(MotiadError, match=r'Invalid build flag: "--nonsense"'):
        await build(project)


async def test_validators_run_before_bundling(node_project: Make, build: Any) -> None:
    project = node_project({"src/a.step.ts": api("Same", "/a"), "src/b.step.ts": api("Same", "/a")})
    with pytest.raises(MotiadError) as caught:
        await build(project)
    assert caught.value.code == "VALIDATION_FAILED"
    assert set(build.told.failures) == {"src/b.step.ts"}
    assert not list(build.told.output.rglob("*.zip"))


async def test_middleware_is_no_json(node_project: Make, build: Any) -> None:
    source = api("A", "/a").replace("emits: []", "emits: [], middleware: [async () => {}]")
    built = await build(node_project({"src/a.step.ts": source}))
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["middleware"] == []


async def test_an_earlier_builds_zips_go_and_nothing_else(node_project: Make, build: Any) -> None:
    project = node_project({"src/a.step.ts": api("A", "/a"), "src/b.step.ts": api("B", "/b")})
    await build(project)
    (build.told.output / "mine.zip").write_text("mine")
    (project / "src/b.step.ts").unlink()
    await build(project)
    assert not (build.told.output / "node/src/b.step.zip").exists()
    assert (build.told.output / "mine.zip").read_text() == "mine"


async def test_two_steps_cannot_be_one_bundle(node_project: Make, build: Any) -> None:
    project = node_project({"src/a.step.ts": api("A", "/a"), "src/a.step.js": api("B", "/b")})
    with pytest.raises(MotiadError, match=r"src/a\.step\.ts: its bundle would be the same as that of src/a\.step\.js"):
        await build(project)


async def test_names_with_spaces_and_signs(node_project: Make, build: Any) -> None:
    project = node_project({"src/my steps/a b (1).step.ts": api("A", "/a"), "src/ö/ü.step.ts": api("B", "/b")})
    built = await build(project)
    assert {bundle.path for bundle in built.bundles} == {
        "node/src/my steps/a b (1).step.zip",
        "node/src/ö/ü.step.zip",
        "router-node.zip",
    }
    assert "src/ö/ü.step.js" in build.told.entries("node/src/ö/ü.step.zip")


async def test_a_name_esbuild_cannot_take_is_told_of(node_project: Make, build: Any) -> None:
    project = node_project({"src/x=y/a.step.ts": api("A", "/a"), "src/b.step.ts": api("B", "/b")})
    with pytest.raises(MotiadError, match="takes no path with = in it"):
        await build(project)
    assert list(build.told.built) == ["src/b.step.ts"]


async def test_an_output_that_cannot_be_written_is_named(node_project: Make, build: Any) -> None:
    build.told.output.write_text("in the way")
    with pytest.raises(MotiadError, match="File exists") as caught:
        await build(node_project({"src/a.step.ts": api("A", "/a")}))
    assert caught.value.code == "BUILD_FAILED"


SCHEMA = """z.object({
  text: z.string().min(2).max(9).describe('some text'),
  mail: z.string().email(),
  count: z.number().int().min(1).max(100),
  ratio: z.number().gt(0).optional(),
  kind: z.enum(['a', 'b']),
  fixed: z.literal('x'),
  list: z.array(z.object({ ok: z.boolean() })).min(1),
  pair: z.tuple([z.string(), z.number()]),
  map: z.record(z.string(), z.number()),
  either: z.union([z.string(), z.number()]),
  maybe: z.string().nullable(),
  filled: z.number().default(3),
  any: z.any(),
  refined: z.string().refine((text) => text !== ''),
  open: z.object({}).passthrough(),
})"""


async def test_zod_3_schemas_become_what_zod_4_makes_of_the_same(node_project: Make, build: Any) -> None:
    def step(name: str, package: str) -> str:
        config = f"{{ {EVENT}, name: '{name}', input: {SCHEMA} }}"
        return f"import {{ z }} from '{package}'\nexport const config = {config}\n"

    built = await build(node_project({"src/a.step.ts": step("A", "zod/v3"), "src/b.step.ts": step("B", "zod")}))
    three = built.manifest.steps["node/src/a.step.zip"]["config"]["input"]
    four = built.manifest.steps["node/src/b.step.zip"]["config"]["input"]
    del four["properties"]["mail"]["pattern"]  # zod 4 writes its own pattern beside the format
    assert three == four


async def test_a_recursive_zod_3_schema_ends(node_project: Make, build: Any) -> None:
    project = node_project(
        {
            "src/a.step.ts": "import { z } from 'zod/v3'\n"
            "const node: z.ZodTypeAny = z.object({ next: z.lazy(() => node) })\n"
            f"export const config = {{ {EVENT}, name: 'A', input: node }}\n",
        }
    )
    built = await build(project)
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["input"]["properties"]["next"]["type"] == "object"
