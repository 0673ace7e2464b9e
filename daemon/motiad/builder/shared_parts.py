"""Compresses bundles that hold the same modules: each shared part once.

Every TypeScript step carries its own copy of zod. A bundle is cut where its text says so (a module, a source of the
map, an often seen mapping), so that equal code gives equal parts wherever it stands; each part is compressed for itself
and the results are joined, which deflate allows. The bytes depend on the contents alone, not on what came before.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator

from zlib_ng import zlib_ng

from motiad.builder.archive import LEVEL

LEAST = 32 * 1024
"""Bytes of a part, which may be twice as long: shorter ones compress worse (at this length by 10 %)."""
ROOM = 32 * 1024 * 1024
"""Bytes of parts that are remembered; those not used for longest go first."""

_CODE_MARKS = (b"\n// ",)
_MAP_MARKS = (b'", "', b";AAEA")
"""Where parts may begin; the first of them that is there decides."""
_END = b"\3\0"
"""An empty last block."""


class SharedParts:
    """The parts of one build's bundles. Its methods block and may be called from any thread."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, int], tuple[bytes, bytes]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def deflate(self, content: bytes) -> bytes:
        """Compress an entry, as a zip holds it."""
        return b"".join([*(self._part(part) for part in _parts(content)), _END])

    def _part(self, part: bytes) -> bytes:
        key = (len(part), zlib_ng.crc32(part))
        with self._lock:
            plain, packed = self._known.get(key, (b"", b""))
            if packed:
                self._known.move_to_end(key)
        if packed and plain == part:
            return packed
        deflater = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
        packed = deflater.compress(part) + deflater.flush(zlib_ng.Z_FULL_FLUSH)
        self._remember(key, part, packed)
        return packed

    def _remember(self, key: tuple[int, int], plain: bytes, packed: bytes) -> None:
        with self._lock:
            if key not in self._known:
                self._known[key] = (plain, packed)
                self._size += len(plain)
            while self._size > ROOM:
                _, (oldest, _) = self._known.popitem(last=False)
                self._size -= len(oldest)


def _parts(content: bytes) -> Iterator[bytes]:
    begin, marks = 0, _MAP_MARKS if content.startswith(b"{") else _CODE_MARKS
    while len(content) - begin > 2 * LEAST:
        first, last = begin + LEAST, begin + 2 * LEAST
        cut = next((at for mark in marks if (at := content.find(mark, first, last)) >= 0), last)
        yield content[begin:cut]
        begin = cut
    yield content[begin:]
