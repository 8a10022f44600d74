from .hooks import add_people
