"""Rule 9: other users of this machine. Linux tells whose the other end of a loopback connection is."""

import asyncio
import ipaddress
import struct
import sys
from pathlib import Path
from typing import Literal

Peer = int | Literal["gone"] | None
"""The peer's uid; `gone` when its socket no longer belongs to anybody; None when it cannot be known."""

_End = tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]
_TABLE = {4: Path("/proc/net/tcp"), 6: Path("/proc/net/tcp6")}


async def peer_uid(transport: asyncio.BaseTransport | None) -> Peer:
    """Return whose the other end of a connection is."""
    if transport is None:
        return "gone"
    peer, ours = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
    if not sys.platform.startswith("linux") or not peer or not ours:
        return None
    address = ipaddress.ip_address(peer[0])
    if not address.is_loopback:
        return None
    ends = (address, peer[1]), (ipaddress.ip_address(ours[0]), ours[1])
    return await asyncio.to_thread(_look_up, *ends)


def is_welcome(peer: Peer, own_uid: int | None) -> bool:
    """Tell whether a peer may talk to us: ourselves, root, or somebody we cannot know."""
    return peer is None or own_uid is None or peer in (own_uid, 0)


def _look_up(local: _End, remote: _End) -> Peer:
    try:
        found = _find(_TABLE[local[0].version], _entry(local), _entry(remote))
        if found is None and local[0].version == 4:
            # A dual-stack client (Java, for one) reaches an IPv4 server through an IPv6 socket.
            found = _find(_TABLE[6], _entry(_mapped(local)), _entry(_mapped(remote)))
    except OSError:
        return None
    return "gone" if found is None else found


def _find(table: Path, local: str, remote: str) -> Peer:
    with table.open(encoding="ascii") as lines:
        next(lines, None)
        for line in lines:
            fields = line.split()
            if fields[1] == local and fields[2] == remote:
                # A closed socket is listed as root's: an inode of 0 gives it away.
                return int(fields[7]) if fields[9] != "0" else "gone"
    return None


def _mapped(end: _End) -> _End:
    return ipaddress.ip_address(f"::ffff:{end[0]}"), end[1]


def _entry(end: _End) -> str:
    """Return an address as the kernel's tables write it: 32-bit words in the machine's byte order, in hex."""
    packed = end[0].packed
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{end[1]:04X}"
