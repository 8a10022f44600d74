"""The shared parts of documents, in the order of the DTDs.

Where the grammar demands words that no value of ours has (the description of a tax),
fixed English ones are written, and the readers pass over them.
"""

from .tree import add, needed

DEFAULT_LANGUAGE = "en-US"
UNCLASSIFIED = "UNSPSC"


def add_money(parent, name, money, description=None):
    """An element with a Money in it, and nothing for ``None``."""
    if money is None:
        return None
    element = add(parent, name)
    add(element, "Money", money.amount, currency=money.currency)
    if description:
        add(element, "Description", description, lang=DEFAULT_LANGUAGE)
    return element


def add_shipping(parent, money):
    """Delivery, estimated or charged, before tax."""
    add_money(parent, "Shipping", money, "Shipping")


def add_tax(parent, tax):
    """A Tax with its details.

    :raise UnwritableError: a detail without its amount
    """
    if tax is None:
        return
    element = add_money(parent, "Tax", tax.money, "Tax")
    for detail in tax.details:
        found = add(
            element,
            "TaxDetail",
            purpose=detail.purpose,
            category=detail.category,
            percentageRate=detail.percentage_rate,
        )
        add_money(found, "TaxableAmount", detail.taxable_amount)
        add_money(found, "TaxAmount", needed(detail.tax_amount, "a tax's amount"))


def add_comments(parent, comments):
    """Free texts, each with its type."""
    for comment in comments:
        add(parent, "Comments", comment.text, type=comment.type)


def add_extrinsics(parent, extrinsics):
    """Named additions, in their order."""
    for extrinsic in extrinsics:
        add(parent, "Extrinsic", extrinsic.value, name=extrinsic.name)


def add_document_reference(parent, payload_id):
    """The document that this one speaks of, by its payloadID."""
    if payload_id is not None:
        add(parent, "DocumentReference", payloadID=payload_id)


def add_order_reference(parent, order):
    """The order by number and payloadID; the latter empty where it is unknown."""
    element = add(
        parent, "OrderReference", orderID=order.order_id, orderDate=order.order_date
    )
    add_document_reference(element, order.payload_id or "")


def add_unit(parent, unit):
    """What the quantity beside it counts."""
    add(parent, "UnitOfMeasure", unit)


def add_contacts(parent, contacts):
    """Persons with their e-mail."""
    for contact in contacts:
        element = add(parent, "Contact", role=contact.role)
        add(element, "Name", contact.name, lang=DEFAULT_LANGUAGE)
        if contact.email:
            add(element, "Email", contact.email)


def add_address(parent, name, address):
    """A ShipTo or BillTo; without street, town and country the name stands alone."""
    if address is None:
        return
    element = add(
        add(parent, name),
        "Address",
        isoCountryCode=address.country_code or None,
        addressID=address.address_id,
    )
    add(element, "Name", address.name, lang=DEFAULT_LANGUAGE)
    _add_postal(element, address)
    if address.email:
        add(element, "Email", address.email, name="default")
    if address.phone:
        _add_phone(element, address.phone)


def _add_postal(parent, address):
    told = (
        address.deliver_to,
        address.street,
        address.city,
        address.state,
        address.postal_code,
        address.country_name,
    )
    if not any(told):
        return
    element = add(parent, "PostalAddress", name="default")
    for line in address.deliver_to:
        add(element, "DeliverTo", line)
    for line in address.street or ("",):
        add(element, "Street", line)
    add(element, "City", address.city)
    if address.state:
        add(element, "State", address.state)
    if address.postal_code:
        add(element, "PostalCode", address.postal_code)
    add(element, "Country", address.country_name, isoCountryCode=address.country_code)


def _add_phone(parent, phone):
    element = add(add(parent, "Phone", name="work"), "TelephoneNumber")
    add(
        element,
        "CountryCode",
        phone.country_code,
        isoCountryCode=phone.iso_country_code,
    )
    add(element, "AreaOrCityCode", phone.area_code)
    add(element, "Number", phone.number)


def add_item_id(parent, part_id, auxiliary_id):
    """The part number and Amazon's second id, the latter byte for byte."""
    element = add(parent, "ItemID")
    add(element, "SupplierPartID", needed(part_id, "a part number"))
    if auxiliary_id is not None:
        add(element, "SupplierPartAuxiliaryID", auxiliary_id)


def add_item_detail(parent, detail):
    """What is bought; an empty UNSPSC code where nobody has classified it."""
    element = add(parent, "ItemDetail")
    add_money(element, "UnitPrice", detail.unit_price)
    language = detail.description_language or DEFAULT_LANGUAGE
    add(element, "Description", detail.description, lang=language)
    add_unit(element, detail.unit_of_measure)
    for each in detail.classifications:
        add(element, "Classification", each.code, domain=each.domain)
    if not detail.classifications:
        add(element, "Classification", domain=UNCLASSIFIED)
    if detail.manufacturer_part_id:
        add(element, "ManufacturerPartID", detail.manufacturer_part_id)
    if detail.manufacturer_name:
        add(element, "ManufacturerName", detail.manufacturer_name)
    if detail.url:
        add(element, "URL", detail.url)
    add_extrinsics(element, detail.extrinsics)


def add_item_in(parent, item):
    """A line of a cart, or what is delivered in its stead."""
    element = add(parent, "ItemIn", quantity=item.quantity, lineNumber=item.line_number)
    add_item_id(element, item.supplier_part_id, item.supplier_part_auxiliary_id)
    add_item_detail(element, item.detail)
    add_address(element, "ShipTo", item.ship_to)
    add_shipping(element, item.shipping)
    add_tax(element, item.tax)
    add_extrinsics(element, item.extrinsics)


def add_status(parent, status, language=None):
    """An outcome: code, short text, and a sentence if there is one."""
    add(
        parent,
        "Status",
        status.message or None,
        lang=language if status.message else None,
        code=status.code,
        text=status.text,
    )
