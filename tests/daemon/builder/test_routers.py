import runpy
import sys
from pathlib import Path

import pytest

from motiad.builder.routers import Route, node_router, python_router

ROUTES = [Route("src/a_step.py", 'Say "hi"', "GET", "/a/:id"), Route("src/my-folder/b_step.py", "B", "POST", "/b")]


def test_the_python_router_holds_every_route(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("src/a_step.py", "src/my-folder/b_step.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"config = {{'name': {name!r}}}\nasync def handler(request, context): ...\n")
    (tmp_path / "router.py").write_text(python_router(ROUTES))
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    try:
        paths = runpy.run_path(str(tmp_path / "router.py"))["router_paths"]
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]
    assert list(paths) == ["GET /a/:id", "POST /b"]
    first = paths["GET /a/:id"]
    assert (first.step_name, first.method, first.config) == ('Say "hi"', "get", {"name": "src/a_step.py"})
    assert callable(paths["POST /b"].handler)


def test_the_node_router_names_the_steps_below_the_project() -> None:
    text = node_router([Route("src/a.step.ts", 'A "1"', "GET", "/a")])
    assert 'from "./src/a.step.ts"' in text
    assert '"GET /a": { stepName: "A \\"1\\"", handler: handler0, config: config0 }' in text
