from unittest.mock import patch

from odoo.tests import HttpCase

from .. import cxml, transport
from .common import IDENTITY, SECRET, PurchaseCommon


class InboxCommon(HttpCase, PurchaseCommon):
    """Talks to the door of Amazon's servers as they do. The fetch of a cart is fed
    with recorded bytes; the journeys fetch it for real."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["amazon.punchin.message"]
        cls.path = f"/amazon_punchin/{cls.endpoint.key}/cxml"

    def post(self, body, path=None, **headers):
        return self.url_open(
            path or self.path,
            data=body,
            headers={"Content-Type": "text/xml; charset=UTF-8", **headers},
        )

    def ask(self, document, secret=SECRET):
        """:return: the cXML answer to a document of Amazon"""
        answer = self.post(cxml.write(document, secret=secret))
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/xml"))
        return cxml.read(answer.content)

    def setup_request(self, **values):
        identity = (cxml.Credential("NetworkID", IDENTITY),)
        return cxml.PunchOutSetupRequest(
            **self.head(
                **{
                    "header": cxml.Header(
                        from_=identity, to=identity, sender=identity, user_agent="A"
                    ),
                    "user_email": self.employee.email,
                    "poom_url": "https://www.amazon.com/eProcurement/poom?pid=1",
                    **values,
                }
            )
        )

    def with_cart(self, cart, status=200, body=None):
        reply = transport.Reply(
            status=status,
            content_type="text/xml",
            body=cxml.write(cart) if body is None else body,
            duration=0.1,
        )
        return patch.object(transport, "fetch_cart", return_value=reply)

    def last(self):
        self.env.invalidate_all()
        return self.messages.search([], limit=1, order="id desc")

    def run_apply(self):
        self.env.flush_all()
        self.env.ref("amazon_punchin.cron_apply").method_direct_trigger()
        self.env.invalidate_all()
