"""The local cloud in a process of its own, with a ledger of what was asked of it and what took effect."""

import asyncio
import json
import signal
import socket
import sys
import time
from pathlib import Path

from aiohttp import web

from motiad.localcloud.cloud import make_app


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


async def main(folder):
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = make_app(folder / "cloud", origin=url, step_delay=0.01)
    with (folder / "ledger.jsonl").open("a") as file:
        app.middlewares.append(ledger(file))
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
