"""Reads Python steps and streams in one process: configs, imports and the project files behind them.

Started by motiad as `python -I -S -B python_reader.py JOB.json`; uses nothing but the standard library. JOB.json is
`{result, root, site, sources}`: the project, where its requirements are installed, and paths relative to `root`.
"""

import ast
import importlib
import importlib.machinery
import importlib.util
import json
import linecache
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO


class UnfitConfigError(Exception):
    """A config that cannot be written as JSON."""


class Imports(ast.NodeVisitor):
    """Collects a file's imports: each with its dotted name, its line, and whether the code can do without it."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str, tuple[str, ...], int, bool]] = []
        self._optional = 0

    def visit_Import(self, node: ast.Import) -> None:
        """Take `import a.b, c`."""
        for alias in node.names:
            self.found.append((0, alias.name, (), node.lineno, self._optional > 0))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Take `from ..a import b, c`."""
        names = tuple(alias.name for alias in node.names)
        self.found.append((node.level, node.module or "", names, node.lineno, self._optional > 0))

    def visit_Try(self, node: Any) -> None:
        """Count what is inside a `try` as optional when the import error is caught."""
        catches = any(_catches_import_error(handler) for handler in node.handlers)
        self._optional += catches
        for statement in node.body:
            self.visit(statement)
        self._optional -= catches
        for statement in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(statement)

    visit_TryStar = visit_Try  # noqa: N815 - ast's own naming

    def visit_If(self, node: ast.If) -> None:
        """Count `if TYPE_CHECKING:` as optional: it never runs."""
        name = node.test.attr if isinstance(node.test, ast.Attribute) else getattr(node.test, "id", "")
        typing_only = name == "TYPE_CHECKING"
        self._optional += typing_only
        for statement in node.body:
            self.visit(statement)
        self._optional -= typing_only
        for statement in node.orelse:
            self.visit(statement)

    def _inside(self, node: ast.AST) -> None:
        """Count imports inside functions as optional: whether they run is not known here."""
        self._optional += 1
        self.generic_visit(node)
        self._optional -= 1

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _inside  # noqa: N815 - ast's own naming


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


class Project:
    """The project's own modules, and what each of them imports."""

    def __init__(self, root: Path, site: str | None) -> None:
        self.root = root
        self.site = site
        self._parsed: dict[Path, list[tuple[int, str, tuple[str, ...], int, bool]]] = {}

    def contains(self, path: Path) -> bool:
        """Tell whether a file is the project's own."""
        path = Path(os.path.normpath(path))
        if not path.is_relative_to(self.root) or (self.site and path.is_relative_to(self.site)):
            return False
        return not {"site-packages", "node_modules", "python_modules"} & set(path.relative_to(self.root).parts)

    def name(self, path: Path) -> str:
        """Return a file's path relative to the project, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def imports(self, path: Path) -> list[tuple[int, str, tuple[str, ...], int, bool]]:
        """Return a file's imports. Raises `SyntaxError`."""
        if path not in self._parsed:
            visitor = Imports()
            visitor.visit(ast.parse(path.read_bytes(), str(path)))
            self._parsed[path] = visitor.found
        return self._parsed[path]

    def find(self, dotted: str, bases: list[Path]) -> Path | None:
        """Return the file of a module of the project, or the folder of a package without one."""
        for base in bases:
            place = base.joinpath(*dotted.split(".")) if dotted else base
            for candidate in (place / "__init__.py", place.with_suffix(".py") if dotted else place, place):
                if candidate.exists() and self.contains(candidate):
                    return candidate
        return None

    def trace(self, start: Path, bases: list[Path]) -> tuple[set[Path], list[dict[str, Any]]]:
        """Follow imports from a file; return the project's files and the names that come from elsewhere."""
        files = {start}
        waiting = [start]
        outside: list[dict[str, Any]] = []
        while waiting:
            file = waiting.pop()
            for level, module, names, line, optional in self.imports(file):
                found, missing = self._resolve(file, level, module, names, bases)
                for path in found - files:
                    files.add(path)
                    waiting.append(path)
                outside += [
                    {"name": name, "names": names, "file": self.name(file), "line": line, "optional": optional}
                    for name in missing
                    if name.partition(".")[0] not in sys.stdlib_module_names
                ]
        return files, outside

    def _resolve(
        self, file: Path, level: int, module: str, names: tuple[str, ...], bases: list[Path]
    ) -> tuple[set[Path], list[str]]:
        if level:
            bases = [file.parents[level - 1]]
        target = self.find(module, bases)
        if target is None:
            return set(), [] if level else [module]
        found = {target} if target.is_file() else set()
        # `from src import services`: a name may be a module of its own.
        inside = [base.joinpath(*module.split(".")) if module else base for base in bases]
        for name in names:
            part = self.find(name, inside) if name != "*" else None
            if part is not None and part.is_file():
                found.add(part)
        # `import src.a.b` runs the packages on the way as well.
        parts = module.split(".")
        packages = (self.find(".".join(parts[:depth]), bases) for depth in range(1, len(parts)))
        found.update(package for package in packages if package is not None and package.is_file())
        return found, []


def with_packages(project: Project, files: set[Path]) -> set[Path]:
    """Add the `__init__.py` of each file's folder, and those further up that hold any code.

    Upstream adds only the former. One further up that is blank is left out: Python treats the folder alike.
    """
    folders = {file.parent for file in files if file.name != "__init__.py"}
    above = {parent for folder in folders for parent in (folder, *folder.parents) if parent != project.root}
    packages = {parent / "__init__.py" for parent in above if parent.is_relative_to(project.root)}
    return {
        file
        for file in files | {package for package in packages if package.is_file()}
        if file.name != "__init__.py" or file.parent in folders or file.read_bytes().strip()
    }


def load(project: Project, source: str) -> ModuleType:
    """Import a step as the cloud does: by its dotted name below the project's root."""
    stem = source.removesuffix(".py")
    if "." not in stem:
        return importlib.import_module(stem.replace("/", "."))
    spec = importlib.util.spec_from_file_location(stem.replace("/", ".").replace(".", "_"), project.root / source)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def loaded_files(project: Project) -> Iterator[tuple[str, Path]]:
    """Return the project's modules that are loaded now."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name != "__main__" and isinstance(file, str) and project.contains(Path(file)):
            yield name, Path(os.path.normpath(file))


def forget(project: Project, path: list[str]) -> None:
    """Unload the project's modules, so that no step sees what another did to them or to the search path."""
    names = [name for name, _ in loaded_files(project)]
    for name, module in list(sys.modules.items()):
        folders = [] if getattr(module, "__file__", None) else list(getattr(module, "__path__", ()))
        if any(project.contains(Path(folder)) for folder in folders):
            names.append(name)
    for name in names:
        del sys.modules[name]
    sys.path[:] = path
    importlib.invalidate_caches()


def plain(value: Any) -> Any:
    """Turn what `json` does not know into what it does: pydantic models into their schema, enums into values."""
    schema = getattr(value, "model_json_schema", None)
    if callable(schema):
        return schema()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    if hasattr(value, "value"):
        return value.value
    raise UnfitConfigError(f"its config holds a {type(value).__name__}, which JSON cannot hold")


def column(frame: traceback.FrameSummary) -> int | None:
    """Return where in its line a frame is, counted from 1 in characters; Python counts bytes from 0."""
    if frame.lineno is None or frame.colno is None:
        return None
    line = linecache.getline(frame.filename, frame.lineno).encode()
    return len(line[: frame.colno].decode("utf-8", "ignore")) + 1


def place(project: Project, error: BaseException) -> dict[str, Any]:
    """Return where in the project an error came from."""
    if isinstance(error, SyntaxError) and error.filename:
        return {"file": str(project.root / error.filename), "line": error.lineno, "column": error.offset}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if project.contains(Path(frame.filename)):
            return {"file": frame.filename, "line": frame.lineno, "column": column(frame)}
    return {}


def read(project: Project, source: str) -> dict[str, Any]:
    """Read one step or stream."""
    start = project.root / source
    before = list(sys.path)
    try:
        project.imports(start)
        module = load(project, source)
        config = getattr(module, "config", None)
        if not isinstance(config, dict):
            return {"failed": source, "text": "it has no `config` dict"}
        config = json.loads(json.dumps(config, default=plain, allow_nan=False))
        # `resolve` would follow links, and a step may put `..` into the search path.
        added = [Path(os.path.abspath(entry)) for entry in sys.path if entry not in before]  # noqa: PTH100
        files, outside = project.trace(start, [project.root, *added])
        files |= {file for _, file in loaded_files(project) if file.suffix == ".py"}
        names = sorted(project.name(file) for file in with_packages(project, files))
        return {"read": source, "config": config, "files": names, "outside": outside}
    except SyntaxError as error:
        return {"failed": source, "text": str(error.msg), "retry": "syntax", **place(project, error)}
    except ModuleNotFoundError as error:
        text = f"{error.msg}: it is neither in the project nor in what requirements.txt brings"
        return {"failed": source, "text": text, **place(project, error)}
    except UnfitConfigError as error:
        return {"failed": source, "text": str(error)}
    except MemoryError:
        # What was read before may be why, and what comes next would suffer: motiad starts another process.
        return {"full": source}
    except BaseException as error:  # a step may raise anything while it is imported, SystemExit included
        text = f"{type(error).__name__}: {error}"
        return {"failed": source, "text": text, "raised": True, **place(project, error)}
    finally:
        forget(project, before)


def main() -> None:
    """Read every source of the job, a line for each."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    project = Project(Path(job["root"]), job["site"])
    sys.path[:] = [job["root"], *([job["site"]] if job["site"] else []), *sys.path]
    sys.stdout = sys.stderr
    with Path(job["result"]).open("a", encoding="utf-8") as result:
        for source in job["sources"]:
            tell(result, {"loading": source})
            said = read(project, source)
            tell(result, said)
            if "full" in said:
                break
        # Threads and connections a step left behind must not keep this process.
        os._exit(0)


def tell(result: TextIO, line: dict[str, Any]) -> None:
    """Write a line at once: the process may be ended at any moment."""
    result.write(json.dumps(line) + "\n")
    result.flush()


if __name__ == "__main__":
    main()
