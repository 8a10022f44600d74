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
from .build import twin
from .faults import invalid, missing
from .scalars import (
    LANG,
    children,
    integer,
    moment,
    number,
    optional,
    text,
)

_blank_money, _fill_money = twin(Money)
_blank_tax, _fill_tax = twin(Tax)
_blank_extrinsic, _fill_extrinsic = twin(Extrinsic)
_blank_detail, _fill_detail = twin(ItemDetail)
_blank_item, _fill_item = twin(ItemIn)

DEFAULT_UNIT = "EA"
"""What one line counts in where the document is silent (protocol §2b)."""


class Parts:
    """Readers of what several documents share, for the length of one document.

    What is called for every line does without further calls where it can: a call costs
    as much as the text that it fetches.
    """

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
            value = self._moneys[raw] = _money(element, *raw)
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
        tax = _blank_tax()
        if len(element) < 3:
            _fill_tax(tax, money=money)
            return tax
        details = [self._tax_detail(each) for each in element.iterchildren("TaxDetail")]
        _fill_tax(tax, money=money, details=tuple(details))
        return tax

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
        if len(element):
            return Extrinsic(element.get("name") or "", text(element))
        raw = element.get("name"), element.text
        value = self._extrinsics.get(raw)
        if value is None:
            name, words = raw
            value = self._extrinsics[raw] = _blank_extrinsic()
            _fill_extrinsic(
                value, name=name or "", value=words.strip() if words else ""
            )
        return value

    def extrinsics(self, element):
        """All named additions directly below ``element``."""
        return tuple(
            [self.extrinsic(each) for each in element.iterchildren("Extrinsic")]
        )

    def classification(self, element):
        """A commodity code; the text, else the attribute of the later grammars."""
        raw = element.get("domain"), element.text
        value = self._classifications.get(raw)
        if value is None:
            code = text(element) or optional(element, "code") or ""
            value = Classification((raw[0] or "").strip(), code)
            if element.text:
                self._classifications[raw] = value
        return value

    def item_in(self, element):
        """A line of a cart, or what is delivered in its stead.

        :raise MissingError: no item, price or part number
        :raise InvalidValueError: a number that is none
        """
        found = {child.tag: child for child in element[::-1]}.get
        part_id, auxiliary_id = item_id(element, found("ItemID"))
        line_number = element.get("lineNumber")
        item = _blank_item()
        _fill_item(
            item,
            quantity=number(element, element.get("quantity"), "quantity"),
            supplier_part_id=part_id,
            detail=self.item_detail(element, found("ItemDetail")),
            supplier_part_auxiliary_id=auxiliary_id,
            line_number=line_number and integer(element, "lineNumber"),
            ship_to=address(found("ShipTo")),
            shipping=self.money(found("Shipping")),
            tax=self.tax(found("Tax")),
            extrinsics=() if found("Extrinsic") is None else self.extrinsics(element),
        )
        return item

    def item_detail(self, item, element):
        """What is bought, by its only long element: one walk, picked by name.

        :param item: the line, for the error when there is no detail
        """
        if element is None:
            raise missing(item, "ItemDetail")
        found, extrinsics, codes = {}, [], []
        for child in element[::-1]:
            tag = child.tag
            if tag == "Extrinsic":
                extrinsics.append(self.extrinsic(child))
            elif tag == "Classification":
                codes.append(self.classification(child))
            else:
                found[tag] = child
        found = found.get
        description = found("Description")
        detail = _blank_detail()
        _fill_detail(
            detail,
            unit_price=self.price(element, found("UnitPrice"), "UnitPrice"),
            description=text(description),
            description_language=language(description),
            unit_of_measure=text(found("UnitOfMeasure")) or DEFAULT_UNIT,
            classifications=tuple([each for each in codes[::-1] if each.code]),
            manufacturer_part_id=text(found("ManufacturerPartID")) or None,
            manufacturer_name=text(found("ManufacturerName")) or None,
            url=text(found("URL")) or None,
            extrinsics=tuple(extrinsics[::-1]),
        )
        return detail


def _money(element, amount, currency):
    currency = (currency or "").strip()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise invalid(element, "currency", currency, "a currency of three letters")
    money = _blank_money()
    _fill_money(money, amount=number(element, amount), currency=currency.upper())
    return money


def item_id(item, element):
    """The part number and Amazon's opaque second id, the latter byte for byte
    (protocol §4).

    :raise MissingError: there is no part number
    """
    if element is None:
        raise missing(item, "ItemID")
    found = {child.tag: child for child in element[::-1]}.get
    part_id = text(found("SupplierPartID"))
    if not part_id:
        raise missing(element, "SupplierPartID")
    auxiliary = found("SupplierPartAuxiliaryID")
    if auxiliary is None:
        return part_id, None
    if len(auxiliary):
        return part_id, "".join(auxiliary.itertext()) or None
    return part_id, auxiliary.text or None


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
