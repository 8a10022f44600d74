from odoo.tests import new_test_user

from .test_coding import CodingCommon


class PolicyCommon(CodingCommon):
    """Policies of a company, and the further approver whom one of them asks."""

    def policy(self, **values):
        return self.env["amazon.punchin.policy"].create({"name": "Look", **values})

    def further(self, **values):
        boss = new_test_user(
            self.env, "apr_boss", "amazon_punchin.group_user", email="boss@example.com"
        )
        self.policy(
            check="price",
            limit_amount=100,
            action="approver",
            approver_id=boss.id,
            **values,
        )
        return boss
