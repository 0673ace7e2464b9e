"""API keys, one for each cloud."""

from motiad.secrets.api_keys import ApiKeys
from motiad.secrets.vault import Vault


async def test_one_key_for_each_cloud(use):
    backend = use("Working")
    vault = await Vault.open()
    keys = ApiKeys(vault)
    await keys.set("motia", "key-of-motia")
    await keys.set("https://cloud.example/", "key-of-example")
    assert await keys.get("motia") == "key-of-motia"
    assert await keys.get("https://cloud.example") == "key-of-example"
    assert await keys.get("local") is None
    assert len({service for service, _ in backend.items}) == 2
    await keys.delete("motia")
    await keys.delete("motia")
    assert await keys.get("motia") is None
    await vault.close()


async def test_a_locked_keyring_has_no_key_for_now(use):
    backend = use("Locked")
    vault = await Vault.open()
    keys = ApiKeys(vault)
    assert await keys.get("motia") is None
    assert vault.reason == "the keyring is locked"
    await keys.set("motia", "key")
    assert await keys.get("motia") == "key"
    assert vault.kind == "memory"
    assert backend.items == {}
    await vault.close()
