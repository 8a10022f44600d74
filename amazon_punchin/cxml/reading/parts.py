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
    quantity,
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
            element = child(holder, "Money")
            if element is None:
                return None
        try:
            currency = self._currencies[element.attrib["currency"]]
        except KeyError:
            currency = self._currency(element)
        return _new(Money, (number(element, element.text), currency))

    def _currency(self, element):
        """The code of a currency as this document writes it, checked once."""
        raw = element.get("currency")
        if raw is None:
            raise missing(element, "@currency")
        code = raw.strip()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise invalid(element, "currency", raw, "a currency of three letters")
        self._currencies[raw] = code = code.upper()
        return code

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
        for each in element[:]:
            if each.tag == "TaxDetail":
                details += (self._tax_detail(each),)
        return _new(Tax, (money, details))

    def _tax_detail(self, element):
        taxable = tax = None
        for each in element[::-1]:
            match each.tag:
                case "TaxAmount":
                    tax = each
                case "TaxableAmount":
                    taxable = each
        said = element.get
        rate = (said("percentageRate") or "").strip()
        return _new(
            TaxDetail,
            (
                said("category") or "",
                (said("purpose") or "").strip() or None,
                number(element, rate, "percentageRate") if rate else None,
                None if taxable is None else self.money(taxable),
                None if tax is None else self.money(tax),
            ),
        )

    def item_in(self, element):
        """A line of a cart, or what is delivered in its stead.

        :raise MissingError: no item, price or part number
        :raise InvalidValueError: a number that is none
        """
        item = detail = ship_to = shipping = tax = None
        named = []
        for each in element[::-1]:
            match each.tag:
                case "ItemDetail":
                    detail = each
                case "ItemID":
                    item = each
                case "Shipping":
                    shipping = each
                case "Tax":
                    tax = each
                case "ShipTo":
                    ship_to = each
                case "Extrinsic":
                    named.append(each)
        part_id, auxiliary_id = item_id(element, item)
        numbered = element.get("lineNumber")
        return _new(
            ItemIn,
            (
                quantity(element),
                part_id,
                self.item_detail(element, detail),
                auxiliary_id,
                integer(element, "lineNumber") if numbered else None,
                None if ship_to is None else address(ship_to),
                None if shipping is None else self.money(shipping),
                None if tax is None else self.tax(tax),
                extrinsics(named[::-1]) if named else (),
            ),
        )

    def item_detail(self, item, element):
        """What is bought, by its only long element: one walk, picked by name.

        :param item: the line, for the error when there is no detail
        :raise MissingError: no detail or no price
        """
        if element is None:
            raise missing(item, "ItemDetail")
        price = description = unit = part_id = name = url = None
        named, codes = [], []
        for each in element[::-1]:
            match each.tag:
                case "Extrinsic":
                    named.append(each)
                case "UnitPrice":
                    price = each
                case "Description":
                    description = each
                case "UnitOfMeasure":
                    unit = each.text
                case "Classification":
                    codes.append(classification(each))
                case "ManufacturerPartID":
                    part_id = each.text
                case "ManufacturerName":
                    name = each.text
                case "URL":
                    url = each.text
        price = None if price is None else self.money(price)
        if price is None:
            raise missing(element, "UnitPrice/Money")
        return _new(
            ItemDetail,
            (
                price,
                text(description),
                None if description is None else description.get(LANG) or None,
                unit and unit.strip() or DEFAULT_UNIT,
                tuple([each for each in codes[::-1] if each.code]),
                part_id and part_id.strip() or None,
                name and name.strip() or None,
                url and url.strip() or None,
                extrinsics(named[::-1]),
            ),
        )


def extrinsics(elements):
    """What Extrinsic elements say; markup inside one counts by its text alone."""
    found = []
    for each in elements:
        value = text(each) if len(each) else (each.text or "").strip()
        try:
            name = each.attrib["name"]
        except KeyError:
            name = ""
        found.append(_new(Extrinsic, (name, value)))
    return tuple(found)


def classification(element):
    """A commodity code; the text, else the attribute of the later grammars."""
    code = text(element) or optional(element, "code") or ""
    domain = (element.get("domain") or "").strip()
    return _new(Classification, (domain, code))


def item_id(item, element):
    """The part number and Amazon's opaque second id, the latter byte for byte
    (protocol §4).

    :raise MissingError: there is no part number
    """
    if element is None:
        raise missing(item, "ItemID")
    part_id = auxiliary_id = None
    for each in element[::-1]:
        match each.tag:
            case "SupplierPartID":
                part_id = text(each)
            case "SupplierPartAuxiliaryID":
                auxiliary_id = "".join(each.itertext()) if len(each) else each.text
    if not part_id:
        raise missing(element, "SupplierPartID")
    return part_id, auxiliary_id


def unit(found):
    """The unit of measure among the children, ``EA`` where there is none."""
    return text(found("UnitOfMeasure")) or DEFAULT_UNIT


def comments(elements):
    """What Comments elements say; empty ones say nothing."""
    found = [
        Comment(words, optional(each, "type"))
        for each in elements
        if (words := text(each))
    ]
    return tuple(found)


def document_reference(element):
    """The payloadID that a DocumentReference names, or ``None``."""
    return None if element is None else optional(element, "payloadID")


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
        payload_id=document_reference(child(element, "DocumentReference")),
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


def contacts(elements):
    """The persons that Contact elements name."""
    found = []
    for each in elements:
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
    lines = [] if postal is None else postal[:]
    inner = children(lines).get
    country = inner("Country")
    code = optional(country, "isoCountryCode") if country is not None else None
    return Address(
        name=text(outer("Name")),
        address_id=optional(element, "addressID"),
        deliver_to=_texts(lines, "DeliverTo"),
        street=_texts(lines, "Street"),
        city=text(inner("City")),
        state=text(inner("State")) or None,
        postal_code=text(inner("PostalCode")) or None,
        country_code=code or optional(element, "isoCountryCode") or "",
        country_name=text(country),
        email=text(outer("Email")) or None,
        phone=_phone(outer("Phone")),
    )


def _texts(elements, name):
    found = [text(each) for each in elements if each.tag == name]
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
