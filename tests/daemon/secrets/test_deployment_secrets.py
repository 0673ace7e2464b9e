"""A deployment's secrets, in parts where an item is small."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import DeploymentSecrets, Secrets
from motiad.errors import MotiadError
from motiad.secrets.deployment_secrets import MAX_PARTS, DeploymentVault
from motiad.secrets.vault import Vault

SMALL = DeploymentSecrets(token="tok-1234567890", envs={"A": "1", "ÜMLAUT": "ü\n\x07 \ud800"})
LARGE = DeploymentSecrets(token="t" * 8192, envs={f"K{number}": "ü" * 500 for number in range(3)})


@pytest.fixture
async def backend(use):
    return use("Working")


@pytest.fixture
async def vault(backend):
    opened = await Vault.open()
    yield opened
    await opened.close()


@pytest.fixture
def keeper(vault) -> Secrets:
    return DeploymentVault(vault, b"installation", part_size=1200)


@pytest.mark.parametrize("secrets", [SMALL, LARGE])
async def test_keep_recall_forget(keeper, backend, vault, secrets):
    await keeper.keep("d1", secrets)
    assert keeper.kind == "keyring"
    assert await keeper.recall("d1") == secrets
    assert await DeploymentVault(vault, b"installation").recall("d1") == secrets
    assert all(len(text) <= 1280 and text.isascii() for text in backend.items.values())
    assert len({service for service, _ in backend.items}) == len(backend.items)
    await keeper.forget("d1")
    await keeper.forget("d1")
    assert await keeper.recall("d1") is None
    assert backend.items == {}


async def test_a_new_attempt_replaces_what_was_kept(keeper, backend):
    await keeper.keep("d1", LARGE)
    await keeper.keep("d1", SMALL)
    assert await keeper.recall("d1") == SMALL
    assert len(backend.items) == 1


async def test_deployments_and_installations_are_apart(keeper, vault, backend):
    other = DeploymentVault(vault, b"another installation")
    await keeper.keep("d1", SMALL)
    await keeper.keep("d2", LARGE)
    await other.keep("d1", LARGE)
    await other.forget("d2")
    await other.forget("d1")
    assert await keeper.recall("d1") == SMALL
    assert await keeper.recall("d2") == LARGE
    assert all("installation" not in service for service, _ in backend.items)


async def test_another_process_forgets_every_part(keeper, vault, backend):
    await keeper.keep("d1", LARGE)
    assert len(backend.items) > 1
    await DeploymentVault(vault, b"installation").forget("d1")
    assert backend.items == {}


@pytest.mark.parametrize("lost", [0, 1, -1])
async def test_a_crash_between_the_parts(keeper, backend, lost):
    await keeper.keep("d1", LARGE)
    service = sorted(backend.items)[lost]
    if lost == 0:
        backend.items[service] = "rubbish"
    else:
        del backend.items[service]
    assert await keeper.recall("d1") is None
    await keeper.forget("d1")
    assert len(backend.items) == 0


async def test_what_is_too_long_for_the_keyring_stays_in_memory(keeper, vault, backend):
    huge = DeploymentSecrets(token="t", envs={"K": "x" * 1200 * (MAX_PARTS + 1)})
    await keeper.keep("d1", SMALL)
    await keeper.keep("d1", huge)
    assert await keeper.recall("d1") == huge
    assert backend.items == {}
    assert await DeploymentVault(vault, b"installation").recall("d1") is None
    await keeper.forget("d1")
    assert await keeper.recall("d1") is None


async def test_a_locked_keyring_is_not_taken_for_an_empty_one(use):
    backend = use("Locked")
    backend.open = True
    vault = await Vault.open()
    await DeploymentVault(vault, b"installation").keep("d1", SMALL)
    backend.open = False
    later = DeploymentVault(vault, b"installation")
    with pytest.raises(MotiadError) as caught:
        await later.recall("d1")
    assert caught.value.code is ErrorCode.SECRETS_UNAVAILABLE
    await later.forget("d1")
    assert backend.items
    backend.open = True
    assert await later.recall("d1") == SMALL
    await later.forget("d1")
    assert backend.items == {}
    await vault.close()


async def test_without_a_keyring(use):
    use("NotHere")
    vault = await Vault.open()
    keeper = DeploymentVault(vault, b"installation")
    await keeper.keep("d1", SMALL)
    assert keeper.kind == "memory"
    assert await keeper.recall("d1") == SMALL
    await keeper.forget("d1")
    assert await keeper.recall("d1") is None
    await vault.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(min_size=1, max_size=3000), envs=st.dictionaries(st.text(), st.text(), max_size=5))
async def test_any_secrets_come_back(keeper, token, envs):
    secrets = DeploymentSecrets(token=token, envs=envs)
    await keeper.keep("d1", secrets)
    assert await keeper.recall("d1") == secrets
