"""What brings Odoo 19, PostgreSQL and a browser onto a bare machine.

Standard library only: these modules run before anything is installed. What
needs the virtual environment is started in it (see :mod:`tools.venv`).
"""
