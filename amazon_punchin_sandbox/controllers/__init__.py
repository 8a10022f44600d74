from . import checkout, door, shop, transfer
