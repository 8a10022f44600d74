"""What makes no XML of an XML document, although it is all there."""

import base64
import gzip
import io
import zipfile


def _zip(body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cxml.xml", body)
    return file.getvalue()


PACKERS = {"base64": base64.b64encode, "gzip": gzip.compress, "zip": _zip}
