"""The shared parts of documents: money, parties, addresses, the thing that is bought.

One :class:`Parts` serves one document and remembers the currencies it has met. What
stands outside of it needs to remember nothing.
"""

from ..values import (
    Address,
    Classification,
    Comment,
    Contact,
    Extrinsic,
    ItemDetail,
    ItemIn,
    Money,
    OrderReference,
    Phone,
    Status,
    Tax,
    TaxDetail,
)
from .faults import invalid, missing
from .scalars import (
    LANG,
    child,
    children,
    integer,
    moment,
    number,
    optional,
    text,
)

_new = tuple.__new__
DEFAULT_UNIT = "EA"
"""What one line counts in where the document is silent (protocol §2b)."""


class Parts:
    """Readers of what several documents share, for the length of one document.

    What is called for every line does without further calls where it can: a call costs
    as much as the text that it fetches.
    """

    def __init__(self):
        self._currencies = {}

    def money(self, holder):
        """The Money in an element such as ``Total``; ``None`` where there is neither.

        :raise MissingError: the Money names no currency
        :raise InvalidValueError: the amount is no number or the currency no code
        """
        if holder is None or not len(holder):
            return None
        element = holder[0]
        if element.tag != "Money":
            for element in holder[1:]:
                if element.tag == "Money":
                    break
            else:
                return None
        raw = element.get("currency")
        currency = self._currencies.get(raw)
        if currency is None:
            currency = self._currencies[raw] = _currency(element, raw)
        return _new(Money, (number(element, element.text), currency))

    def price(self, element, holder, name):
        """The Money that ``element`` cannot do without.

        :param holder: the child that has it, if there is one
        :raise MissingError: there is none
        """
        value = self.money(holder)
        if value is None:
            raise missing(element, name if holder is None else f"{name}/Money")
        return value

    def tax(self, element):
        """A Tax with its details, or ``None``."""
        money = self.money(element)
        if money is None:
            return None
        details = ()
        for each in element:
            if each.tag == "TaxDetail":
                details += (self._tax_detail(each),)
        return _new(Tax, (money, details))

    def _tax_detail(self, element):
        taxable = tax = None
        for each in element[::-1]:
            tag = each.tag
            if tag == "TaxAmount":
                tax = each
            elif tag == "TaxableAmount":
                taxable = each
        said = element.get
        rate = (said("percentageRate") or "").strip()
        return _new(
            TaxDetail,
            (
                said("category") or "",
                (said("purpose") or "").strip() or None,
                number(element, rate, "percentageRate") if rate else None,
                self.money(taxable),
                self.money(tax),
            ),
        )

    def item_in(self, element):
        """A line of a cart, or what is delivered in its stead.

        :raise MissingError: no item, price or part number
        :raise InvalidValueError: a number that is none
        """
        found = {each.tag: each for each in element[::-1]}.get
        part_id, auxiliary_id = item_id(element, found("ItemID"))
        line_number, ship_to = element.get("lineNumber"), found("ShipTo")
        shipping, tax = found("Shipping"), found("Tax")
        return _new(
            ItemIn,
            (
                number(element, element.get("quantity"), "quantity"),
                part_id,
                self.item_detail(element, found("ItemDetail")),
                auxiliary_id,
                integer(element, "lineNumber") if line_number else None,
                None if ship_to is None else address(ship_to),
                None if shipping is None else self.money(shipping),
                None if tax is None else self.tax(tax),
                () if found("Extrinsic") is None else extrinsics(element),
            ),
        )

    def item_detail(self, item, element):
        """What is bought, by its only long element: one walk, picked by name.

        :param item: the line, for the error when there is no detail
        :raise MissingError: no detail or no price
        """
        if element is None:
            raise missing(item, "ItemDetail")
        price = description = None
        words, extrinsics, codes = {}, [], []
        for each in element[::-1]:
            tag = each.tag
            if tag == "Extrinsic":
                value = text(each) if len(each) else (each.text or "").strip()
                extrinsics.append(_new(Extrinsic, (each.get("name") or "", value)))
            elif tag == "UnitPrice":
                price = self.money(each)
            elif tag == "Classification":
                codes.append(classification(each))
            elif tag == "Description":
                description = each
            else:
                words[tag] = (each.text or "").strip()
        if price is None:
            raise missing(element, "UnitPrice/Money")
        said = words.get
        return _new(
            ItemDetail,
            (
                price,
                text(description),
                None if description is None else description.get(LANG) or None,
                said("UnitOfMeasure") or DEFAULT_UNIT,
                tuple([each for each in codes[::-1] if each.code]),
                said("ManufacturerPartID") or None,
                said("ManufacturerName") or None,
                said("URL") or None,
                tuple(extrinsics[::-1]),
            ),
        )


def _currency(element, raw):
    """The code of a currency as this document writes it, checked once."""
    if raw is None:
        raise missing(element, "@currency")
    code = raw.strip()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise invalid(element, "currency", raw, "a currency of three letters")
    return code.upper()


def extrinsics(element):
    """All named additions directly below ``element``; markup inside one counts by its
    text alone."""
    return tuple(
        [
            Extrinsic(each.get("name") or "", text(each))
            for each in element.iterchildren("Extrinsic")
        ]
    )


def classification(element):
    """A commodity code; the text, else the attribute of the later grammars."""
    code = text(element) or optional(element, "code") or ""
    return _new(Classification, (optional(element, "domain") or "", code))


def item_id(item, element):
    """The part number and Amazon's opaque second id, the latter byte for byte
    (protocol §4).

    :raise MissingError: there is no part number
    """
    if element is None:
        raise missing(item, "ItemID")
    part_id = auxiliary_id = None
    for each in element[::-1]:
        tag = each.tag
        if tag == "SupplierPartID":
            part_id = text(each)
        elif tag == "SupplierPartAuxiliaryID":
            auxiliary_id = "".join(each.itertext()) if len(each) else each.text
    if not part_id:
        raise missing(element, "SupplierPartID")
    return part_id, auxiliary_id


def unit(found):
    """The unit of measure among the children, ``EA`` where there is none."""
    return text(found("UnitOfMeasure")) or DEFAULT_UNIT


def comments(element):
    """The comments directly below ``element``; empty ones say nothing."""
    found = [
        Comment(words, optional(each, "type"))
        for each in element.iterchildren("Comments")
        if (words := text(each))
    ]
    return tuple(found)


def document_reference(element):
    """The payloadID that a DocumentReference below ``element`` names, or ``None``."""
    reference = child(element, "DocumentReference")
    return optional(reference, "payloadID") if reference is not None else None


def order_reference(holder):
    """Which order ``holder`` speaks of: by reference, else by number alone.

    :raise MissingError: it names no order at all
    """
    element = child(holder, "OrderReference")
    if element is None:
        element = child(holder, "OrderIDInfo")
    if element is None:
        raise missing(holder, "OrderReference")
    return OrderReference(
        order_id=optional(element, "orderID"),
        payload_id=document_reference(element),
        order_date=moment(element.get("orderDate")),
    )


def status(holder):
    """The outcome that ``holder`` tells.

    :raise MissingError: there is no Status
    :raise InvalidValueError: its code is no number
    """
    element = child(holder, "Status")
    if element is None:
        raise missing(holder, "Status")
    return Status(
        integer(element, "code"), (element.get("text") or "").strip(), text(element)
    )


def contacts(element):
    """The persons directly below ``element``."""
    found = []
    for each in element.iterchildren("Contact"):
        part = children(each).get
        found.append(
            Contact(
                role=optional(each, "role"),
                name=text(part("Name")),
                email=text(part("Email")) or None,
            )
        )
    return tuple(found)


def address(holder):
    """The Address in a ShipTo or BillTo, or ``None``."""
    element = child(holder, "Address") if holder is not None else None
    if element is None:
        return None
    outer = children(element).get
    postal = outer("PostalAddress")
    inner = children(postal).get if postal is not None else {}.get
    country = inner("Country")
    code = optional(country, "isoCountryCode") if country is not None else None
    return Address(
        name=text(outer("Name")),
        address_id=optional(element, "addressID"),
        deliver_to=_texts(postal, "DeliverTo"),
        street=_texts(postal, "Street"),
        city=text(inner("City")),
        state=text(inner("State")) or None,
        postal_code=text(inner("PostalCode")) or None,
        country_code=code or optional(element, "isoCountryCode") or "",
        country_name=text(country),
        email=text(outer("Email")) or None,
        phone=_phone(outer("Phone")),
    )


def _texts(element, name):
    if element is None:
        return ()
    found = [text(each) for each in element.iterchildren(name)]
    return tuple([each for each in found if each])


def _phone(holder):
    element = child(holder, "TelephoneNumber") if holder is not None else None
    if element is None:
        return None
    found = children(element).get
    country = found("CountryCode")
    iso = optional(country, "isoCountryCode") if country is not None else None
    return Phone(
        country_code=text(country),
        iso_country_code=iso or "",
        area_code=text(found("AreaOrCityCode")),
        number=text(found("Number")),
    )
