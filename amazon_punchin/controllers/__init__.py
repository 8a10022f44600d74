from . import cart, dispatcher, exports, help, inbox, punchout, start
