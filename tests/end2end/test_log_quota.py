"""Logs beyond their quota: the oldest deployment's go first, and everybody who reads them is told."""

import json
import time
import urllib.request

SHOP = """config = {{"type": "cron", "name": "Nightly", "cron": "0 3 * * *", "emits": [], "flows": []}}
for number in range({lines}):
    print(f"{{number}} " + "x" * 1000)


async def handler(context):
    return None
"""


def deploy(motiad, folder, lines):
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "nightly_step.py").write_text(SHOP.format(lines=lines))
    done = motiad.run("deploy", "--project", folder, "--cloud", "local", "-v", "v1", "--json")
    assert done.code == 0, done.err
    return done.lines[-1]["id"]


def test_the_oldest_logs_go_first_and_every_reader_is_told(motiad, tmp_path):
    motiad.environ["MOTIAD_KEEP_LOG_MEGABYTES"] = "1"
    chatty = deploy(motiad, tmp_path / "chatty", 2000)
    quiet = deploy(motiad, tmp_path / "quiet", 10)
    motiad.start("serve", "--cloud", "local").stdout.readline()  # it looks after the quotas as it starts
    deadline = time.monotonic() + 60
    while "dropped" not in (first := motiad.run("logs", chatty, "--json").lines)[0] and time.monotonic() < deadline:
        time.sleep(0.1)
    dropped = first[0]["dropped"]
    assert dropped > 2000
    assert [line["number"] for line in first[1:]] == [dropped], "one line stands for them"
    told = f"{dropped} lines of this log were removed"
    assert told in motiad.run("logs", chatty).out
    assert told in motiad.run("logs", chatty, "--phase", "build").out
    assert "removed" not in motiad.run("logs", quiet).out
    runtime = motiad.runtime()
    request = urllib.request.Request(
        f"{runtime['url']}/deployments/{chatty}/logs", headers={"Authorization": f"Bearer {runtime['token']}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        page = json.loads(answer.read())
    assert page["dropped"] == dropped
    assert "lines were removed" in page["lines"][0]["text"]
