from . import cart, decide, dispatcher, exports, help, inbox, punchout, start
