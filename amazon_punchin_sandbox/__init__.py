from . import controllers, models, wizards
from .hooks import fill_addresses
