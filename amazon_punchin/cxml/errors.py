"""What can be wrong with a cXML document, in the words of its answer.

An error knows the cXML code that the sender is told (protocol §0, design §5), a
sentence for a person, where in the document it happened, and which document that was
as far as it can be told. No error text ever quotes a secret.
"""

STATUS_TEXTS = {
    200: "OK",
    201: "Accepted",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    406: "Not Acceptable",
    409: "Conflict",
    450: "Not Implemented",
    500: "Internal Server Error",
    560: "Temporary Server Error",
}
"""The short text that belongs to each code that we answer (protocol §0)."""


class CxmlError(Exception):
    """Something about a document that cannot be read, or not be written.

    ``code`` is a key of :data:`STATUS_TEXTS`. ``path`` names the element as
    ``cXML/Request/…/ConfirmationItem[2]/@quantity``, counting from one and only where
    there are several of a kind; it is ``None`` where the bytes are no tree at all.
    """

    def __init__(self, code, text, path=None, document_type=None):
        super().__init__(text)
        self.code = code
        self.text = text
        self.path = path
        self.document_type = document_type

    def __str__(self):
        return f"{self.text} ({self.path})" if self.path else self.text


class NotXmlError(CxmlError):
    """The bytes are no well-formed cXML document: empty, cut off, an HTML page."""


class HostileXmlError(CxmlError):
    """The document uses what no honest cXML needs: entities, bombs, huge trees."""


class TooLargeError(HostileXmlError):
    """The document is larger than the limit; the door answers HTTP 413."""


class MissingError(CxmlError):
    """A part is not there that the document makes no sense without."""


class InvalidValueError(CxmlError):
    """A value is there but means nothing: a quantity of ``NaN``, a wrong currency."""


class UnsupportedError(CxmlError):
    """A well-formed document of a type that this project does not speak."""


class UnwritableError(CxmlError):
    """A value of ours that XML or the grammar of cXML has no place for."""


def unreadable_code(document_type, *, is_request):
    """The code for a document that cannot be read: 400 to Amazon's set-up request and
    wherever the type is unknown or no request, 406 to every other request
    (design §5)."""
    if is_request and document_type not in (None, "PunchOutSetupRequest"):
        return 406
    return 400
