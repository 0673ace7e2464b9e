import pytest

from motiad.cli import exits
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.contract.deployment import DeploymentData


def ended(status, phase, code=None):
    return DeploymentData(id="d", status=status, phase=phase, progress=100, message="", error_code=code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ended("completed", None), 0),
        (ended("failed", "build", ErrorCode.BUILD_FAILED), 3),
        (ended("failed", "build", ErrorCode.NOT_A_PROJECT), 3),
        (ended("failed", "upload", ErrorCode.UPLOAD_FAILED), 1),
        (ended("failed", "upload", ErrorCode.CLOUD_UNREACHABLE), 5),
        (ended("failed", "deploy", ErrorCode.DEPLOY_FAILED), 1),
        (ended("failed", "upload", ErrorCode.CANCELLED), 130),
        (ended("failed", None, ErrorCode.INTERRUPTED), 3),
    ],
)
def test_how_a_deployment_ended(data, code):
    assert exits.for_deployment(data) == code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (ErrorCode.NOT_A_PROJECT, ExitCode.USAGE),
        (ErrorCode.NO_STEPS, ExitCode.BUILD_FAILED),
        (ErrorCode.NOT_SIGNED_IN, ExitCode.NOT_SIGNED_IN),
        (ErrorCode.CLOUD_UNREACHABLE, ExitCode.CLOUD_UNREACHABLE),
        (ErrorCode.DAEMON_UNAVAILABLE, ExitCode.DAEMON_UNAVAILABLE),
        (ErrorCode.CLOUD_REJECTED, ExitCode.DEPLOY_FAILED),
    ],
)
def test_how_a_command_failed(code, expected):
    assert exits.for_error(code) == expected
