"""The routers: one module for each language that holds every API step (`upstream-facts.md`, section 4)."""

import json
import keyword
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """An API step as the router sees it; `source` is its file, relative to the project."""

    source: str
    step_name: str
    method: str
    path: str

    @property
    def key(self) -> str:
        """`GET /orders/:id`."""
        return f"{self.method} {self.path}"


def node_router(routes: Iterable[Route]) -> str:
    """Return the TypeScript entry point that esbuild bundles; it stands in the project folder."""
    imports, paths = [], []
    for number, route in enumerate(routes):
        module = json.dumps(f"./{route.source}")
        imports.append(f"import {{ handler as handler{number}, config as config{number} }} from {module}")
        value = f"{{ stepName: {json.dumps(route.step_name)}, handler: handler{number}, config: config{number} }}"
        paths.append(f"  {json.dumps(route.key)}: {value},")
    return "\n".join([*imports, "", "export const routerPaths = {", *paths, "}", ""])


_PYTHON_HEAD = '''\
"""Every API step of the project, by method and path."""

import importlib
from typing import Any, Callable, Dict


class RouterPath:
    """What the cloud calls for one method and path."""

    def __init__(self, step_name: str, method: str, handler: Callable, config: Dict[str, Any]):
        self.step_name = step_name
        self.method = method
        self.handler = handler
        self.config = config


'''


def python_router(routes: Iterable[Route]) -> str:
    """Return the source of `router.py`."""
    imports, paths = [], []
    for number, route in enumerate(routes):
        module = route.source.removesuffix(".py").replace("/", ".")
        names = module.split(".")
        if all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
            imports.append(f"import {module} as _step{number}" if len(names) == 1 else _import(names, number))
        else:
            imports.append(f"_step{number} = importlib.import_module({json.dumps(module)})")
        arguments = ", ".join(
            (
                json.dumps(route.step_name),
                json.dumps(route.method.lower()),
                f"_step{number}.handler",
                f"_step{number}.config",
            )
        )
        paths.append(f"    {json.dumps(route.key)}: RouterPath({arguments}),")
    return "\n".join(
        [_PYTHON_HEAD + "\n".join(imports), "", "router_paths: Dict[str, RouterPath] = {", *paths, "}", ""]
    )


def _import(names: list[str], number: int) -> str:
    return f"from {'.'.join(names[:-1])} import {names[-1]} as _step{number}"
