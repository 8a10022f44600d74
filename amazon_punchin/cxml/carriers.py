"""Who brings a parcel, and where it is followed: Amazon sends a word for the carrier
and the number, but no address (protocol §3)."""

import re
from urllib.parse import quote

_AMAZON = "https://track.amazon.com/tracking/{}"
_KNOWN = {
    "AMZN": ("Amazon", _AMAZON),
    "AMAZON": ("Amazon", _AMAZON),
    "SWIP": ("Amazon", _AMAZON),
    "CANADAPOST": (
        "Canada Post",
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    ),
    "CHRONOPOST": (
        "Chronopost",
        "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    ),
    "COLISSIMO": (
        "Colissimo",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    ),
    "CORREOS": (
        "Correos",
        "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}",
    ),
    "DHL": ("DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}"),
    "DPD": ("DPD", "https://tracking.dpd.de/status/en_US/parcel/{}"),
    "EVRI": ("Evri", "https://www.evri.com/track/parcel/{}"),
    "FEDEX": ("FedEx", "https://www.fedex.com/fedextrack/?trknbr={}"),
    "GLS": ("GLS", "https://gls-group.eu/track/{}"),
    "HERMES": (
        "Hermes",
        "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}",
    ),
    "JAPANPOST": (
        "Japan Post",
        "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}",
    ),
    "LASERSHIP": ("LaserShip", "https://www.ontrac.com/tracking/?number={}"),
    "ONTRAC": ("OnTrac", "https://www.ontrac.com/tracking/?number={}"),
    "PUROLATOR": ("Purolator", "https://www.purolator.com/en/shipping/tracker?pin={}"),
    "ROYALMAIL": (
        "Royal Mail",
        "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    ),
    "SAGAWA": (
        "Sagawa",
        "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}",
    ),
    "UPS": ("UPS", "https://www.ups.com/track?tracknum={}"),
    "USPS": ("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
    "YAMATO": ("Yamato", "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01={}"),
}
_STARTS = sorted(_KNOWN, key=len, reverse=True)


def carrier_name(carrier):
    """A carrier as people call it: ``Amazon`` for ``AMZN_US``; the word of the ship
    notice for one that nobody knows.

    :param carrier: as in the ship notice, may be empty
    """
    known = _known(carrier)
    return known[0] if known else (carrier or "").strip()


def tracking_url(carrier, number):
    """The page of a parcel, or ``None`` for a carrier that nobody knows.

    :param carrier: as in the ship notice, or as :func:`carrier_name` calls it
    :param number: the tracking number, may be empty
    """
    known = _known(carrier)
    number = (number or "").strip()
    return known[1].format(quote(number, safe="")) if known and number else None


def _known(carrier):
    """Amazon writes carriers as ``AMZN_US``, ``FEDEX_GROUND``, ``Royal Mail``: what
    counts is how the name begins, without case, spaces and underscores."""
    name = re.sub(r"[\W_]", "", carrier or "").upper()
    start = next((each for each in _STARTS if name.startswith(each)), None)
    return _KNOWN.get(start)
