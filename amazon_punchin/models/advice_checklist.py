"""The steps of the set-up and of the test order, each with its place at Amazon (R1,
R24, R159). In the shape of :mod:`.advice`: `(title, text)`."""

CHECKLIST = {
    "checklist_account": lambda env, f: (
        env._("There is an Amazon Business account"),
        env._(
            "At business.amazon.com: Create a free account. A private account can be "
            "turned into a business account there."
        ),
    ),
    "checklist_administrator": lambda env, f: (
        env._("You are an Administrator of it"),
        env._(
            "At Amazon: Business Settings > People shows your role. Without the role "
            "Administrator the following pages are not there: ask who has it."
        ),
    ),
    "checklist_group": lambda env, f: (
        env._("The group exists at Amazon"),
        env._(
            "In group %(group)s: at Amazon under Business Settings > Groups > Add "
            "group. Give it the name of the place that it buys for; everything that "
            "follows is done inside this group.",
            **f,
        ),
    ),
    "checklist_shared_payment": lambda env, f: (
        env._("Shared payment methods are selected"),
        env._(
            "In group %(group)s: Business Settings > Payment Methods > Shared payment "
            "methods. With individual payment methods the integration fails.",
            **f,
        ),
    ),
    "checklist_shared_addresses": lambda env, f: (
        env._("Shared addresses are selected"),
        env._(
            "In group %(group)s: Business Settings > Shipping addresses > Shared "
            "addresses. With individual addresses the integration fails.",
            **f,
        ),
    ),
    "checklist_direct_group": lambda env, f: (
        env._("A second group exists for direct purchases"),
        env._(
            "Beside group %(group)s: Business Settings > Groups > Add group, without a "
            "purchasing system. Buyers choose between the two at the checkout. What is "
            "bought directly never passes Odoo.",
            **f,
        ),
    ),
    "checklist_system": lambda env, f: (
        env._("The purchasing system is switched on"),
        env._(
            "In group %(group)s: Business Settings > System integrations > Purchasing "
            "systems > Set up. Choose Other where Odoo is not listed, or what your "
            "Customer Advisor names. Prepare E-mail to Amazon has what the advisor "
            "needs for punch-in.",
            **f,
        ),
    ),
    "checklist_banner": lambda env, f: (
        env._("Amazon shows the banner of punch-in"),
        env._(
            "In group %(group)s: after the Customer Advisor switched punch-in on, "
            "Business Settings > System integrations shows a banner that says so.",
            **f,
        ),
    ),
    "checklist_credentials": lambda env, f: (
        env._("Amazon's settings are in Odoo"),
        env._(
            "In group %(group)s: Business Settings > System integrations > Purchasing "
            "systems > Manage. Copy the whole page and use Paste Amazon's Settings.",
            **f,
        ),
    ),
    "checklist_amazon_addresses": lambda env, f: (
        env._("The delivery addresses are at Amazon"),
        env._(
            "In group %(group)s: Business Settings > Shipping addresses > Add address. "
            "Amazon keeps no address without a phone number.",
            **f,
        ),
    ),
    "checklist_locations": lambda env, f: (
        env._("The locations are in Odoo, with a phone number"),
        env._(
            "For group %(group)s: under Locations, one for each delivery address, "
            "spelled as at Amazon, with Amazon's address ID.",
            **f,
        ),
    ),
    "checklist_payment": lambda env, f: (
        env._("The payment method is chosen"),
        env._(
            "In group %(group)s: Business Settings > Payment Methods has the name. "
            "Enter it here under Purchases with exactly this name.",
            **f,
        ),
    ),
    "checklist_users": lambda env, f: (
        env._("The buyers are chosen"),
        env._(
            "In group %(group)s: Business Settings > People > Add people. Here, under "
            "Buyers, everybody or a list. The e-mail address must be the same on both "
            "sides.",
            **f,
        ),
    ),
    "checklist_roles_punchin": lambda env, f: (
        env._("Buyers have the role Punchout buyer, and no other"),
        env._(
            "In group %(group)s: Business Settings > People: tick Punchout buyer, "
            "remove Buyer (Requisitioner), in the group and at the level of the "
            "account. With both, direct purchase wins and no cart reaches Odoo. "
            "Finance, Tech and Administrator may stay as further roles. A role that is "
            "not in the list means that you are not inside the group.",
            **f,
        ),
    ),
    "checklist_roles_punchout": lambda env, f: (
        env._("Buyers have the roles Requisitioner and Punchout user"),
        env._(
            "In group %(group)s: Business Settings > People: tick both for everybody "
            "who opens Amazon from Odoo. A role that is not in the list means that you "
            "are not inside the group.",
            **f,
        ),
    ),
    "checklist_test_order": lambda env, f: (
        env._("A test order went through"),
        env._(
            "In group %(group)s: while it is in test mode, buy anything and follow the "
            "tab Test Order. This step is done once Amazon took and confirmed an "
            "order.",
            **f,
        ),
    ),
    "checklist_setup_punchin": lambda env, f: (
        env._("Amazon's first set-up request arrived"),
        env._(
            "In group %(group)s: proceed to the checkout at Amazon and press Submit "
            "order for approval. Odoo sees the request by itself.",
            **f,
        ),
    ),
    "checklist_setup_punchout": lambda env, f: (
        env._("Amazon answered the first set-up request"),
        env._(
            "For group %(group)s: Test Connection, or Shop on Amazon from the Home "
            "menu. Odoo sees the answer by itself.",
            **f,
        ),
    ),
    "checklist_cart_punchin": lambda env, f: (
        env._("The first cart arrived"),
        env._(
            "For group %(group)s: it follows the set-up request within a minute.", **f
        ),
    ),
    "checklist_cart_punchout": lambda env, f: (
        env._("The first cart came back"),
        env._(
            "For group %(group)s: submit the cart at Amazon; it comes back to the "
            "request from which you started.",
            **f,
        ),
    ),
    "checklist_accepted": lambda env, f: (
        env._("Amazon took the first order"),
        env._("For group %(group)s: approve and release the request.", **f),
    ),
    "checklist_confirmed": lambda env, f: (
        env._("Amazon confirmed the first order"),
        env._(
            "For group %(group)s: within some hours. A test order may be told as "
            "cancelled, which is right.",
            **f,
        ),
    ),
    "checklist_active": lambda env, f: (
        env._("The group is active at Amazon"),
        env._(
            "In group %(group)s: Business Settings > System integrations > Purchasing "
            "systems > Switch to active mode. Then press Go Live here. Odoo cannot see "
            "what Amazon's switch says.",
            **f,
        ),
    ),
}

TEST_ORDER = {
    "test_basket": lambda env, f: (
        env._("Put any item into the cart at Amazon"),
        env._("Expected: it lies in the cart of your Amazon Business account."),
    ),
    "test_checkout": lambda env, f: (
        env._("Proceed to the checkout"),
        env._("Expected: Amazon asks for the group, the address and the payment."),
    ),
    "test_choose": lambda env, f: (
        env._("Choose the group %(group)s, address and delivery speed", **f),
        env._(
            "Expected: with one group only, Amazon chooses it by itself. The address "
            "is one that Odoo knows too."
        ),
    ),
    "test_approval": lambda env, f: (
        env._("Amazon says that this order requires approval"),
        env._(
            "Expected: the line stands above the button. If it is missing, the buyer "
            "has the role Requisitioner, or punch-in is not switched on."
        ),
    ),
    "test_submitted": lambda env, f: (
        env._("Press Submit order for approval"),
        env._("Expected: Odoo receives Amazon's request, and your browser follows it."),
    ),
    "test_landed": lambda env, f: (
        env._("The cart is a request in Odoo"),
        env._(
            "Expected: a request with the items, marked as a test. If it does not "
            "come: Configuration > Find a Cart."
        ),
    ),
    "test_address": lambda env, f: (
        env._("The delivery address is one that Odoo knows"),
        env._(
            "Expected: no yellow line on the request. Otherwise make both addresses "
            "alike."
        ),
    ),
    "test_completed": lambda env, f: (
        env._("Complete the request and send it for approval"),
        env._("Expected: the request waits for its approver, or is released at once."),
    ),
    "test_released": lambda env, f: (
        env._("Approve and release it"),
        env._("Expected: Odoo makes the purchase order and sends it as a test."),
    ),
    "test_accepted": lambda env, f: (
        env._("Amazon takes the order"),
        env._("Expected: the request says Order sent within a minute."),
    ),
    "test_answered": lambda env, f: (
        env._("Amazon confirms or cancels it"),
        env._(
            "Expected: nothing is shipped nor charged. Amazon shows the order as "
            "approved and cancels it later."
        ),
    ),
}
