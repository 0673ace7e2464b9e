"""Reads what Python files import, without importing them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = {"motiad": ROOT / "daemon" / "motiad", "motia_desktop": ROOT / "motia_desktop"}

Modules = Mapping[str, ast.Module]
"""Module names with their syntax trees; a package's name ends in `.__init__`."""


def read_modules(package: str) -> dict[str, ast.Module]:
    """Return every module of one of our packages."""
    folder = SOURCES[package]
    return {
        ".".join([package, *file.relative_to(folder).with_suffix("").parts]): ast.parse(file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.py"))
    }


def imported_names(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield the full names a module imports, wherever it does so: `motiad.store.SqliteStore`, `os.path`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            yield from (base if alias.name == "*" else f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            argument = node.args[0] if node.args else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def is_within(name: str, places: Iterable[str]) -> bool:
    """Whether a name is one of the places or inside one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")
