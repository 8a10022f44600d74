from . import dispatcher, inbox, start
