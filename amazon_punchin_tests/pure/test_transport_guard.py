"""The guard's rules: which URLs and addresses pass, and why others do not."""

import ipaddress
import posixpath
import re
from urllib.parse import unquote, urlsplit

import pytest
import urllib3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transport import GuardError, Opening, Policy, TransportError, check_url, guard

SANDBOX = "/amazon_punchin_sandbox/"
POLICY = Policy(
    allowed_hosts=("Amazon.com", "amazonsedi.com.", "xn--bcher-kva.example"),
    openings=[
        Opening("http://127.0.0.1:8069", SANDBOX),
        Opening("https://odoo.example", SANDBOX),
    ],
    insecure_hosts=["bench:8080", "[::1]:8080", "10.0.0.7:443"],
)


def reason(url, policy=POLICY):
    with pytest.raises(GuardError) as caught:
        check_url(url, policy)
    assert isinstance(caught.value, TransportError)
    assert (caught.value.kind, caught.value.ambiguous) == ("guard", False)
    assert "token" not in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://www.amazon.com/gp/cart?token=a%2Fb&x=1", "www.amazon.com", None),
        ("https://amazon.com", "amazon.com", "/"),
        ("HTTPS://WWW.AMAZON.COM:443/A", "www.amazon.com", "/A"),
        ("https://www.amazon.com./", "www.amazon.com", "/"),
        ("https://a.b.amazonsedi.com/x;y/../z//", "a.b.amazonsedi.com", "/x;y/../z//"),
        ("https://amazon.com/#@evil.test/", "amazon.com", "/"),
        ("https://amazon.com/?u=me@evil.test:80", "amazon.com", None),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", "/"),
    ],
)
def test_allowed(url, host, path):
    target = check_url(url, POLICY)
    expected = ("https", host, 443)
    assert (target.origin, target.trusted) == (expected, False)
    assert target.path == (path or url[url.index("/", 8) :])
    assert target.netloc == host
    assert "token" not in repr(target)


@pytest.mark.parametrize(
    ("expected", "urls"),
    [
        (
            "malformed",
            """file:///etc/passwd https:www.amazon.com https:/www.amazon.com https:///www.amazon.com
            //www.amazon.com www.amazon.com /cart https:// https://?x https://#
            https://www.amazon.com\\@evil.test/ https:\\\\www.amazon.com
            https://www.amazon.com/\\evil https://www.amazon.com?x=@evil.test
            https://www.amazon.com#@evil.test https://evil.test#@www.amazon.com
            https://www.amazon.com../ https://.amazon.com/ https://a..amazon.com/
            https://www%2eamazon.com/ https://evil.test%00.amazon.com/
            https://-a.amazon.com/ https://www.amazon.com/ü https://[::1/
            https://[fe80::1%251]/ https://[::g]/ https://[www.amazon.com]/
            https://*.amazon.com/ https://a!b.amazon.com/ https://:443/
            https://evil.test&.amazon.com/ https://evil.test;.amazon.com/""",
        ),
        (
            "scheme",
            """http://www.amazon.com/ ftp://www.amazon.com/ file://etc/passwd
            javascript://www.amazon.com/%0aalert(1) gopher://www.amazon.com:443/
            http://www.amazon.com:443/ http://127.0.0.1/ http://bench:8081/
            http://127.0.0.1:8069/web http://[::1]:8081/""",
        ),
        (
            "userinfo",
            """https://www.amazon.com@evil.test/ https://evil.test@www.amazon.com/
            https://u:p@www.amazon.com/ https://@www.amazon.com/
            https://www.amazon.com:443@evil.test/ https://a@b@www.amazon.com/
            http://u@bench:8080/ http://127.0.0.1:8069@evil.test/""",
        ),
        (
            "idn",
            """https://www.amazon。com/ https://www．amazon.com/ https://www｡amazon.com/
            https://www.аmazon.com/ https://www.ａmazon.com/ https://bücher.example/
            https://127。0。0。1/ https://evil.test／.amazon.com/ https://①②⑦.0.0.1/
            https://www.amazon.com​/ https://ﬀ.amazon.com/ https://evil.test℀.amazon.com/""",
        ),
        (
            "ip_literal",
            """https://127.0.0.1/ https://127.0.0.1./ https://2130706433/
            https://0x7f000001/ https://0X7F.0.0.1/ https://0177.0.0.1/ https://127.1/
            https://017700000001/ https://0/ https://0x/ https://127.0.0.0x1/
            https://www.amazon.1/ https://[::1]/ https://[::ffff:127.0.0.1]/
            https://[::ffff:7f00:1]/ https://[0:0:0:0:0:0:0:1]/ https://8.8.8.8/
            https://169.254.169.254/latest/meta-data/ https://[fd00:ec2::254]/
            https://999.999.999.999/ https://[64:ff9b::7f00:1]/ https://1.2.3.4.5/
            http://2130706433:8069/amazon_punchin_sandbox/ http://0x7f.1:8069/""",
        ),
        (
            "port",
            """https://www.amazon.com:444/ https://www.amazon.com:80/
            https://www.amazon.com:/ https://www.amazon.com:0443/
            https://www.amazon.com:+443/ https://www.amazon.com:443x/
            https://www.amazon.com:65979/ https://www.amazon.com:443:443/
            https://www.amazon.com:99999999999/ https://a:b:c/ https://www.amazon.com:0/""",
        ),
        (
            "host",
            """https://evil.test/ https://notamazon.com/ https://amazon.com.evil.test/
            https://amazon.co/ https://localhost/ https://com/ https://xn--mazon-3ve.com/
            https://odoo.example/web https://bench/ https://amazon-com/""",
        ),
    ],
)
def test_refused(expected, urls):
    for url in urls.split():
        assert (url, reason(url)) == (url, expected)


@pytest.mark.parametrize("character", " \t\n\r\x00\x0b\x1f\x7f\x85\xa0\u2028\u3000")
def test_white_space_and_control_characters(character):
    for place in range(0, 26, 3):
        url = "https://www.amazon.com/ab"
        url = url[:place] + character + url[place:]
        assert reason(url) in ("malformed", "idn")


@pytest.mark.parametrize("url", [None, False, b"https://amazon.com/", "", 7])
def test_no_text(url):
    assert reason(url) == "malformed"


def test_length():
    url = "https://amazon.com/".ljust(guard.MAX_URL, "x")
    assert check_url(url, POLICY)
    assert reason(url + "x") == "malformed"
    label = "a" * 63
    assert check_url(f"https://{label}.amazon.com/", POLICY)
    assert reason(f"https://{label}a.amazon.com/") == "malformed"
    assert reason(f"https://{'a.' * 130}amazon.com/") == "malformed"


# Openings and benches


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8069/amazon_punchin_sandbox/",
        "http://127.0.0.1:8069/amazon_punchin_sandbox/order/a-b_c~1?x=../../web",
        "HTTP://127.0.0.1:8069/amazon_punchin_sandbox/a/",
        "https://ODOO.example:443/amazon_punchin_sandbox/cart",
        "http://bench:8080/any/../thing",
        "https://bench:8080",
        "http://[::1]:8080/",
        "http://[0::0:1]:8080/",
        "http://10.0.0.7:443/",
    ],
)
def test_opened(url):
    assert check_url(url, POLICY).trusted


@pytest.mark.parametrize(
    "path",
    """/ /web {} {}es/ /Amazon_punchin_sandbox/ {}/../web {}/./x /{}/ {}/.. {}//web
    {}/%2e%2e/web {}/..%2fweb {}/%252e%252e/web {}/..;/web {}%2f {}/%5c.. /x/..{}/
    """.replace("{}", SANDBOX[:-1]).split(),
)
def test_opening_holds_its_path(path):
    assert reason(f"http://127.0.0.1:8069{path}") == "scheme"
    assert reason(f"https://odoo.example{path}") == "host"


@pytest.mark.parametrize(
    "origin",
    """http://127.0.0.1:8070 http://127.0.0.1 http://127.0.0.2:8069 http://localhost:8069
    http://odoo.example http://odoo.example:443 http://sub.odoo.example""".split(),
)
def test_opening_holds_its_origin(origin):
    assert reason(f"{origin}{SANDBOX}") == "scheme"


@pytest.mark.parametrize(
    ("expected", "options"),
    [
        ("host", {"allowed_hosts": ["com"]}),
        ("malformed", {"allowed_hosts": [""]}),
        ("malformed", {"allowed_hosts": ["*.amazon.com"]}),
        ("malformed", {"allowed_hosts": ["amazon.com:443"]}),
        ("malformed", {"allowed_hosts": ["https://amazon.com"]}),
        ("ip_literal", {"allowed_hosts": ["10.0.0.1"]}),
        ("ip_literal", {"allowed_hosts": ["[::1]"]}),
        ("idn", {"allowed_hosts": ["bücher.example"]}),
        ("port", {"insecure_hosts": ["bench"]}),
        ("port", {"insecure_hosts": ["bench:80/x"]}),
        ("port", {"insecure_hosts": ["bench:65536"]}),
        ("userinfo", {"insecure_hosts": ["u@bench:80"]}),
    ],
)
def test_policy_refuses_what_it_cannot_hold(expected, options):
    with pytest.raises(GuardError) as caught:
        Policy(**options)
    assert caught.value.reason == expected


@pytest.mark.parametrize(
    "opening",
    [
        ("http://127.0.0.1:8069/x", "/a"),
        ("http://127.0.0.1:8069", ""),
        ("http://127.0.0.1:8069", "a"),
        ("http://127.0.0.1:8069", "/a/../"),
    ],
)
def test_opening_refuses_what_it_cannot_hold(opening):
    with pytest.raises(GuardError):
        Opening(*opening)


def test_empty_policy_allows_nothing():
    assert reason("https://www.amazon.com/", Policy()) == "host"


# Addresses


def passes(address):
    target = check_url("https://amazon.com/", POLICY)
    try:
        guard.check_addresses(target, [str(address)])
    except GuardError:
        return False
    return True


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254
    168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1
    192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::10.0.0.1
    64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378::1 2001:db8::1
    2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1
    fe80::1%eth0 fec0::1 ff02::1""".split(),
)
def test_closed_addresses(address):
    assert not passes(address)


@pytest.mark.parametrize(
    "address",
    """8.8.8.8 52.94.236.248 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1
    223.255.255.255 2600:9000::1 2a00:1450:4001::1 64:ff9b::8.8.8.8""".split(),
)
def test_public_addresses(address):
    assert passes(address)


def is_special(address):
    """What Python finds; of a NAT64 address it would judge the wrapping alone."""
    if str(address).startswith("64:ff9b::"):
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return not address.is_global or address.is_multicast or address.is_reserved


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@settings(max_examples=400, deadline=None)
def test_python_finds_nothing_special_in_what_passes(address):
    assert not (passes(address) and is_special(address))


@given(st.ip_addresses(v=4))
@settings(max_examples=200, deadline=None)
def test_wrapped_addresses_are_no_way_round(address):
    assert not passes(f"::ffff:{address}")
    assert not passes(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80) | 1))
    assert passes(f"64:ff9b::{address}") == passes(address)


# Parsers that read one URL differently

RFC_3986 = re.compile(r"^(?:[^:/?#]+):(?://([^/?#]*))?([^?#]*)(\?[^#]*)?")  # appendix B
PIECES = [
    *("https://", "http://", "www.amazon.com", "amazon.com", "evil.test", "127.0.0.1"),
    *("@", ":", ":443", ":80", "#", "?", "/", "//", "\\", ".", "..", "%2e", "%40", "%"),
    *("。", "ａ", "ß", "\u200b", " ", "\t", "\n", "[", "]", "[::1]", "0x7f.1", "xn--"),
    *(";", "&", "=", "-", "_", "localhost", "2130706433", "\x00", "u:p@"),
]
pieces = st.sampled_from(PIECES)


@st.composite
def bent_urls(draw):
    """A good URL into which up to three pieces were put, over up to three letters."""
    url = draw(
        st.sampled_from(["https://www.amazon.com/a?b=c#d", "https://amazon.com"])
    )
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(url)))
        over = draw(st.integers(0, 3))
        url = url[:place] + draw(pieces | st.characters()) + url[place + over :]
    return url


@given(bent_urls() | st.lists(pieces, min_size=1, max_size=9).map("".join))
@example("https://amazon.com/#@evil.test/")
@settings(max_examples=1500, deadline=None)
def test_what_passes_leads_to_an_allowed_host_in_every_reading(url):
    try:
        target = check_url(url, Policy(allowed_hosts=("amazon.com",)))
    except GuardError:
        return
    assert target.origin == ("https", target.host, 443)
    assert target.host == "amazon.com" or target.host.endswith(".amazon.com")
    authority = RFC_3986.match(url)[1]
    readings = {
        urlsplit(url).hostname,
        urllib3.util.parse_url(url).host,
        authority.rpartition("@")[2].partition(":")[0].lower(),
    }
    assert {reading.rstrip(".") for reading in readings} == {target.host}
    assert (urlsplit(url).port or 443, urllib3.util.parse_url(url).port or 443) == (
        443,
        443,
    )
    # what goes over the wire, put together again, is the same place
    assert check_url(f"https://{target.netloc}{target.path}", POLICY) == target


@given(
    st.lists(
        st.sampled_from(["/", "..", ".", "%2e", "%2f", "%5c", ";", "a", SANDBOX, "?"]),
        max_size=8,
    ).map("".join)
)
@settings(max_examples=800, deadline=None)
def test_no_path_climbs_out_of_an_opening(path):
    url = f"http://127.0.0.1:8069{SANDBOX}{path}"
    try:
        check_url(url, POLICY)
    except GuardError:
        return
    plain = unquote(unquote(urlsplit(url).path)).replace("\\", "/").replace(";", "/")
    assert f"{posixpath.normpath(plain)}/".startswith(SANDBOX)
