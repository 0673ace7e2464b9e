from motiad.contract.deployment import BuildOutput, Resource, UploadOutput
from motiad.deployments.progress import build_progress, deploy_progress, upload_progress


def step(status):
    return BuildOutput(package_path="a", language="node", type="api", status=status)


def bundle(size, progress):
    return UploadOutput(package_path="a", language="node", type="api", status="uploading", size=size, progress=progress)


def resource(status):
    return Resource(kind="queue", name="q", step_name="s", status=status)


def test_build_goes_from_0_to_33():
    assert build_progress([]) == 0
    assert build_progress([step("building")] * 3) == 0
    assert build_progress([step("built"), step("building"), step("error")]) == 11
    assert build_progress([step("built")] * 3) == 33


def test_upload_goes_from_34_to_66_by_bytes():
    assert upload_progress([]) == 34
    assert upload_progress([bundle(1000, 0), bundle(3000, 0)]) == 34
    assert upload_progress([bundle(1000, 100), bundle(3000, 0)]) == 42
    assert upload_progress([bundle(1000, 100), bundle(3000, 100)]) == 66


def test_deploy_goes_from_67_to_99():
    assert deploy_progress([]) == 67
    assert deploy_progress([resource("pending"), resource("completed")]) == 83
    assert deploy_progress([resource("completed")] * 2) == 99
