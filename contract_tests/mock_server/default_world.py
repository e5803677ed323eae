"""The test data that the mock serves by default. The data is the same in every process.

Ids, names and amounts are chosen to expose bugs in servers and clients.
Only tests of the mock itself may rely on particular values.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from uuid import NAMESPACE_URL, UUID, uuid5

from .world import Balance, Balances, Caller, Connection, Enterprise, Partner, World

MAIN = UUID("a11ce000-0000-4000-8000-000000000001")
SINGLE = UUID("a11ce000-0000-4000-8000-000000000002")
EMPTY = UUID("a11ce000-0000-4000-8000-000000000003")
UNLICENSED = UUID("a11ce000-0000-4000-8000-000000000004")
FAILING = UUID("a11ce000-0000-4000-8000-000000000005")
NEIGHBOUR = UUID("a11ce000-0000-4000-8000-000000000006")
"""An enterprise of which the callers are not members."""
UNKNOWN = UUID("a11ce000-0000-4000-8000-00000000ffff")
"""An id that no enterprise has, although it differs from existing ids in few digits."""

MEMBER = "mock-token-of-a-member"
OUTSIDER = "mock-token-of-someone-who-is-no-member"
UNPERMITTED = "mock-token-of-a-member-who-may-not-view-balances"

# Three of the ids differ only in their last digit: a server that compares
# prefixes, or stores ids in a column that is too short, confuses them.
_PARTNERS = {
    "kestrel": Partner(UUID("9a47e000-0000-4000-8000-00000000000a"), "KESTREL-EXCHANGE"),
    "meridian": Partner(UUID("9a47e000-0000-4000-8000-00000000000b"), "Meridian Markets Ltd."),
    "sumire": Partner(UUID("9a47e000-0000-4000-8000-00000000000c"), "すみれ取引所"),
    "halcyon": Partner(UUID("1d3f9c52-6b1e-4c7a-9f04-5e8a2b7c6d10"), "halcyon/otc+desk & co"),
    "lodestar": Partner(UUID("7be2a4d8-03c5-4f96-b1a7-c94d5e6f8021"), "LODESTAR"),
    "solo": Partner(UUID("e4c8b1a6-5d7f-4230-8e9b-0a1c2d3e4f52"), "Only One Connection"),
    "harbour": Partner(UUID("5b0e7d31-94a6-4c28-8f1d-2c6a9e4b7035"), "Partner of the neighbour"),
    "zenith": Partner(UUID("e4c8b1a6-5d7f-4230-8e9b-0a1c2d3e4f53"), "زينيت"),
}

# Available and held amounts in base units: zero, integers that a double
# cannot represent, and integers of more than 32 digits.
_FUNDS: dict[str, Balances] = {
    "none": {},
    "zero": {"ofcbtc": Balance(0, 0), "ofcusdc": Balance(0, 0)},
    "one unit": {"ofcbtc": Balance(1, 0)},
    "all held": {"ofcusdc": Balance(0, 5_000_000)},
    "plain": {"ofcbtc": Balance(150_000_000, 25_000_000), "ofcusdc": Balance(98_765_432_100, 1)},
    "past 2**53": {"ofceth": Balance(2**53 + 1, 2**53 - 1)},
    "past 2**64": {"ofceth": Balance(2**64 + 1, 2**63), "ofcavaxc": Balance(10**21 + 7, 10**20)},
    "32 digits": {"ofcshib": Balance(12_345_678_901_234_567_890_123_456_789_012, 10**31)},
    "40 digits": {"ofcpepe": Balance(10**39 + 1, 0), "ofcbtc": Balance(42, 42)},
    "many": {f"ofccoin{number:02}": Balance(number * 1_000_003, number) for number in range(12)},
}

# Partner, name of the connection, funds. The names contain text that careless
# code corrupts: several scripts and directions, combining marks, emoji,
# characters with a meaning in JSON, HTML or URLs, numbers, and a duplicate name.
_OTHER_CONNECTIONS = (
    ("solo", "The only one", "plain"),
    ("kestrel", "Kestrel spot", "plain"),
    ("kestrel", "Kestrel spot", "zero"),
    ("kestrel", 'Quotes " and \\ and \t tab', "32 digits"),
    ("kestrel", "<b>bold</b> &amp; 50%", "past 2**53"),
    ("sumire", "東京デスク", "past 2**64"),
    ("sumire", "大阪 第二口座", "all held"),
    ("zenith", "مكتب دبي", "40 digits"),
    ("zenith", "שולחן תל אביב", "one unit"),
    ("zenith", "\u202emirrored\u202c", "zero"),
    ("halcyon", "🚀 momentum 👩🏽\u200d💻", "many"),
    ("halcyon", "Zu\u0308rich, decomposed", "none"),
    ("halcyon", "Z\u00fcrich, composed", "plain"),
    ("lodestar", "0", "none"),
    ("lodestar", "null", "past 2**64"),
    ("lodestar", "pageNumber=1&pageSize=2", "one unit"),
    ("lodestar", "x" * 300, "zero"),
)

# One partner has more connections than the default page size.
_MERIDIAN_CONNECTIONS = 31
_MERIDIAN_ROWS = tuple(
    ("meridian", f"Meridian desk {number:02}", tuple(_FUNDS)[number % len(_FUNDS)])
    for number in range(1, _MERIDIAN_CONNECTIONS + 1)
)


def build_world() -> World:
    """Return the default data of a mock server: enterprises, connections, balances and callers.

    Each call returns separate data. A change of the data does not affect the data of other calls.
    """
    enterprises = (
        Enterprise(
            MAIN,
            client_id=_uuid("client/main"),
            trading={**_FUNDS["plain"], **_FUNDS["32 digits"], "ofceth": Balance(0, 0)},
            connections=_main_connections(),
        ),
        Enterprise(
            SINGLE,
            client_id=_uuid("client/single"),
            trading=_FUNDS["plain"],
            connections=(_connection(900, "kestrel", "Single", "plain"),),
        ),
        Enterprise(EMPTY, client_id=_uuid("client/empty")),
        Enterprise(
            UNLICENSED,
            client_id=_uuid("client/unlicensed"),
            connections=(_connection(901, "kestrel", "Not licensed any more", "plain"),),
            licensed=False,
        ),
        Enterprise(
            FAILING,
            client_id=_uuid("client/failing"),
            connections=(_connection(902, "kestrel", "Not readable", "plain"),),
            failing=True,
        ),
        Enterprise(
            NEIGHBOUR,
            client_id=_uuid("client/neighbour"),
            trading=_FUNDS["plain"],
            connections=(
                _connection(904, "kestrel", "Neighbour spot", "plain"),
                _connection(905, "harbour", "Neighbour harbour", "past 2**64"),
            ),
        ),
    )
    everywhere = frozenset(one.id for one in enterprises if one.id != NEIGHBOUR)
    callers = (
        Caller(MEMBER, member_of=everywhere),
        Caller(OUTSIDER),
        Caller(UNPERMITTED, member_of=everywhere, may_view_balances=False),
    )
    return World(enterprises, callers)


def _main_connections() -> tuple[Connection, ...]:
    # Interleaved, so that the records of one partner are on several pages.
    pairs = chain.from_iterable(zip_longest(_MERIDIAN_ROWS, _OTHER_CONNECTIONS))
    rows = [row for row in pairs if row is not None]
    return tuple(_connection(number, *row) for number, row in enumerate(rows, start=1))


def _connection(number: int, partner: str, name: str, funds: str) -> Connection:
    # Four consecutive connections have ids that differ only in the last four digits.
    family = _uuid(f"connections/{number // 4}").int
    return Connection(
        id=UUID(int=family & ~0xFFFF | number),
        partner=_PARTNERS[partner],
        partners_connection_id=f"{partner}-{number:04}",
        name=name,
        balances=_FUNDS[funds],
    )


def _uuid(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://mock.invalid/{name}")
