"""Where source code may be sent."""

import pytest

from motiad.cloud.address import CloudAddress
from motiad.cloud.presigned import check
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

FAR = CloudAddress("https://cloud.example", "wss://cloud.example")
NEAR = CloudAddress("http://127.0.0.1:4000", "ws://127.0.0.1:4000")


@pytest.mark.parametrize(
    ("text", "address", "loopback"),
    [
        ("https://bucket.s3.amazonaws.com/k?X-Amz-Signature=a%2Fb", FAR, False),
        ("https://bucket.s3.amazonaws.com/k?X-Amz-Signature=a%2Fb", NEAR, False),
        ("https://8.8.8.8/k", FAR, False),
        ("http://127.0.0.1:4000/storage/k?sig=1", NEAR, True),
        ("http://localhost:9000/k", NEAR, True),
        ("http://[::1]:9000/k", NEAR, True),
        ("https://localhost:9000/k", NEAR, True),
    ],
)
def test_allowed(text: str, address: CloudAddress, loopback: bool) -> None:
    target = check(text, address)
    assert str(target.url) == text
    assert target.loopback is loopback
    assert "/k" not in repr(target)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://bucket.s3.amazonaws.com/k", FAR),
        ("http://bucket.s3.amazonaws.com/k", NEAR),
        ("http://127.0.0.1:4000/k", FAR),
        ("https://127.0.0.1/k", FAR),
        ("https://localhost/k", FAR),
        ("https://10.0.0.1/k", FAR),
        ("https://10.0.0.1/k", NEAR),
        ("https://169.254.169.254/latest", FAR),
        ("https://[fd00::1]/k", FAR),
        ("https://[::ffff:127.0.0.1]/k", FAR),
        ("https://user:pass@bucket.example/k", FAR),
        ("file:///etc/passwd", NEAR),
        ("/storage/k", NEAR),
        ("", FAR),
        ("https://[", FAR),
        ("https://bucket.example/k\r\nHost: evil", FAR),
    ],
)
def test_refused(text: str, address: CloudAddress) -> None:
    with pytest.raises(MotiadError) as caught:
        check(text, address)
    assert caught.value.code is ErrorCode.CLOUD_REJECTED
    assert caught.value.hint
    assert "/k" not in caught.value.message
