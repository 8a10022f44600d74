"""Answers, and the question what the other side can do (protocol §§1c, 3)."""

from .parts import add_status
from .tree import add, moment, needed


def profile_request(parent, _document):
    """A question without content."""
    add(parent, "ProfileRequest")


def response(parent, document):
    """The outcome alone."""
    add_status(parent, document.status, document.language)


def punch_out_setup_response(parent, document):
    """An open session and where it begins."""
    response(parent, document)
    page = add(add(parent, "PunchOutSetupResponse"), "StartPage")
    add(page, "URL", needed(document.start_page_url, "the address of the start page"))


def profile_response(parent, document):
    """Which requests are taken, and where."""
    response(parent, document)
    profile = add(
        parent, "ProfileResponse", effectiveDate=moment(document.effective_date)
    )
    for each in needed(document.transactions, "a transaction"):
        transaction = add(profile, "Transaction", requestName=each.request_name)
        add(transaction, "URL", each.url)
