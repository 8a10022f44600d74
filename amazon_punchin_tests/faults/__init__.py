"""Purchases on a server that is killed, with an order desk that falters (design §6).

Four parts, none of which knows Odoo from the inside: the `desk` is a process of its
own that outlives every kill, the `ledger` is what it got, `amazon` posts `papers` as
Amazon does, and the `bench` plays purchases against all of them and passes the
`verdict`. Short in the tests, long in the benches.
"""
