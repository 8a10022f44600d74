from urllib.parse import urlsplit

from odoo import models

from odoo.addons.amazon_punchin import transport


class Endpoint(models.Model):
    _inherit = "amazon.punchin.endpoint"

    def write(self, vals):
        """The addresses of the sandbox's groups follow the server's address."""
        result = super().write(vals)
        if "base_url" in vals:
            groups = self.with_context(active_test=False).group_ids
            groups._fill_sandbox_addresses()
        return result

    def _openings(self, path):
        """The way to our own server, below `path` and nowhere else.

        :return: tuple of `transport.Opening`; empty for a server address that the
            guard cannot read, so that nothing is opened by mistake
        """
        parts = urlsplit(self._link(path))
        try:
            return (transport.Opening(f"{parts.scheme}://{parts.netloc}", parts.path),)
        except transport.GuardError:
            return ()
