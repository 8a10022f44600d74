"""Answers, and the question what the other side can do (protocol §§1c, 2a, 3)."""

from ..documents import (
    ProfileRequest,
    ProfileResponse,
    PunchOutSetupResponse,
    Response,
    Transaction,
)
from .faults import missing
from .parts import status
from .scalars import child, moment, optional, required, text


def profile_request(_parts, _element, common):
    """A question without content."""
    return ProfileRequest(**common)


def response(_parts, element, common):
    """The plain answer; also one whose further content nobody knows."""
    return Response(**common, status=status(element))


def punch_out_setup_response(parts, element, common):
    """An open session, or the plain answer where its status is no success.

    :raise MissingError: a success without the address of the start page, which is a
        failure (protocol §2a)
    """
    outcome = status(element.getparent())
    if outcome.code // 100 != 2:
        return response(parts, element.getparent(), common)
    url = text(next(element.iterfind("StartPage/URL"), None))
    if not url:
        raise missing(element, "StartPage/URL")
    return PunchOutSetupResponse(**common, status=outcome, start_page_url=url)


def profile_response(_parts, element, common):
    """Which requests the other side takes, and where."""
    transactions = [
        Transaction(required(each, "requestName"), text(child(each, "URL")))
        for each in element.iterchildren("Transaction")
    ]
    return ProfileResponse(
        **common,
        status=status(element.getparent()),
        effective_date=moment(optional(element, "effectiveDate")),
        transactions=tuple(transactions),
    )
