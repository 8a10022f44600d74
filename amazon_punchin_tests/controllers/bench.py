import json
import os

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Command
from odoo.http import request


class Bench(http.Controller):
    """What the doors are measured against: routes that do nothing else than to write.

    They exist only where the server's configuration names a test bench.
    """

    @http.route(
        "/amazon_punchin_tests/bench/insert",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def insert(self):
        """One row with the bytes that came; the bench has made the table."""
        self._check_bench()
        body = request.httprequest.get_data(cache=False)
        request.env.cr.execute(
            "INSERT INTO amazon_punchin_bench (body) VALUES (%s)", [body]
        )
        return "OK"

    @http.route(
        "/amazon_punchin_tests/bench/create",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def make(self):
        """One request with its lines; the values come as JSON."""
        self._check_bench()
        values = json.loads(request.httprequest.get_data(cache=False))
        lines = [Command.create(line) for line in values.pop("lines")]
        requests = request.env["amazon.punchin.request"]._unguarded()
        requests.create({**values, "line_ids": lines})
        request.env.flush_all()
        return "OK"

    def _check_bench(self):
        if not os.environ.get("AMAZON_PUNCHIN_INSECURE_HOSTS"):
            raise NotFound()
