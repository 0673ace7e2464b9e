"""Run by the tests as a process of its own, against whatever keyring its environment has."""

import asyncio
import sys
import threading
import time
from pathlib import Path

from motiad.deployments.ports import DeploymentSecrets
from motiad.secrets import DeploymentVault, Vault

SECRETS = DeploymentSecrets(token="tok-1234567890", envs={f"KEY_{n}": "ü/" * 3000 for n in range(20)} | {"A": "1"})


async def main(deadline: float, commands: list[str]) -> None:
    vault = await Vault.open(deadline=deadline)
    keeper = DeploymentVault(vault, b"installation", Path.home() / "sealed")
    for command in commands:
        if command == "state":
            print(vault.kind, vault.reason)
        elif command == "set":
            await vault.set("service", "account", "geheim-ü")
            print(vault.kind)
        elif command == "get":
            print(await vault.get("service", "account"))
        elif command == "delete":
            await vault.delete("service", "account")
            print("deleted")
        elif command == "keep":
            await keeper.keep("d1", SECRETS)
            print(keeper.kind)
        elif command == "recall":
            kept = await keeper.recall("d1")
            print("nothing" if kept is None else kept == SECRETS)
        elif command == "forget":
            await keeper.forget("d1")
            print("forgotten")
    await vault.close()


def wait_for_service() -> None:
    """Wait until the Secret Service is on the bus."""
    import secretstorage

    end = time.monotonic() + 60
    while time.monotonic() < end:
        connection = secretstorage.dbus_init()
        try:
            if secretstorage.check_service_availability(connection):
                print("there")
                return
        finally:
            connection.close()
        time.sleep(0.05)


def hang() -> None:
    """Use a keyring that never answers, then end: the process must not be held up."""
    import keyring
    from keyring.backend import KeyringBackend

    class Hanging(KeyringBackend):
        priority = 5

        def get_password(self, service: str, username: str) -> str | None:
            threading.Event().wait()
            return None

        set_password = delete_password = get_password

    keyring.set_keyring(Hanging())

    async def use() -> None:
        vault = await Vault.open(deadline=0.3)
        await vault.set("service", "account", "secret")
        print(vault.kind, await vault.get("service", "account"))
        await vault.close()

    asyncio.run(use())


if sys.argv[1] == "hang":
    hang()
elif sys.argv[2] == "wait":
    wait_for_service()
else:
    asyncio.run(main(float(sys.argv[1]), sys.argv[2:]))
