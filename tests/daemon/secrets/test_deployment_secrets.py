"""A deployment's secrets: what an item of the keyring holds, and the sealed file for the rest."""

import json
import stat
import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Deployment, DeploymentSecrets
from motiad.errors import MotiadError
from motiad.secrets.deployment_secrets import OUTLIVED, DeploymentVault
from motiad.secrets.encodings import spellings
from motiad.secrets.vault import Vault

SMALL = DeploymentSecrets(token="tok-1234567890", envs={"A": "1", "ÜMLAUT": "ü\n\x07 \ud800"})
LONG_TOKEN = DeploymentSecrets(token="t" * 8192, envs={})
LARGE = DeploymentSecrets(token="t" * 8192, envs={f"K{number}": "ü" * 60_000 for number in range(5)})
BARE = DeploymentSecrets(token="tok-1234567890", envs={})
NOW = 1_800_000_000_000


@pytest.fixture
async def backend(use):
    return use("Working")


@pytest.fixture
async def vault(backend):
    opened = await Vault.open()
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "secrets"


@pytest.fixture
def keeper(vault, folder):
    return DeploymentVault(vault, b"installation", folder)


def files(folder):
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("secrets", [SMALL, LARGE, LONG_TOKEN, BARE])
async def test_keep_recall_forget(keeper, backend, vault, folder, secrets):
    await keeper.keep("d1", secrets)
    assert keeper.kind == "keyring"
    assert await keeper.recall("d1") == secrets
    assert await DeploymentVault(vault, b"installation", folder).recall("d1") == secrets
    [text] = backend.items.values()
    assert len(text) <= 1280 and text.isascii(), "what Windows takes"
    assert len(files(folder)) == (0 if secrets is BARE else 1)
    await keeper.forget("d1")
    await keeper.forget("d1")
    assert await keeper.recall("d1") is None
    assert (backend.items, files(folder)) == ({}, [])


async def test_the_token_is_in_the_keyring_and_values_in_a_sealed_file(keeper, backend, folder):
    secrets = DeploymentSecrets(token="tok-1234567890", envs={"KEY": "a value of twenty-three"})
    await keeper.keep("d1", secrets)
    [item] = backend.items.values()
    assert secrets.token in item and "twenty" not in item
    [sealed] = files(folder)
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    content = sealed.read_bytes()
    for text in (*spellings(secrets.envs["KEY"]), *spellings(secrets.token), "KEY"):
        assert text.encode() not in content


async def test_a_new_attempt_replaces_what_was_kept(keeper, backend, folder):
    await keeper.keep("d1", LARGE)
    await keeper.keep("d1", SMALL)
    assert await keeper.recall("d1") == SMALL
    assert (len(backend.items), len(files(folder))) == (1, 1)
    await keeper.keep("d1", BARE)
    assert await keeper.recall("d1") == BARE
    assert files(folder) == []


async def test_deployments_and_installations_are_apart(keeper, vault, backend, tmp_path):
    other = DeploymentVault(vault, b"another installation", tmp_path / "other")
    await keeper.keep("d1", SMALL)
    await keeper.keep("D1", BARE)
    await keeper.keep("d2", LARGE)
    await other.keep("d1", LARGE)
    await other.forget("d2")
    await other.forget("d1")
    assert await keeper.recall("d1") == SMALL
    assert await keeper.recall("d2") == LARGE
    assert len({service for service, _ in backend.items}) == len(backend.items) == 3
    assert all("installation" not in service for service, _ in backend.items)


@pytest.mark.parametrize("odd", ["a" * 128, "a" + ":" * 127, "A.b_c:d-e", "con", "a."])
async def test_every_deployments_id_makes_a_file_name(keeper, vault, folder, odd):
    await keeper.keep(odd, SMALL)
    await keeper.keep(odd.swapcase(), BARE)
    assert await keeper.recall(odd) == SMALL
    await DeploymentVault(vault, b"installation", folder).sweep(Known(), NOW)
    assert files(folder) == []


def _flip(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda content: _flip(content, -1),
        lambda content: _flip(content, 20),
        lambda content: _flip(content, 0),
        lambda content: _flip(content, len(content) // 2),
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content[:10],
        lambda content: content[:29],
        lambda content: b"",
    ],
)
async def test_a_file_that_is_not_as_it_was_gives_nothing(keeper, folder, tamper, caplog):
    await keeper.keep("d1", SMALL)
    [sealed] = files(folder)
    sealed.write_bytes(tamper(sealed.read_bytes()))
    assert await keeper.recall("d1") is None
    assert "cannot be opened" in caplog.text
    assert "tok-1234567890" not in caplog.text


async def test_the_file_of_another_deployment_gives_nothing(keeper, folder, backend):
    await keeper.keep("d1", SMALL)
    [first] = files(folder)
    content = first.read_bytes()
    await keeper.keep("d2", SMALL)
    [second] = (path for path in files(folder) if path != first)
    second.write_bytes(content)
    services = sorted(backend.items)
    backend.items[services[1]] = backend.items[services[0]]  # with its key, even
    assert await keeper.recall("d2") is None


async def test_without_its_key_a_file_gives_nothing_and_is_swept(keeper, vault, backend, folder):
    await keeper.keep("d1", SMALL)
    backend.items.clear()
    assert await keeper.recall("d1") is None
    await keeper.forget("d1")
    assert files(folder) == []


@pytest.mark.parametrize(
    "item", ["rubbish", "[]", '{"token": 1}', '{"key": "AAAA", "token": "t"}', '{"key": "not base64"}']
)
async def test_an_item_that_is_none(keeper, backend, folder, item):
    await keeper.keep("d1", SMALL)
    [service] = backend.items
    backend.items[service] = item
    assert await keeper.recall("d1") is None
    await keeper.forget("d1")
    assert (backend.items, files(folder)) == ({}, [])


@pytest.mark.parametrize("earlier", [None, SMALL])
async def test_a_crash_between_the_file_and_the_item(keeper, vault, backend, folder, earlier, monkeypatch):
    if earlier:
        await keeper.keep("d1", earlier)

    async def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(vault, "set", crash)
        with pytest.raises(KeyboardInterrupt):
            await keeper.keep("d1", LARGE)
    assert len(files(folder)) == 1
    later = DeploymentVault(vault, b"installation", folder)
    assert await later.recall("d1") is None, "never a mixture of two attempts"
    await later.forget("d1")
    assert (backend.items, files(folder)) == ({}, [])


async def test_a_file_that_cannot_be_written(keeper, backend, vault, folder, caplog):
    folder.parent.mkdir()
    folder.write_text("in the way")
    await keeper.keep("d1", SMALL)
    assert await keeper.recall("d1") == SMALL
    assert "kept in memory only" in caplog.text
    assert backend.items == {}
    assert await DeploymentVault(vault, b"installation", folder).recall("d1") is None
    await keeper.forget("d1")
    assert await keeper.recall("d1") is None


@dataclass
class Known:
    """A history; by default it knows nothing."""

    data: DeploymentData | None = None

    async def get(self, deployment_id):
        return None if self.data is None else Deployment(data=self.data, project=None, cloud="motia", fingerprint="")


def ended(status, age, phase=None):
    return DeploymentData(id="d1", status=status, phase=phase, progress=50, message="m", completed_at=NOW - age)


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (None, 0),
        (DeploymentData(id="d1", status="building", phase="build", progress=1, message="m"), 1),
        (ended("completed", 1000), 0),
        (ended("failed", 1000, phase="deploy"), 0),
        (ended("failed", 1000, phase="build"), 1),
        (ended("failed", OUTLIVED + 1000, phase="build"), 0),
    ],
)
async def test_the_sweeper(keeper, backend, folder, data, left):
    await keeper.keep("d1", SMALL)
    (folder / ".0123.draft").write_bytes(b"half")
    await keeper.sweep(Known(data), NOW)
    assert (len(backend.items), len(files(folder))) == (left, left)


async def test_a_locked_keyring_is_not_taken_for_an_empty_one(use, folder):
    backend = use("Locked")
    backend.open = True
    vault = await Vault.open()
    await DeploymentVault(vault, b"installation", folder).keep("d1", SMALL)
    backend.open = False
    later = DeploymentVault(vault, b"installation", folder)
    with pytest.raises(MotiadError) as caught:
        await later.recall("d1")
    assert caught.value.code is ErrorCode.SECRETS_UNAVAILABLE
    backend.open = True
    assert await later.recall("d1") == SMALL
    backend.open = False
    await later.forget("d1")
    assert backend.items and files(folder) == []
    backend.open = True
    assert await later.recall("d1") is None
    await later.forget("d1")
    assert backend.items == {}
    await vault.close()


@pytest.mark.parametrize("kind", ["NotHere", "Locked", "Broken"])
async def test_without_a_keyring_no_file_is_left(use, folder, kind):
    use(kind)
    vault = await Vault.open()
    keeper = DeploymentVault(vault, b"installation", folder)
    await keeper.keep("d1", SMALL)
    assert keeper.kind == "memory"
    assert files(folder) == []
    assert await keeper.recall("d1") == SMALL
    await keeper.forget("d1")
    await vault.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(token=st.text(min_size=1, max_size=3000), envs=st.dictionaries(st.text(), st.text(), max_size=5))
async def test_any_secrets_come_back(keeper, token, envs):
    secrets = DeploymentSecrets(token=token, envs=envs)
    await keeper.keep("d1", secrets)
    assert await keeper.recall("d1") == secrets


def test_a_start_does_not_wait_for_the_import_of_cryptography():
    code = "import json, sys, motiad.app.daemon; print(json.dumps([n for n in sys.modules if n == 'cryptography']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
