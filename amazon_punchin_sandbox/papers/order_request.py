"""What the order desk keeps of an OrderRequest."""

from datetime import UTC

from odoo import Command

from .. import amounts


def order_vals(document, currency, cart_lines):
    """Values of an order and its lines.

    :param document: `cxml.OrderRequest`
    :param currency: `res.currency` of its total
    :param cart_lines: the lines of carts whose auxiliary ids the order bears
    """
    found = {line.auxiliary_id: line for line in cart_lines}
    goods = [item.quantity * item.detail.unit_price.amount for item in document.items]
    estimates = amounts.estimate(goods, currency)
    date = document.order_date
    return {
        "order_ref": document.order_id,
        "payload_id": document.payload_id,
        "is_test": document.deployment_mode == "test",
        "date": date and date.astimezone(UTC).replace(tzinfo=None),
        "email": _email(document),
        "ship_to": _address_text(document.ship_to),
        "currency_id": currency.id,
        "amount_total": float(document.total.amount),
        "line_ids": [
            Command.create(
                _line_vals(item, found.get(item.supplier_part_auxiliary_id), estimate)
            )
            for item, estimate in zip(document.items, estimates, strict=True)
        ],
    }


def _line_vals(item, cart_line, estimate):
    """The estimates are those of the cart; `estimate` stands in for a line whose
    auxiliary id no cart of the sandbox knows."""
    shipping, tax = estimate
    return {
        "line_number": item.line_number,
        "asin": item.supplier_part_id,
        "auxiliary_id": item.supplier_part_auxiliary_id,
        "cart_line_id": cart_line.id if cart_line else False,
        "name": item.detail.description,
        "uom_code": item.detail.unit_of_measure,
        "quantity": float(item.quantity),
        "price_unit": float(item.detail.unit_price.amount),
        "amount_shipping": cart_line.amount_shipping if cart_line else float(shipping),
        "amount_tax": cart_line.amount_tax if cart_line else float(tax),
    }


def _email(document):
    """The buyer's: an extrinsic, or the contact's (protocol §3)."""
    told = [one.value for one in document.extrinsics if one.name == "UserEmail"]
    told += [contact.email for contact in document.contacts if contact.email]
    return next(iter(told), False)


def _address_text(address):
    if not address:
        return False
    town = (address.city, address.state, address.postal_code, address.country_code)
    lines = (
        address.name,
        *address.deliver_to,
        *address.street,
        " ".join(part for part in town if part),
    )
    return "\n".join(line for line in lines if line)
