"""The session for presigned URLs connects to public addresses only."""

import asyncio
import socket
from dataclasses import replace

import pytest
from aiohttp.abc import AbstractResolver

from motiad.cloud.address import CloudAddress
from motiad.cloud.presigned import check
from motiad.cloud.sessions import CloudSessions, NotPublicError, PublicResolver
from motiad.cloud.transfer import Transfer
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


class NamesOf(AbstractResolver):
    """A name server that answers what it is told."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.closed = False

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for address in self.addresses
        ]

    async def close(self) -> None:
        self.closed = True


async def test_private_addresses_are_left_out():
    resolver = PublicResolver(NamesOf("10.0.0.1", "8.8.8.8", "::1", "127.0.0.1"))
    assert [entry["host"] for entry in await resolver.resolve("storage.example", 443)] == ["8.8.8.8"]


@pytest.mark.parametrize("addresses", [(), ("127.0.0.1",), ("169.254.169.254", "fd00::1")])
async def test_a_name_without_a_public_address(addresses):
    with pytest.raises(NotPublicError):
        await PublicResolver(NamesOf(*addresses)).resolve("storage.example", 443)


async def test_a_presigned_name_that_leads_inside_gets_nothing(cloud, policy, bundle):
    """The name passes the check of the URL; the connection is what is refused, at once and for good."""
    names = NamesOf("127.0.0.1")
    port = cloud.origin.rpartition(":")[2]
    target = check(
        f"https://storage.example:{port}/k?Signature=1", CloudAddress("https://c.example", "wss://c.example")
    )
    async with CloudSessions(names) as sessions:
        patient = replace(policy, put_first_wait=100.0, put_wait_cap=100.0)
        with pytest.raises(MotiadError) as caught:
            await asyncio.wait_for(Transfer(sessions, patient).put(target, bundle(), lambda _: None), 60)
    assert caught.value.code is ErrorCode.UPLOAD_FAILED
    assert "no public address" in caught.value.message
    assert caught.value.hint
    assert cloud.calls == []
    assert names.closed
