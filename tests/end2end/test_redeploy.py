"""`motiad redeploy`: where a retry is not possible any more."""

import pytest

STEP = """config = {"type": "cron", "name": "Nightly", "cron": "0 3 * * *", "emits": [], "flows": []}


async def handler(context):
    return None
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "shop"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "nightly_step.py").write_text(STEP)
    return folder


@pytest.fixture
def ended(motiad, project, tmp_path):
    """A deployment that has ended, its variables, and the daemon that knows it."""
    envs = tmp_path / "shop.env"
    envs.write_text("DATABASE_URL=postgres://a-long-secret\nNODE_ENV=production\n")
    done = motiad.run(
        "deploy", "--project", project, "--cloud", "local", "--environment-name", "staging", "-n", "shop-eu",
        "-e", envs, "-v", "v1", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    return done.lines[-1], envs


def test_a_refused_retry_names_the_command_that_helps(motiad, ended):
    earlier, _ = ended
    motiad.start("serve", "--cloud", "local").stdout.readline()  # it listens
    refused = motiad.run("redeploy", earlier["id"], "--json")
    assert refused.code == 2
    assert refused.lines[-1]["details"] == {"missing": ["DATABASE_URL", "NODE_ENV"]}
    assert "--env-file" in refused.lines[-1]["hint"]
    retried = motiad.run("retry", earlier["id"], "--json")
    assert retried.code == 1
    assert retried.lines[-1]["code"] == "NOT_RETRYABLE"
    assert f"`motiad redeploy {earlier['id']}`" in retried.lines[-1]["hint"]


def test_a_new_deployment_has_everything_of_the_old_one_but_its_id(motiad, ended, project):
    earlier, envs = ended
    again = motiad.run("redeploy", earlier["id"], "-e", envs, "-v", "v2", "--json")
    assert again.code == 0, again.err
    end = again.lines[-1]
    assert end["status"] == "completed"
    assert end["id"] != earlier["id"]
    assert (end["project"], end["metadata"]["environment"], end["version"]) == ("shop-eu", "staging", "v2")
    assert not (motiad.base / "run" / "daemon.json").exists(), "the daemon it started has ended"
    assert [item["id"] for item in motiad.run("list", "--json").lines] == [end["id"], earlier["id"]]


def test_what_stands_in_the_way_is_said(motiad, ended, project):
    earlier, envs = ended
    unknown = motiad.run("redeploy", "nobody", "--json")
    assert (unknown.code, unknown.lines[-1]["code"]) == (2, "NOT_FOUND")
    project.rename(project.with_name("elsewhere"))
    moved = motiad.run("redeploy", earlier["id"], "-e", envs, "--json")
    assert (moved.code, moved.lines[-1]["code"]) == (2, "NOT_A_PROJECT")
    assert str(project) in moved.lines[-1]["error"]
    assert not (motiad.base / "run" / "daemon.json").exists(), "the daemon it started has ended"
