"""Which addresses a cloud has."""

import pytest

from motiad.cloud.address import MOTIA_CLOUD, CloudAddress, resolve
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

LOCAL = CloudAddress("http://127.0.0.1:4000", "ws://127.0.0.1:4000")


@pytest.mark.parametrize(
    ("target", "environ", "expected"),
    [
        ("motia", {}, MOTIA_CLOUD),
        ("motia", {"MOTIACLOUD_API_BASE_URL": " ", "MOTIACLOUD_API_WS_URL": ""}, MOTIA_CLOUD),
        (
            "motia",
            {"MOTIACLOUD_API_BASE_URL": "https://api.example/", "MOTIACLOUD_API_WS_URL": "wss://ws.example/"},
            CloudAddress("https://api.example", "wss://ws.example"),
        ),
        (
            "motia",
            {"MOTIACLOUD_API_BASE_URL": "https://api.example/base"},
            CloudAddress("https://api.example/base", "wss://api.example"),
        ),
        (
            "motia",
            {"MOTIACLOUD_API_WS_URL": "wss://ws.example"},
            CloudAddress(MOTIA_CLOUD.api_url, "wss://ws.example"),
        ),
        (
            "http://127.0.0.1:4000",
            {"MOTIACLOUD_API_BASE_URL": "https://other.example"},
            CloudAddress("http://127.0.0.1:4000", "ws://127.0.0.1:4000"),
        ),
        ("http://[::1]:4000/", {}, CloudAddress("http://[::1]:4000", "ws://[::1]:4000")),
        (
            "http://localhost:4000",
            {"MOTIACLOUD_API_WS_URL": "ws://localhost:5000"},
            CloudAddress("http://localhost:4000", "ws://localhost:5000"),
        ),
        ("local", {"MOTIACLOUD_API_BASE_URL": "https://other.example"}, LOCAL),
    ],
)
def test_resolve(target: str, environ: dict[str, str], expected: CloudAddress) -> None:
    assert resolve(target, environ, LOCAL) == expected


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "ftp://cloud.example",
        "https://",
        "https://user:pass@cloud.example",
        "https://cloud.example?key=1",
        "https://cloud.example#x",
        "https://cloud.example:99999",
        "https://[::1",
        f"https://{'a' * 70}.example",
        "https://a..b",
        "https://exa mple.com",
        "https://host:0",
        "https://%41.com",
        "http://cloud.example",
        "http://192.168.0.5:4000",
    ],
)
def test_what_cannot_be_a_cloud_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(MotiadError) as caught:
        resolve(url, {})
    assert caught.value.code is ErrorCode.USAGE
    assert caught.value.hint
    assert "pass" not in caught.value.message


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(MotiadError, match="MOTIACLOUD_API_WS_URL"):
        resolve("motia", {"MOTIACLOUD_API_WS_URL": "https://not-a-websocket.example"})


def test_the_local_cloud_must_run() -> None:
    with pytest.raises(MotiadError) as caught:
        resolve("local", {})
    assert caught.value.code is ErrorCode.CLOUD_UNREACHABLE


def test_the_host_shown_has_its_port_when_unusual() -> None:
    assert MOTIA_CLOUD.host == "motia-hub-api.motiahub.com"
    assert LOCAL.host == "127.0.0.1:4000"
    assert CloudAddress("http://[::1]:4000", "ws://[::1]:4000").host == "[::1]:4000"
    assert LOCAL.loopback
    assert not MOTIA_CLOUD.loopback
