from odoo import api, models
from odoo.exceptions import AccessError

_KEY = "amazon_punchin_guard"
_APPROVAL = "amazon_punchin_approval"
_TOKEN = object()


def unguarded(records):
    """The same records with the rights to change what is locked for people.

    The context carries an object of this process: a caller from outside can name the
    key but never send the object. To be used in the method that takes a decision,
    after it has checked who asks and what state the record is in."""
    return records.sudo().with_context(**{_KEY: _TOKEN})


def is_unguarded(records):
    """Whether `records` come from :func:`unguarded`."""
    return records.env.su and records.env.context.get(_KEY) is _TOKEN


def approved(records):
    """The same records, on the one way that leads a purchase order to its approval."""
    return records.with_context(**{_APPROVAL: _TOKEN})


def is_approved(records):
    """Whether `records` come from :func:`approved`."""
    return records.env.context.get(_APPROVAL) is _TOKEN


class Guarded(models.AbstractModel):
    """Records that only our own methods change, whoever asks (design §6).

    Access rights say who may see a record; this says which of its fields a person
    may set, in `create`, `write`, `unlink`, by form, import, RPC or x2many command.
    Our methods pass by :func:`unguarded`.
    """

    _name = "amazon.punchin.guarded"
    _description = "Records changed by Amazon's documents and by decisions only"

    @api.model
    def _unguarded(self):
        return unguarded(self)

    @api.model
    def _is_unguarded(self):
        return is_unguarded(self)

    def _writable_fields(self):
        """Names of the fields that the current user may set on this record, or on a
        new one where `self` is empty."""
        return frozenset()

    def _deletable(self):
        """Whether the current user may delete this record."""
        return False

    @api.model
    def default_get(self, fields):
        """Defaults of the context and of `ir.default`, which every user may set, count
        only where the user could write the field."""
        values = super().default_get(fields)
        allowed = self.browse()._writable_fields()
        for name in set(values) - set(allowed):
            field = self._fields[name]
            if not field.default:
                del values[name]
                continue
            value = field.convert_to_cache(field.default(self), self, validate=False)
            value = field.convert_to_record(value, self)
            values[name] = field.convert_to_write(value, self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_unguarded():
            for vals in vals_list:
                self.browse()._check_writable(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_unguarded():
            for record in self:
                record._check_writable(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_deletable(self):
        if self._is_unguarded():
            return
        for record in self:
            if not record._deletable():
                raise AccessError(
                    self.env._(
                        "%(record)s is part of the record of a purchase and cannot "
                        "be deleted. Cancel the request instead.",
                        record=record.display_name,
                    )
                )

    def _check_writable(self, vals):
        """
        :raise AccessError: when `vals` names a field that is not the user's to set
        """
        locked = [name for name in vals if name not in self._writable_fields()]
        if not locked:
            return
        labels = ", ".join(
            self._fields[name].get_description(self.env, ["string"])["string"]
            if name in self._fields
            else name
            for name in sorted(locked)
        )
        raise AccessError(
            self.env._(
                "%(model)s: %(fields)s cannot be changed by hand. What Amazon sent and "
                "what was decided stays as it is; use the buttons of the document.",
                model=self.env["ir.model"]._get(self._name).name,
                fields=labels,
            )
        )
