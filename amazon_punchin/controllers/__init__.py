from . import cart, dispatcher, help, inbox, punchout, start
