"""The shared parts of documents: money, parties, addresses, the thing that is bought.

One :class:`Parts` serves one document. It remembers the small values that repeat from
line to line (no shipping, *New*, the same UNSPSC code), which saves a third of the
time that a long cart takes.
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
    children,
    integer,
    moment,
    number,
    optional,
    quantity,
    text,
)

DEFAULT_UNIT = "EA"
"""What one line counts in where the document is silent (protocol §2b)."""


class Parts:
    """Readers of what several documents share, for the length of one document."""

    def __init__(self):
        self._moneys = {}
        self._extrinsics = {}
        self._classifications = {}

    def money(self, holder):
        """The Money in an element such as ``Total``; ``None`` where there is neither.

        :raise InvalidValueError: the amount is no number or the currency no code
        """
        if holder is None or not len(holder):
            return None
        element = holder[0]
        if element.tag != "Money":
            element = holder.find("Money")
            if element is None:
                return None
        raw = element.text, element.get("currency")
        value = self._moneys.get(raw)
        if value is None:
            value = self._moneys[raw] = _money(element)
        return value

    def price(self, element, holder, name):
        """The Money that ``element`` cannot do without.

        :param holder: the child that has it, if there is one
        :raise MissingError: there is none
        """
        value = self.money(holder)
        if value is None:
            raise missing(element, f"{name}/Money" if holder is None else name)
        return value

    def tax(self, element):
        """A Tax with its details, or ``None``."""
        money = self.money(element)
        if money is None:
            return None
        details = element.iterchildren("TaxDetail") if len(element) > 1 else ()
        return Tax(money, tuple([self._tax_detail(detail) for detail in details]))

    def _tax_detail(self, element):
        found = children(element).get
        rate = (element.get("percentageRate") or "").strip()
        return TaxDetail(
            category=element.get("category") or "",
            purpose=optional(element, "purpose"),
            percentage_rate=number(element, rate, "percentageRate") if rate else None,
            taxable_amount=self.money(found("TaxableAmount")),
            tax_amount=self.money(found("TaxAmount")),
        )

    def extrinsic(self, element):
        """One named addition; markup inside it counts by its text alone."""
        raw = element.get("name"), element.text
        if len(element):
            return Extrinsic(raw[0] or "", text(element))
        value = self._extrinsics.get(raw)
        if value is None:
            value = self._extrinsics[raw] = Extrinsic(raw[0] or "", text(element))
        return value

    def extrinsics(self, element):
        """All named additions directly below ``element``."""
        return tuple(
            [self.extrinsic(each) for each in element.iterchildren("Extrinsic")]
        )

    def classification(self, element):
        """A commodity code; the text, else the attribute of the later grammars."""
        raw = element.get("domain"), element.text, element.get("code")
        value = self._classifications.get(raw)
        if value is None:
            code = text(element) or (raw[2] or "").strip()
            value = Classification((raw[0] or "").strip(), code)
            self._classifications[raw] = value
        return value

    def item_in(self, element):
        """A line of a cart, or what is delivered in its stead.

        :raise MissingError: no item, price or part number
        :raise InvalidValueError: a number that is none
        """
        found = children(element).get
        extrinsics = found("Extrinsic")
        line_number = element.get("lineNumber")
        part_id, auxiliary_id = item_id(element, found("ItemID"))
        return ItemIn(
            quantity=quantity(element),
            supplier_part_id=part_id,
            detail=self.item_detail(element, found("ItemDetail")),
            supplier_part_auxiliary_id=auxiliary_id,
            line_number=integer(element, "lineNumber") if line_number else None,
            ship_to=address(found("ShipTo")),
            shipping=self.money(found("Shipping")),
            tax=self.tax(found("Tax")),
            extrinsics=() if extrinsics is None else self.extrinsics(element),
        )

    def item_detail(self, item, element):
        """What is bought, by its only long element: one walk, picked by name.

        :param item: the line, for the error when there is no detail
        """
        if element is None:
            raise missing(item, "ItemDetail")
        found, extrinsics, classifications = {}, [], []
        for child in element[:]:
            tag = child.tag
            if tag == "Extrinsic":
                extrinsics.append(self.extrinsic(child))
            elif tag == "Classification":
                classifications.append(self.classification(child))
            else:
                found.setdefault(tag, child)
        found = found.get
        description = found("Description")
        return ItemDetail(
            unit_price=self.price(element, found("UnitPrice"), "UnitPrice"),
            description=text(description),
            description_language=language(description),
            unit_of_measure=text(found("UnitOfMeasure")) or DEFAULT_UNIT,
            classifications=tuple([each for each in classifications if each.code]),
            manufacturer_part_id=text(found("ManufacturerPartID")) or None,
            manufacturer_name=text(found("ManufacturerName")) or None,
            url=text(found("URL")) or None,
            extrinsics=tuple(extrinsics),
        )


def _money(element):
    currency = (element.get("currency") or "").strip()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise invalid(element, "currency", currency, "a currency of three letters")
    return Money(number(element, element.text), currency.upper())


def item_id(item, element):
    """The part number and Amazon's opaque second id, the latter byte for byte
    (protocol §4).

    :raise MissingError: there is no part number
    """
    found = children(element).get if element is not None else {}.get
    part_id = text(found("SupplierPartID"))
    if not part_id:
        if element is None:
            raise missing(item, "ItemID")
        raise missing(element, "SupplierPartID")
    auxiliary = found("SupplierPartAuxiliaryID")
    if auxiliary is None:
        return part_id, None
    return part_id, "".join(auxiliary.itertext()) or None


def language(element):
    """The xml:lang of an element, or ``None``."""
    return element.get(LANG) or None if element is not None else None


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
    reference = element.find("DocumentReference")
    return optional(reference, "payloadID") if reference is not None else None


def order_reference(holder):
    """Which order ``holder`` speaks of: by reference, else by number alone.

    :raise MissingError: it names no order at all
    """
    element = holder.find("OrderReference")
    if element is None:
        element = holder.find("OrderIDInfo")
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
    element = holder.find("Status")
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
    element = holder.find("Address") if holder is not None else None
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
    element = holder.find("TelephoneNumber") if holder is not None else None
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
