from motiad.deployments.fingerprint import fingerprint
from motiad.deployments.ports import DeploymentSecrets

KEY = b"k" * 32


def test_equal_secrets_have_equal_fingerprints_whatever_their_order():
    one = DeploymentSecrets(token="t", envs={"A": "1", "B": "2"})
    other = DeploymentSecrets(token="t", envs={"B": "2", "A": "1"})
    assert fingerprint(one, KEY) == fingerprint(other, KEY)


def test_any_difference_shows():
    base = fingerprint(DeploymentSecrets(token="t", envs={"A": "1"}), KEY)
    assert base != fingerprint(DeploymentSecrets(token="u", envs={"A": "1"}), KEY)
    assert base != fingerprint(DeploymentSecrets(token="t", envs={"A": "2"}), KEY)
    assert base != fingerprint(DeploymentSecrets(token="t", envs={}), KEY)
    assert base != fingerprint(DeploymentSecrets(token="t", envs={"A": "1"}), b"x" * 32)


def test_secrets_do_not_show_in_their_repr():
    assert "hunter2" not in repr(DeploymentSecrets(token="hunter2", envs={"A": "hunter2"}))
