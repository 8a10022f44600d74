from . import cart, dispatcher, inbox, punchout, start
