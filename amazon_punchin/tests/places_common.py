from dataclasses import replace

from .. import cxml
from .common import PurchaseCommon

LEEDS = cxml.Address(
    name="Acme",
    address_id="LS-1",
    deliver_to=("Branch",),
    street=("5 Mill Lane", "Unit 7"),
    city="Leeds",
    state="WY",
    postal_code="LS1 4AP",
    country_code="GB",
    country_name="United Kingdom",
)


class PlacesCommon(PurchaseCommon):
    """A second place, whose address has umlauts, and a cart for any address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_place = cls.place.copy(
            {
                "name": "Müller & Söhne Lager",
                "street": "Königstraße 5",
                "city": "Köln",
                "zip": "50667",
                "state_id": False,
                "country_id": cls.env.ref("base.de").id,
                "phone": "+49 221 1",
            }
        )
        cls.other = cls.env["amazon.punchin.location"].create(
            {"name": "Köln", "partner_id": cls.other_place.id}
        )

    def at(self, address):
        """:return: the request of a cart for `address`"""
        return self.punch_in(replace(self.cart(), ship_to=address))

    def sent(self, request):
        """:return: `cxml.OrderRequest` of a request that is approved"""
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        return cxml.read(self.order_message(request)._bytes())
