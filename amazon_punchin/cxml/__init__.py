"""The language: bytes to typed documents and back (design §3).

No Odoo, no network, no clock. A body is read by :func:`envelope` and :func:`read`,
made by :func:`write`; :mod:`.amazon` knows the habits that are Amazon's alone.
"""

from . import amazon, documents, errors
from .documents import *  # noqa: F403
from .errors import (
    STATUS_TEXTS,
    CxmlError,
    HostileXmlError,
    InvalidValueError,
    MissingError,
    NotXmlError,
    TooLargeError,
    UnsupportedError,
    UnwritableError,
)
from .fingerprint import digest
from .form import from_form
from .masking import mask
from .parser import LIMIT
from .reader import Envelope, envelope, read
from .writer import insert_secret, write
