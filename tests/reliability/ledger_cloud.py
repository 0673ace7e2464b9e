"""The local cloud in a process of its own, with a ledger of what was asked of it and what took effect."""

import asyncio
import json
import signal
import socket
import sys
import time
from pathlib import Path

from aiohttp import web

from motiad.localcloud import cloud


def ledger(file):
    """Return a middleware that writes a line for each start request and each upload that was answered."""

    @web.middleware
    async def keep(request, handler):
        status = 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as error:
            status = error.status
            raise
        except Exception as error:
            status = getattr(error, "status", 500)
            raise
        finally:
            if request.method == "PUT":
                entry = {"effect": "upload", "what": request.path}
            elif request.path == "/v1/deployments/start":
                entry = {"effect": "start", "what": json.loads(await request.read())["deploymentToken"]}
            else:
                entry = None
            if entry:
                file.write(json.dumps({**entry, "status": status, "at": time.time()}) + "\n")
                file.flush()

    return keep


def holding(folder):
    """Return a middleware and a provisioner that stand still while there is `hold-uploading` or `hold-deploying`."""

    async def passed(phase):
        while (folder / f"hold-{phase}").exists():
            await asyncio.sleep(0.02)

    @web.middleware
    async def uploads(request, handler):
        if request.method == "PUT":
            await passed("uploading")
        return await handler(request)

    class Provisioner(cloud.Provisioner):
        async def _provision(self, deployment):
            await passed("deploying")
            return await super()._provision(deployment)

    return uploads, Provisioner


async def main(folder):
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    uploads, cloud.Provisioner = holding(folder)
    app = cloud.make_app(folder / "cloud", origin=url, step_delay=0.01)
    with (folder / "ledger.jsonl").open("a") as file:
        app.middlewares.extend([ledger(file), uploads])
        runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=2)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        print(url, flush=True)
        ended = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
