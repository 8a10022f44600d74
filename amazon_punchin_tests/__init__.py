from . import controllers
from .hooks import add_people
