"""One daemon, one Node client and one browser for the whole suite."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .asking import Answer
from .chromium import Chromium
from .daemon import Created, Daemon
from .node_watcher import NodeWatcher
from .pages import Pages
from .recordings import begun, ended

HERE = Path(__file__).parent
WORK = HERE.parents[1] / ".work"
NODE_MODULES = WORK / "npm" / "contract" / "node_modules"
SAMPLE = WORK / "sample"
Need = Callable[[object, str], None]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, need: Need) -> Path:
    """A folder with the examples, the Node runner and the bundled pages beside the official packages."""
    need(shutil.which("node"), "Node is not installed.")
    there = (NODE_MODULES / "@motiadev").is_dir()
    need(there, f"The official stream clients are not installed in {NODE_MODULES}: run `make test`.")
    folder = tmp_path_factory.mktemp("workshop")
    for name in ("examples", "pages"):
        shutil.copytree(HERE / name, folder / name)
    shutil.copy(HERE / "watch.mjs", folder)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    bundle = ["node_modules/.bin/esbuild", "pages/react.tsx", "pages/browser.ts", "--bundle", "--outdir=site"]
    bundle += ["--jsx=automatic", '--define:process.env.NODE_ENV="production"', "--log-level=warning"]
    built = subprocess.run(bundle, cwd=folder, capture_output=True, text=True, timeout=150, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, need: Need) -> Path:
    """The sample project with its packages installed, as set-up left it."""
    need((SAMPLE / "node_modules").is_dir(), f"The sample's packages are not installed in {SAMPLE}: run `make test`.")
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("sample") / "order-desk", symlinks=True))


@pytest.fixture(scope="session")
def daemon(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A running `motiad serve --cloud local` of the sample."""
    running = Daemon(project, tmp_path_factory.mktemp("motiad"))
    running.start()
    yield running
    running.close()


@pytest.fixture(scope="session")
def node(daemon: Daemon, workshop: Path) -> Iterator[NodeWatcher]:
    """The official Node client, connected to the daemon."""
    watcher = NodeWatcher(workshop, daemon.ws_url)
    yield watcher
    assert watcher.close() == 0, watcher.complaints


@pytest.fixture(scope="session")
def pages(workshop: Path) -> Iterator[Pages]:
    """The site of the test pages, and what they recorded."""
    site = Pages(workshop / "site")
    yield site
    site.close()


@pytest.fixture(scope="session")
def debian_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium | None]:
    """A headless browser, where there is one."""
    program = shutil.which("chromium")
    if program is None:
        yield None
        return
    browser = Chromium(program, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(debian_chromium: Chromium | None, need: Need) -> Chromium:
    """The headless browser."""
    need(debian_chromium, "Chromium is not installed (Debian's package chromium).")
    assert debian_chromium is not None
    return debian_chromium


@dataclass(frozen=True)
class Watched:
    """A deployment that every client watched from before its start to its end."""

    created: Created
    started: Answer

    @property
    def id(self) -> str:
        """The deployment's id: the Node client recorded it under this name."""
        return self.created.id


@pytest.fixture(scope="session")
def watched(
    daemon: Daemon, node: NodeWatcher, pages: Pages, debian_chromium: Chromium | None
) -> tuple[Watched, Watched, Watched]:
    """Three deployments: one alone, then two at once, of which the second waits for the first.

    Recorded are, by the Node client, `<id>`, `<id> alias` and `group`; by the pages `react <id> …`, `browser <id> …`.
    """
    alone, first, second = (daemon.create() for _ in range(3))
    node.watch("group")
    for created in (alone, first, second):
        node.watch(created.id, item=created.id)
        node.watch(f"{created.id} alias", "__motia.deployment", created.id, "data")
        if debian_chromium:
            for page in ("react", "browser"):
                open_page(debian_chromium, pages, daemon, page, created.id)
    details = {"environmentName": "production", "projectName": alone.project, "versionName": alone.version}
    seen = [Watched(alone, daemon.execute(alone, **details))]
    if debian_chromium:
        node.seen.wait(alone.id, begun)
        debian_chromium.open(pages.address("react", f"late {alone.id}", daemon.ws_url, alone.id))
    node.seen.wait(alone.id, ended)
    seen += [Watched(created, daemon.execute(created, "/__motia")) for created in (first, second)]
    node.seen.wait(second.id, ended)
    return seen[0], seen[1], seen[2]


def open_page(browser: Chromium, pages: Pages, daemon: Daemon, page: str, deployment_id: str) -> None:
    """Open a page and wait until it has joined: it joins the group last, and the group answers at once."""
    name = f"{page} {deployment_id}"
    browser.open(pages.address(page, name, daemon.ws_url, deployment_id))
    answers = 2 if page == "react" else 1  # React shows its empty list before it has one
    pages.seen.wait(f"{name} group", lambda states: len(states) >= answers)


@pytest.fixture(scope="session")
def sample_steps(project: Path) -> dict[str, tuple[str, str]]:
    """Each step file of the sample with its language and type, read from the files themselves."""
    return {
        path.relative_to(project).as_posix(): ("python" if path.suffix == ".py" else "node", step_type(path))
        for path in (project / "src").rglob("*step.*")
    }


def step_type(path: Path) -> str:
    """Return the type a step file declares."""
    text = path.read_text()
    found = {kind for kind in ("api", "event", "cron") if f"type: '{kind}'" in text or f'"type": "{kind}"' in text}
    assert len(found) == 1, f"{path}: {found}"
    return found.pop()
