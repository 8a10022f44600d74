"""How somebody could still read a secret in what was kept of a document."""

import base64
import html
import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote_to_bytes


def reveals(secret: str, kept: bytes) -> bool:
    """Whether the secret can be read in the bytes: as they are, or in another encoding,
    unescaped, or unpacked."""
    return any(secret.encode() in reading for reading in _readings(kept))


def _readings(kept: bytes):
    yield kept
    for read in READINGS:
        with suppress(ValueError, zlib.error, zipfile.BadZipFile):
            yield read(kept)


def _recoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda kept: kept.decode(encoding, "ignore").encode(errors="ignore")


def _unzip(kept: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        return archive.read(archive.namelist()[0])


READINGS = (
    lambda kept: kept.replace(b"\0", b""),
    lambda kept: html.unescape(kept.decode("latin-1")).encode(errors="ignore"),
    lambda kept: base64.b64decode(kept[: len(kept) // 4 * 4]),
    lambda kept: zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(kept),
    unquote_to_bytes,
    _recoded("cp037"),
    _recoded("utf-7"),
    _unzip,
)
