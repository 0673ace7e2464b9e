"""Generates projects of any size: `python tests/benchmarks/projects.py KIND STEPS DIR`.

KIND is `typescript` (zod and a shared file in each step), `pydantic` (Python steps with a model each) or `python`
(without dependencies). Used by the benchmark and to compare our build with the official one.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

KINDS = ("typescript", "pydantic", "python")


def generate(kind: str, steps: int, folder: Path) -> None:
    """Write a project; TypeScript ones still need a `node_modules` with esbuild and zod."""
    files = {"typescript": typescript, "pydantic": pydantic, "python": python}[kind](steps)
    for name, content in {"package.json": '{"name": "generated", "private": true}', **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def step_file(kind: str, number: int) -> str:
    """Return where the step of this number is."""
    return f"src/g{number % 10}/s{number}{'.step.ts' if kind == 'typescript' else '_step.py'}"


def typescript(steps: int) -> Mapping[str, str]:
    files = {
        "src/services/shared.ts": (
            "import { z } from 'zod'\n"
            "export const base = z.object({ id: z.string(), n: z.number() })\n"
            "export const twice = (x: number) => x * 2\n"
        )
    }
    for number in range(steps):
        kind = "api" if number % 3 == 0 else "event"
        own = {
            "api": f"method: 'POST', path: '/s{number}', bodySchema: base",
            "event": f"subscribes: ['t{number}'], input: z.object({{ a: base, k: z.string() }})",
        }[kind]
        files[step_file("typescript", number)] = (
            "import { z } from 'zod'\n"
            "import { base, twice } from '../services/shared'\n"
            f"export const config = {{ type: '{kind}', name: 'S{number}', emits: [], flows: ['f'], {own} }}\n"
            f"export const handler = async () => ({{ status: 200, body: twice({number}), kind: z.string() }})\n"
        )
    return files


def pydantic(steps: int) -> Mapping[str, str]:
    files = _python(steps, "from pydantic import BaseModel\n", "class M(BaseModel):\n    a: str\n    b: int\n")
    return {**files, "requirements.txt": "pydantic>=2.6.1\n"}


def python(steps: int) -> Mapping[str, str]:
    return {**_python(steps, "", ""), "requirements.txt": ""}  # the official build cannot do without the file


def _python(steps: int, imports: str, model: str) -> dict[str, str]:
    schema = (
        "M.model_json_schema()" if model else json.dumps({"type": "object", "properties": {"id": {"type": "string"}}})
    )
    files = {
        "src/__init__.py": "",
        "src/services/__init__.py": "",
        "src/services/shared.py": f"{imports}\n{model}\ndef twice(x):\n    return x * 2\n",
    }
    for number in range(steps):
        kind = "api" if number % 3 == 0 else "event"
        own = {
            "api": f"'method': 'POST', 'path': '/s{number}', 'bodySchema': {schema}",
            "event": f"'subscribes': ['t{number}'], 'input': {schema}",
        }[kind]
        files[step_file("python", number)] = (
            f"{imports}from src.services.shared import twice\n{model}"
            f"config = {{'type': '{kind}', 'name': 'S{number}', 'emits': [], 'flows': ['f'], {own}}}\n"
            "async def handler(*arguments):\n"
            f"    return {{'status': 200, 'body': twice({number})}}\n"
        )
    return files


def main() -> None:
    """Write one project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("steps", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    generate(arguments.kind, arguments.steps, arguments.folder)


if __name__ == "__main__":
    main()
