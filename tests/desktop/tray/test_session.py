"""The tray on a real bus, with a real panel's watcher and a real notification server."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

NEEDED = ("dbus-run-session", "Xvfb", "dunst", "dunstctl")
SESSION = Path(__file__).parents[1] / "support" / "tray_session.py"
STEP = """config = {"type": "api", "name": "Hello", "path": "/hello", "method": "GET", "emits": [], "flows": []}


async def handler(request, context):
    return {"status": 200, "body": {"hello": "world"}}
"""


def test_an_icon_a_menu_and_a_notification(tmp_path: Path, own_home: Path, need: Callable[[object, str], None]) -> None:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    need(not missing, f"needs {', '.join(missing)} (Debian: dbus, xvfb, dunst)")
    project, base = tmp_path / "hello-desk", tmp_path / "base"
    (project / "src").mkdir(parents=True)
    (project / "src" / "hello_step.py").write_text(STEP)
    (project / "package.json").write_text('{"name": "hello-desk"}')
    (own_home / "run").mkdir(mode=0o700, exist_ok=True)
    ran = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(SESSION), str(base), str(project)],
        capture_output=True,
        text=True,
        timeout=380,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    seen: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert seen["idle"]["icon"] >= 5
    assert seen["first_menu"] == ["Nothing has been deployed yet", "Open Motia Desktop", "Quit"]
    assert seen["second_tray"] == 0
    assert seen["exit"] == 0
    assert seen["ended"]["tip"] == "Motia: hello-desk, completed"
    assert seen["menu"][0].startswith("hello-desk v1 · Completed")
    assert seen["notification"]["summary"] == "hello-desk v1 is deployed"
    assert seen["notification"]["body"].startswith("To staging in ")
    assert seen["notification"]["appname"] == "Motia Desktop"
    assert seen["notification"]["category"] == "transfer.complete"
    assert seen["opened"] == seen["id"]
    assert seen["second_window"] == 0
    assert seen["failed_exit"] != 0
    assert seen["failure"]["summary"] == "hello-desk v2: the build failed"
    assert seen["failure"]["category"] == "transfer.error"
    assert seen["offered"] == ["Open", "Show log", "Retry", "Deploy again…"]
    assert seen["told_in_front"] == 0
    assert seen["closed"]
    assert seen["after_retry"] == "hello-desk v3 is deployed"
    assert seen["told_by_level"] == 0
    assert seen["bubbles"] == 1
    assert seen["wishes"] == [["dep-1", "retry"]]
    assert seen["plain"] in ("<b>2 & 3</b>", "&lt;b&gt;2 &amp; 3&lt;/b&gt;")
    assert seen["replaced"] == 1
    assert seen["farewells_beside_the_icon"] == []
    assert seen["tray_exit"] == 0
    assert seen["farewells"] == ["hello-desk v5 goes on without the window"]
