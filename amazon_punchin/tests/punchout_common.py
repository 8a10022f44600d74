import base64
from contextlib import contextmanager
from unittest.mock import patch

from .. import cxml, transport
from .common import NOW, PurchaseCommon

SHOP = "https://www.amazon.com/shop?session=1&x=2"


class PunchoutCommon(PurchaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.env["amazon.punchin.group"].search([]) - cls.group).use_punchout = False
        cls.group.write(
            {
                "punchout_url": "https://abintegrations.amazon.com/punchout",
                "location_ids": cls.location.ids,
            }
        )

    def browse_amazon(self, user=None):
        """Opens Amazon on no record; the request, and the document on its way."""
        requests = self.env["amazon.punchin.request"].with_user(user or self.employee)
        action = requests.action_browse()
        self.assertEqual(action["type"], "ir.actions.act_url", action)
        request = self.env["amazon.punchin.request"].browse(
            int(action["url"].rpartition("/")[2])
        )
        return request, request.sudo().session_ids[:1]

    def setup_of(self, session):
        message = session._setup_message()
        return message, cxml.read(message._bytes())

    @contextmanager
    def amazon_says(self, body=None, error=None):
        reply = transport.Reply(200, "text/xml", body or b"", 0.1)
        model = type(self.env["amazon.punchin.message"])
        with (
            patch.object(
                transport,
                "post",
                **({"side_effect": error} if error else {"return_value": reply}),
            ) as post,
            patch.object(model, "_commit"),
            patch.object(model, "_rollback"),
        ):
            yield post

    def answer(self, code=200, text="", url=SHOP):
        if url and code == 200:
            return cxml.write(
                cxml.PunchOutSetupResponse(
                    payload_id="1@amazon.com",
                    timestamp=NOW,
                    status=cxml.Status(200, "success"),
                    start_page_url=url,
                )
            )
        return cxml.write(
            cxml.Response(
                payload_id="1@amazon.com",
                timestamp=NOW,
                status=cxml.Status(code, "x", text),
            )
        )

    def open_shop(self, session, **answer):
        message = session._setup_message()
        with self.amazon_says(self.answer(**answer)) as post:
            message._as_odoobot()._deliver()
        session.invalidate_recordset()
        return post

    def bring(self, session, cart, name="cxml-base64"):
        """What the browser's form does at the door; `(code, text)`."""
        body = cxml.write(cart) if isinstance(cart, cxml.PunchOutOrderMessage) else cart
        value = base64.b64encode(body).decode() if "base64" in name.lower() else body
        messages = self.env["amazon.punchin.message"].sudo()
        model = type(messages)
        with patch.object(model, "_commit"), patch.object(model, "_rollback"):
            return messages._receive_cart(session, {name: value})
