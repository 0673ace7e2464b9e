"""The vault over keyrings that work, lock, hang, fail, or are none."""

import asyncio
import subprocess
import sys

import pytest

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.secrets.vault import Vault

ITEM = ("service", "account")


async def test_a_working_keyring(use):
    backend = use("Working")
    vault = await Vault.open()
    assert (vault.kind, vault.reason) == ("keyring", None)
    assert await vault.get(*ITEM) is None
    await vault.set(*ITEM, "secret")
    assert await vault.get(*ITEM) == "secret"
    assert backend.items == {ITEM: "secret"}
    await vault.delete(*ITEM)
    await vault.delete(*ITEM)
    assert backend.items == {}
    await vault.close()
    assert backend.threads == {"keyring"}


@pytest.mark.parametrize("name", ["PlaintextKeyring", "NotRecommended", "NotHere"])
async def test_a_keyring_that_is_not_good_enough_is_not_used(use, name):
    backend = use(name)
    vault = await Vault.open()
    assert vault.kind == "memory"
    assert vault.reason == "this system has no keyring"
    await vault.set(*ITEM, "secret")
    assert await vault.get(*ITEM) == "secret"
    assert backend.items == {}
    await vault.delete(*ITEM)
    assert await vault.get(*ITEM) is None
    assert vault.kind == "memory"
    await vault.close()


async def test_what_was_in_memory_goes_with_the_vault(use):
    use("NotHere")
    vault = await Vault.open()
    await vault.set(*ITEM, "secret")
    await vault.close()
    assert await vault.get(*ITEM) is None


async def test_a_locked_keyring_is_used_once_it_is_open(use):
    backend = use("Locked")
    vault = await Vault.open()
    assert (vault.kind, vault.reason) == ("memory", "the keyring is locked")
    await vault.set(*ITEM, "kept in memory")
    assert await vault.get(*ITEM) == "kept in memory"
    with pytest.raises(MotiadError) as caught:
        await vault.get("service", "other")
    assert caught.value.code is ErrorCode.SECRETS_UNAVAILABLE
    assert "locked" in caught.value.message
    assert "detail" not in caught.value.message
    assert caught.value.hint
    backend.open = True
    await vault.set(*ITEM, "secret")
    assert vault.kind == "keyring"
    assert backend.items == {ITEM: "secret"}
    await vault.close()


async def test_a_hanging_keyring_costs_one_deadline(use, caplog):
    backend = use("Hanging")
    vault = await Vault.open(deadline=0.2)
    assert vault.kind == "memory"
    assert "did not answer" in vault.reason
    for number in range(20):
        await vault.set("service", f"account {number}", "hunter2-hunter2")
    assert await vault.get("service", "account 7") == "hunter2-hunter2"
    with pytest.raises(MotiadError):
        await vault.get("service", "other")
    await vault.delete("service", "account 7")
    assert backend.calls == 1
    assert "hunter2" not in caplog.text
    await asyncio.wait_for(vault.close(), 60)


async def test_a_keyring_that_wakes_up_is_used_again_and_catches_up_with_deletions(use):
    backend = use("Hanging")
    backend.items[ITEM] = "left over"
    vault = await Vault.open(deadline=0.2)
    await vault.delete(*ITEM)
    assert backend.items
    backend.awake.set()
    async with asyncio.timeout(60):
        while backend.items:
            await asyncio.sleep(0.01)
    await vault.set(*ITEM, "secret")
    assert vault.kind == "keyring"
    assert backend.items == {ITEM: "secret"}
    await vault.close()


async def test_a_prompt_that_is_answered_in_time(use):
    backend = use("Hanging")
    opening = asyncio.create_task(Vault.open(deadline=60))
    async with asyncio.timeout(60):
        while not backend.calls:
            await asyncio.sleep(0.01)
    backend.awake.set()
    vault = await opening
    assert vault.kind == "keyring"
    await vault.close()


async def test_calls_keep_their_order(use):
    backend = use("Working")
    vault = await Vault.open()
    await asyncio.gather(*(vault.set(*ITEM, str(number)) for number in range(50)), vault.delete(*ITEM))
    assert backend.items == {}
    await vault.close()


async def test_a_keyring_that_fails_tells_nothing_secret(use, caplog):
    use("Broken")
    vault = await Vault.open()
    assert vault.kind == "memory"
    assert vault.reason == "the keyring failed (RuntimeError)"
    await vault.set(*ITEM, "hunter2-hunter2")
    assert await vault.get(*ITEM) == "hunter2-hunter2"
    await vault.delete(*ITEM)
    await vault.close()
    assert "hunter2" not in caplog.text


async def test_a_vault_can_be_closed_twice_and_unused(use):
    use("Working")
    await Vault().close()
    vault = await Vault.open()
    await vault.close()
    await vault.close()


def test_a_hanging_keyring_does_not_keep_the_process(script):
    done = subprocess.run([sys.executable, str(script), "hang"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "memory secret"


def test_the_real_secret_service(secret_service):
    secret_service.unlocked()
    first = secret_service.run("state", "set", "keep", "get", "recall")
    assert first.splitlines() == ["keyring None", "keyring", "keyring", "geheim-ü", "True"]
    second = secret_service.run("get", "recall", "delete", "delete", "forget", "forget", "get", "recall")
    assert second.splitlines() == [
        "geheim-ü",
        "True",
        "deleted",
        "deleted",
        "forgotten",
        "forgotten",
        "None",
        "nothing",
    ]


def test_the_real_secret_service_locked(secret_service):
    secret_service.locked()
    state, kept = secret_service.run("state", "set", deadline=3).splitlines()
    assert state.startswith("memory the keyring")
    assert kept == "memory"


def test_no_secret_service(secret_service):
    assert secret_service.run("state", "keep", "recall").splitlines() == [
        "memory this system has no keyring",
        "memory",
        "True",
    ]
    assert secret_service.run("recall") == "nothing"
