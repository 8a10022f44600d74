"""Pages without menus: for a browser that comes from Amazon, goes there, or has lost
its way. Each says what happened, why, and what to do, in the advice's own words."""

from odoo.http import request

from ..models.advice import guidance


def page(code, status=200, link=None, number=None, **facts):
    """The page of an advice.

    :param code: problem code of the advice
    :param link: `(url, label)` of the way on
    :param number: of the request that the page speaks of, for whoever is asked
    :param facts: values that the advice names
    """
    title, text, steps = guidance(request.env, code, **facts)
    return shown(title, text, steps, status=status, link=link, number=number)


def shown(title, text, steps, status=200, link=None, number=None):
    """A page with words of its own, see :func:`page`."""
    url, label = link or (False, False)
    values = {
        "title": title,
        "text": text,
        "steps": steps,
        "request_name": number,
        "link_url": url,
        "link_label": label,
    }
    return request.render("amazon_punchin.start_page", values, status=status)


def way_home():
    """For whoever followed a link that leads nowhere: `(url, label)` of the app."""
    return "/odoo/amazon-business", request.env._("Open Amazon Business")


def way_to(purchase):
    """The address of a request's form, below whatever log-in the browser needs."""
    return f"/odoo/my-amazon-requests/{purchase.id}"
