"""Forks daemons that are about to die. Everything is imported once, so that a start takes a tenth of a second.

Reads one JSON object a line: {"base", "cloud", "failpoint"} starts a daemon and answers its pid, with "serve" as a
person does, by `motiad serve`; {"wait": pid} answers how it ended; {"left": true} answers the processes that daemons
left behind: they come to this process, because it is their subreaper.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from reliability.failpoints import Failpoint, install

from motiad import app, config
from motiad.paths import Paths

_PR_SET_CHILD_SUBREAPER = 36


async def serve(base, cloud):
    paths = Paths.under(base)
    # Nothing may leave the history: the harness looks for every deployment at its end.
    settings = config.load(paths, {"port": 0, "cloud": cloud, "keep_deployments": 100_000})
    daemon = app.Daemon(paths, settings, dict(os.environ))
    for number in (signal.SIGTERM, signal.SIGINT):  # first, as `motiad serve` does: who finds it may end it at once
        asyncio.get_running_loop().add_signal_handler(number, daemon.request_shutdown)
    await daemon.start()
    await daemon.run_until_shutdown()


def start(order):
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        base = Path(order["base"])
        nowhere = os.open(os.devnull, os.O_RDWR)
        output = os.open(base / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for source, target in ((nowhere, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        if order["serve"]:
            command = [sys.executable, "-m", "motiad", "--base-dir", base, "serve", "--port", "0"]
            os.execv(sys.executable, [*map(str, command), "--cloud", order["cloud"]])
        install(Failpoint(order["failpoint"]), hasty=order["hasty"], clock=order["clock"])
        asyncio.run(serve(base, order["cloud"]))
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def left(daemons):
    """Return the command lines of living children that are no daemons."""
    me = os.getpid()
    found = []
    for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split():
        if int(pid) in daemons:
            continue
        ended, _ = os.waitpid(int(pid), os.WNOHANG)
        if not ended:
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def main():
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    daemons = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            daemons.discard(order["wait"])
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        elif "left" in order:
            answer = left(daemons)
        else:
            answer = start(order)
            daemons.add(answer)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
