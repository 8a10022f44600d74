"""The shared parts of documents: money, parties, addresses, the thing that is bought.

One :class:`Parts` serves one document and remembers the currencies it has met. What
stands outside of it needs to remember nothing.
"""

from decimal import Decimal, InvalidOperation

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
    PLAIN,
    SHORT,
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
        self._factors = {}

    def money(self, holder):
        """The Money in an element such as ``Total``; ``None`` where there is neither.

        :raise MissingError: the Money names no currency
        :raise InvalidValueError: the amount is no number or the currency no code
        """
        if holder is None:
            return None
        try:
            element = holder[0]
            raw = element.text
            if element.tag == "Money" and len(raw) <= SHORT and not raw.strip(PLAIN):
                currency = self._currencies[element.attrib["currency"]]
                return _new(Money, (Decimal(raw), currency))
        except (IndexError, KeyError, TypeError, InvalidOperation):
            return self._odd_money(holder)
        return self._odd_money(holder)

    def _odd_money(self, holder):
        """What :meth:`money` does, for the few that are not written as most are."""
        element = child(holder, "Money")
        if element is None:
            return None
        raw = element.get("currency")
        currency = self._currencies.get(raw) or self._currency(element, raw)
        return _new(Money, (number(element, element.text), currency))

    def _currency(self, element, raw):
        """The code of a currency as this document writes it, checked once."""
        if raw is None:
            raise missing(element, "@currency")
        code = raw.strip()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise invalid(element, "currency", raw, "a currency of three letters")
        self._currencies[raw] = code = code.upper()
        return code

    def factor(self, element, raw, attribute):
        """A number that is not money, such as a quantity or a rate: the same few
        in all lines. The errors are those of :func:`.scalars.number`."""
        value = self._factors.get(raw)
        if value is None:
            value = self._factors[raw] = number(element, raw, attribute)
        return value

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
        details = []
        for each in element[:]:
            if each.tag == "TaxDetail":
                details.append(self._tax_detail(each))
        return _new(Tax, (money, tuple(details)))

    def _tax_detail(self, element):
        taxable = tax = None
        for each in element[:]:
            match each.tag:
                case "TaxableAmount" if taxable is None:
                    taxable = each
                case "TaxAmount" if tax is None:
                    tax = each
        said = element.get
        rate = said("percentageRate")
        rate = rate and rate.strip()
        purpose = said("purpose")
        return _new(
            TaxDetail,
            (
                said("category") or "",
                purpose and purpose.strip() or None,
                self.factor(element, rate, "percentageRate") if rate else None,
                self.money(taxable),
                self.money(tax),
            ),
        )

    def item_in(self, element):
        """A line of a cart, or what is delivered in its stead.

        :raise MissingError: no item, price or part number
        :raise InvalidValueError: a number that is none
        """
        item = detail = ship_to = shipping = tax = None
        named = []
        for each in element[:]:
            match each.tag:
                case "ItemID" if item is None:
                    item = each
                case "ItemDetail" if detail is None:
                    detail = each
                case "Shipping" if shipping is None:
                    shipping = each
                case "Tax" if tax is None:
                    tax = each
                case "ShipTo" if ship_to is None:
                    ship_to = each
                case "Extrinsic":
                    named.append(extrinsic(each))
        part_id, auxiliary_id = item_id(element, item)
        return _new(
            ItemIn,
            (
                self.factor(element, element.get("quantity"), "quantity"),
                part_id,
                self.item_detail(element, detail),
                auxiliary_id,
                integer(element, "lineNumber") if element.get("lineNumber") else None,
                None if ship_to is None else address(ship_to),
                None if shipping is None else self.money(shipping),
                None if tax is None else self.tax(tax),
                tuple(named),
            ),
        )

    def item_detail(self, item, element):
        """What is bought, by its only long element: one walk, picked by name; what
        :func:`extrinsic` does, ten times for each line, without the call.

        :param item: the line, for the error when there is no detail
        :raise MissingError: no detail or no price
        """
        if element is None:
            raise missing(item, "ItemDetail")
        price = description = unit = part_id = maker = url = None
        named, codes = [], []
        for each in element[:]:
            match each.tag:
                case "Extrinsic":
                    value = text(each) if len(each) else (each.text or "").strip()
                    try:
                        name = each.attrib["name"]
                    except KeyError:
                        name = ""
                    named.append(_new(Extrinsic, (name, value)))
                case "UnitPrice" if price is None:
                    price = each
                case "Description" if description is None:
                    description = each
                case "UnitOfMeasure" if unit is None:
                    unit = each.text
                case "Classification":
                    codes.append(each)
                case "ManufacturerPartID" if part_id is None:
                    part_id = each.text
                case "ManufacturerName" if maker is None:
                    maker = each.text
                case "URL" if url is None:
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
                classifications(codes),
                part_id and part_id.strip() or None,
                maker and maker.strip() or None,
                url and url.strip() or None,
                tuple(named),
            ),
        )


def extrinsic(element):
    """A named addition; markup inside it counts by its text alone."""
    value = text(element) if len(element) else (element.text or "").strip()
    try:
        name = element.attrib["name"]
    except KeyError:
        name = ""
    return _new(Extrinsic, (name, value))


def extrinsics(elements):
    """What Extrinsic elements say."""
    return tuple([extrinsic(each) for each in elements])


def classifications(elements):
    """Commodity codes: the text, else the attribute of the later grammars."""
    found = []
    for each in elements:
        code = text(each) or optional(each, "code")
        if code:
            domain = (each.get("domain") or "").strip()
            found.append(_new(Classification, (domain, code)))
    return tuple(found)


def item_id(item, element):
    """The part number and Amazon's opaque second id, the latter byte for byte
    (protocol §4).

    :raise MissingError: there is no part number
    """
    if element is None:
        raise missing(item, "ItemID")
    part_id = auxiliary_id = None
    for each in element[:]:
        match each.tag:
            case "SupplierPartID" if part_id is None:
                part_id = text(each)
            case "SupplierPartAuxiliaryID" if auxiliary_id is None:
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
