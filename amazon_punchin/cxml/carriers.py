"""Where a parcel can be followed: Amazon sends the carrier and the number, but no
address (protocol §3)."""

import re
from urllib.parse import quote

_AMAZON = "https://track.amazon.com/tracking/{}"
_URLS = {
    "AMZN": _AMAZON,
    "AMAZON": _AMAZON,
    "SWIP": "https://track.amazon.com/tracking/{}",
    "CANADAPOST": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "CHRONOPOST": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "COLISSIMO": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "CORREOS": "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}",
    "DHL": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "DPD": "https://tracking.dpd.de/status/en_US/parcel/{}",
    "EVRI": "https://www.evri.com/track/parcel/{}",
    "FEDEX": "https://www.fedex.com/fedextrack/?trknbr={}",
    "GLS": "https://gls-group.eu/track/{}",
    "HERMES": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}",
    "JAPANPOST": "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}",
    "LASERSHIP": "https://www.ontrac.com/tracking/?number={}",
    "ONTRAC": "https://www.ontrac.com/tracking/?number={}",
    "PUROLATOR": "https://www.purolator.com/en/shipping/tracker?pin={}",
    "ROYALMAIL": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "SAGAWA": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "YAMATO": "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01={}",
}
_NAMES = sorted(_URLS, key=len, reverse=True)


def tracking_url(carrier, number):
    """The page of a parcel, or ``None`` for a carrier that nobody knows.

    Amazon writes carriers as ``AMZN_US``, ``FEDEX_GROUND``, ``Royal Mail``: what
    counts is how the name begins, without case, spaces and underscores.

    :param carrier: as in the ship notice, may be empty
    :param number: the tracking number, may be empty
    """
    name = re.sub(r"[\W_]", "", carrier or "").upper()
    number = (number or "").strip()
    known = next((each for each in _NAMES if name.startswith(each)), None)
    if not known or not number:
        return None
    return _URLS[known].format(quote(number, safe=""))
