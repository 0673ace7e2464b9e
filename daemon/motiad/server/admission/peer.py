"""Rule 9: other users of this machine. Linux tells whose the other end of a loopback connection is."""

import asyncio
import ipaddress
import struct
import sys
from pathlib import Path
from typing import Literal

from motiad.server.admission.sock_diag import End, Socket, look_up

Peer = int | Literal["gone"] | None
"""The peer's uid; `gone` when its socket no longer belongs to anybody; None when it cannot be known."""

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
    found = look_up(*ends)
    try:
        found = found or await asyncio.to_thread(_read_tables, *ends)
    except OSError:
        return None
    # A socket that was closed is listed as root's: without an inode it is nobody's.
    return found.uid if found is not None and found.inode else "gone"


def is_welcome(peer: Peer, own_uid: int | None) -> bool:
    """Tell whether a peer may talk to us: ourselves, root, or somebody we cannot know."""
    return peer is None or own_uid is None or peer in (own_uid, 0)


def _read_tables(local: End, remote: End) -> Socket | None:
    """Find a socket where the kernel has no socket diagnostics."""
    found = _find(_TABLE[local[0].version], _entry(local), _entry(remote))
    if found is None and local[0].version == 4:
        # A dual-stack client (Java, for one) reaches an IPv4 server through an IPv6 socket.
        found = _find(_TABLE[6], _entry(_mapped(local)), _entry(_mapped(remote)))
    return found


def _find(table: Path, local: str, remote: str) -> Socket | None:
    with table.open(encoding="ascii") as lines:
        next(lines, None)
        for line in lines:
            fields = line.split()
            if fields[1] == local and fields[2] == remote:
                return Socket(uid=int(fields[7]), inode=int(fields[9]))
    return None


def _mapped(end: End) -> End:
    return ipaddress.ip_address(f"::ffff:{end[0]}"), end[1]


def _entry(end: End) -> str:
    """Return an address as the kernel's tables write it: 32-bit words in the machine's byte order, in hex."""
    packed = end[0].packed
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{end[1]:04X}"
