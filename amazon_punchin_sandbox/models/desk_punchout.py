from urllib.parse import urlsplit

from odoo import api, models
from odoo.tools import email_normalize

from odoo.addons.amazon_punchin import cxml

from ..papers import punchout

FOREIGN = "https://shop.example.com/start"
RETURN_PATH = "/amazon_punchin/cart/"


class Desk(models.AbstractModel):
    """Where punchout begins: Odoo names a buyer, the sandbox opens its shop."""

    _inherit = "amazon.punchin.sandbox.desk"

    @api.model
    def _take_setup(self, document, value):
        """Opens a session, which is a cart that knows its way home (protocol §2a).

        :raise cxml.CxmlError: no buyer is named, or no way home that leads to Odoo
        :return: bytes of the answer
        """
        group = document.group_id
        email = self._buyer(value)
        if not email:
            raise cxml.CxmlError(400, "The request names no buyer.")
        if not value.buyer_cookie:
            raise cxml.CxmlError(400, "BuyerCookie is missing.")
        if not self._leads_home(group, value.browser_form_post_url):
            raise cxml.CxmlError(400, "BrowserFormPost leads to no known server.")
        carts = self.env["amazon.punchin.sandbox.cart"].sudo()
        cart, url = carts._open_session(group, email, value)
        document._unguarded().cart_id = cart
        fault = group.sudo().sandbox_punchout
        url = {"no_page": "", "elsewhere": FOREIGN}.get(fault, url)
        return cxml.write(punchout.setup_response(url))

    @api.model
    def _buyer(self, value):
        """The e-mail address: an extrinsic, or a contact's."""
        told = [value.user_email, *(contact.email for contact in value.contacts)]
        return next((email for email in told if email_normalize(email or "")), None)

    @api.model
    def _leads_home(self, group, url):
        """Whether the cart would go to this server's door for carts: the sandbox sends
        a browser nowhere else."""
        try:
            target, home = urlsplit(url or ""), urlsplit(group.endpoint_id.base_url)
        except ValueError:
            return False
        same = (target.scheme, target.netloc) == (home.scheme, home.netloc)
        folder = home.path.rstrip("/") + RETURN_PATH
        return same and target.path.startswith(folder) and ".." not in target.path
