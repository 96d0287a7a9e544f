"""The classes of attack that other CRMs fell to, over a real connection, from every role, before two walls.

Tables, not single payloads: a first remedy is usually got round by another spelling of the same attack.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client, Wall
from tests.access.besieged import NAME, SECRET, Knocker, Reply, Siege, siege
from tests.access.matrix import ALL

__all__ = ["siege"]

NEVER = "NeverThere00"
ROUNDS = 40
SLOWEST = 5.0


@pytest.fixture(params=[pytest.param(5, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def every(request: pytest.FixtureRequest) -> int:
    """`make test` tries every fifth case of the long tables, beginning somewhere else in each; `make test-long` all."""
    return int(request.param)


# --- Addresses -----------------------------------------------------------------------------------------------------

SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda path: path,
    "no slash": lambda path: path.rstrip("/"),
    "two slashes": lambda path: path.replace("/", "//", 1),
    "slashes inside": lambda path: path.replace("/", "//"),
    "dot": lambda path: path + ".",
    "dot segment": lambda path: "/." + path,
    "up and down": lambda path: "/clients/.." + path,
    "escaped up and down": lambda path: "/clients/%2e%2e" + path,
    "escaped letters": lambda path: "/" + "".join(f"%{ord(each):02x}" for each in path[1:-1]) + "/",
    "twice escaped": lambda path: quote(quote(path, safe="/"), safe="/").replace("/", "/"),
    "escaped slash": lambda path: path.rstrip("/") + "%2f",
    "path parameter": lambda path: path.rstrip("/") + ";jsessionid=1/",
    "NUL": lambda path: path.rstrip("/") + "%00/",
    "line break": lambda path: path.rstrip("/") + "%0d%0aX-Evil:%201/",
    "blank": lambda path: path.rstrip("/") + "%20/",
    "backslash": lambda path: path.replace("/", "%5c", 2),
    "full width": lambda path: path.rstrip("/") + "%ef%bc%8f",
    "upper case": lambda path: path.upper(),
    "broken escape": lambda path: path.rstrip("/") + "%zz/",
    "other format": lambda path: path + "?format=json&format=xlsx",
    "long tail": lambda path: path + "?" + "a" * 3000,
}
RECORDS = {
    "client": ("client_detail", "client_timeline", "client_people", "client_work", "client_record", "repeat_client"),
    "person": ("person_detail", "person_timeline"),
    "engagement": ("engagement_detail",),
    "ledger entry": ("ledger_entry_detail",),
    "touchpoint": ("interaction_detail", "interaction_history"),
    "wall": ("wall_detail", "wall_proof", "export_wall_proof"),
}


def hidden_addresses(siege: Siege) -> Iterator[str]:
    for about, names in RECORDS.items():
        for kwargs in siege.world.hidden[about][:1]:
            yield from (reverse(name, kwargs=kwargs) for name in names)


def test_no_spelling_of_a_hidden_address_opens_it(siege: Siege, every: int) -> None:
    wrong, cases = [], 0
    for number, path in enumerate(hidden_addresses(siege)):
        for trick, spell in list(SPELLINGS.items())[number % every :: every]:
            # Everybody knocks plainly; the tricks go round among the roles.
            letters = ALL if trick == "plain" else ALL[number % len(ALL)]
            for letter in letters:
                cases += 1
                reply = siege.knockers[letter].get(spell(path))
                if reply.status not in (301, 302, 400, 403, 404) or siege.leaks(reply):
                    wrong.append(f"{letter} {trick} {path}: {reply.status} {siege.leaks(reply)}")
    assert wrong == []
    assert cases >= 300 / every


def test_whoever_is_inside_opens_the_same_addresses(siege: Siege) -> None:
    """Else the test above is blind."""
    opened = [path for path in hidden_addresses(siege) if siege.knockers["I"].get(path).status == 200]
    assert len(opened) == sum(map(len, RECORDS.values()))
    assert siege.leaks(siege.knockers["I"].get(reverse("client_record", kwargs=siege.world.hidden["client"][0])))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"])
def test_no_method_tells_hidden_from_never_there(method: str, siege: Siege) -> None:
    knocker = siege.knockers["M"]
    kwargs = siege.world.hidden["client"][0]
    for name in ("client_detail", "edit_client", "client_people"):
        replies = [
            knocker.ask(method, reverse(name, kwargs={"public_id": each}), Origin="http://" + knocker.netloc)
            for each in (kwargs["public_id"], NEVER)
        ]
        assert len({(each.status, len(each.body)) for each in replies}) == 1
        assert replies[0].status in (403, 404, 405)


def test_no_header_pretends_another_method_or_place(siege: Siege) -> None:
    client = siege.world.seen["client"]
    here, before = reverse("archive_client", kwargs=client), Client._base_manager.get(**client).version
    pretences = [
        {"X_HTTP_Method_Override": "POST"},
        {"X_HTTP_Method": "POST"},
        {"X_Method_Override": "POST"},
        {"X_Original_URL": here},
        {"X_Rewrite_URL": here},
        {"X_Forwarded_Prefix": "/clients"},
    ]
    for headers in pretences:
        reply = siege.knockers["D"].get(here + "?_method=POST", **headers)
        assert reply.status == 405, headers
    assert Client._base_manager.get(**client).version == before


# --- Words that are looked for -------------------------------------------------------------------------------------

WORDS = [
    NAME, NAME.upper(), "zyxwell", "zyxwell%", "%", "_", "z_xwell", "\\", "zyx\\well", "zyx*", "^zyx", "(a+)+$",
    "zyx\u200bwell", "Ｚyxwell", "zýxwell", "Оstrava", SECRET, SECRET.lower(), "Ana Marrow", "ana@marrow.example",
    "zyxwell.example", "' OR '1'='1", "'; DROP TABLE clients_client; --", "' UNION SELECT name FROM clients_client --",
    "x'::text", "pg_sleep(5)", "'||pg_sleep(5)||'", '"', "`", "$$", "{{7*7}}", "{% debug %}", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "\x00", "\udcff", "a" * 10_000, "(" * 2_000, "[" * 2_000,
    "\u202edrawkcab", "\r\nSet-Cookie: a=b", "0x7f", "NaN",
]  # fmt: skip
BOXES = {
    "client_list": "q",
    "person_list": "q",
    "engagement_list": "q",
    "find": "q",
    "search": "q",
    "client_options": "q",
    "client_look_alikes": "name",
    "person_look_alikes": "name",
    "parse_log_line": "q",
    "export_clients": "q",
    "gift_list": "q",
}
NAMED = {"sort": "client_list", "by": "repeat_business", "period": "repeat_business", "page": "client_list"}
NAMED |= {"column": "engagement_list", "kind": "client_timeline", "table": "repeat_export", "before": "client_record"}


def spelt(word: str) -> str:
    return quote_plus(word.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("box", BOXES)
def test_no_word_finds_what_is_hidden_or_breaks_the_page(box: str, siege: Siege, every: int) -> None:
    wrong = []
    for number, word in enumerate(WORDS[len(box) % every :: every]):
        letter = "PMD"[number % 3]
        began = time.monotonic()
        reply = siege.knockers[letter].get(f"{reverse(box)}?{BOXES[box]}={spelt(word)}")
        took = time.monotonic() - began
        # What was typed is written back; what it would have found is not.
        leaked = [each for each in siege.leaks(reply) if each.lower() not in word.lower()]
        hidden = siege.hidden.public_id in reply.body
        raw = "<script>alert(1)" in reply.body or "<img src=x" in reply.body
        if reply.status >= 500 or took > SLOWEST or leaked or hidden or raw or "Set-Cookie: a" in str(reply.headers):
            wrong.append(f"{letter} {word[:40]!r}: {reply.status}, {took:.1f} s, {leaked}")
    assert wrong == []


@pytest.mark.parametrize("parameter", NAMED)
def test_no_name_in_an_address_reaches_the_database(parameter: str, siege: Siege, every: int) -> None:
    name = NAMED[parameter]
    where = reverse(name, kwargs=siege.world.seen["client"] if name in ("client_timeline", "client_record") else {})
    wrong = []
    for word in WORDS[len(parameter) % every :: every]:
        reply = siege.knockers["P"].get(f"{where}?{parameter}={spelt(word)}")
        if reply.status >= 500 or "<script>alert(1)" in reply.body:
            wrong.append(f"{word[:40]!r}: {reply.status}")
    assert wrong == []


# --- What is sent --------------------------------------------------------------------------------------------------


def test_a_hidden_id_in_a_form_is_as_unknown_as_any_other(siege: Siege) -> None:
    """Foreign keys are resolved through the gate: the answers to both are the same."""
    hidden, person = siege.world.hidden["client"][0]["public_id"], siege.world.seen["person"]
    forms: list[tuple[str, dict[str, str], str]] = [
        ("log_interaction", {"q": "call Ana yd", "client": "{}"}, "M"),
        ("add_position", {"client": "{}", "version": "1"}, "M"),
        ("add_person", {"name": "New", "client": "{}"}, "M"),
        ("add_pin", {"client": "{}"}, "M"),
        ("bulk_clients", {"act": "archive", "pick": "{}"}, "D"),
        ("start_engagement", {"client": "{}", "name": "Work"}, "M"),
        ("make_promise", {"what": "Send it", "client": "{}", "due_on": "2027-01-01"}, "M"),
        ("add_wall", {"client": "{}", "reason": "Sale", "insiders": siege.world.users["D"].public_id}, "D"),
        ("import_walls", {"text": "client,reason,insiders\n{},Sale,gerd@firm.example", "check": "yes"}, "D"),
        ("add_group_edge", {"parent": "{}"}, "M"),
    ]
    places = {"add_position": person, "add_group_edge": siege.world.seen["client"]}
    wrong = []
    for name, sent, letter in forms:
        where = reverse(name, kwargs=places.get(name, {}))
        replies = []
        for each in (hidden, NEVER):
            # What the form before this one had to say is said.
            siege.knockers[letter].get("/clients/")
            body = {key: value.replace("{}", each) for key, value in sent.items()}
            reply = siege.knockers[letter].post(where, body)
            replies.append((reply.status, len(reply.body.replace(each, ""))))
            if reply.status >= 500 or siege.leaks(reply):
                wrong.append(f"{name}: {reply.status} {siege.leaks(reply)}")
        if abs(replies[0][1] - replies[1][1]) > 0 or replies[0][0] != replies[1][0]:
            wrong.append(f"{name}: {replies}")
    assert wrong == []


def test_fields_that_a_form_does_not_show_are_not_written(siege: Siege) -> None:
    maya = siege.world.users["M"]
    extra = {
        "role": "administrator", "is_superuser": "on", "is_staff": "1", "is_active": "", "email": "evil@x.example",
        "firm_totals": "on", "must_confirm": "", "supports": siege.world.users["D"].public_id, "id": "1", "pk": "1",
        "public_id": "AAAAAAAAAAAA", "created_at": "2001-01-01", "archived_at": "2001-01-01", "password": "x",
    }  # fmt: skip
    before = User.objects.filter(pk=maya.pk).values("role", "email", "firm_totals", "is_active", "supports", "password")
    was = before.get()
    for name in ("profile", "appearance", "keyboard"):
        assert siege.knockers["M"].post(reverse(name), {"name": maya.name, **extra}).status < 500
    assert before.get() == was
    seen = Client._base_manager.get(**siege.world.seen["client"])
    owned = {"owner": maya.public_id, "name": seen.name, "version": str(seen.version)}
    siege.knockers["M"].post(reverse("edit_client", args=[seen.public_id]), {**owned, **extra})
    seen.refresh_from_db()
    assert (seen.public_id, seen.archived_at) == (siege.world.seen["client"]["public_id"], None)


def test_only_our_own_pages_send_forms(siege: Siege) -> None:
    maya = siege.knockers["M"]
    where, sent = reverse("set_appearance"), {"theme": "dark"}
    assert maya.post(where, sent, X_CSRFToken="").status == 403
    assert maya.post(where, sent, Origin="https://evil.example").status == 403
    assert maya.post(where, sent, Origin="null").status == 403
    assert maya.post(where, sent, X_CSRFToken="x" * 64).status == 403
    assert maya.post(where, sent).status == 303


EVIL = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example", "///evil.example",
    "javascript:alert(1)", "data:text/html,x", "/%09/evil.example", "/\t/evil.example", "/%0d%0aSet-Cookie:a=b",
    "/\r\nSet-Cookie: a=b", "http:///evil.example", "https://localhost@evil.example", "//localhost:1/", " //evil.example", "%2f%2fevil.example",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_leads_to_another_host(evil: str, siege: Siege) -> None:
    maya, visitor = siege.knockers["M"], siege.knockers[""]
    replies = [
        maya.post(reverse("set_appearance"), {"theme": "dark", "next": evil}),
        maya.post(reverse("add_pin"), {"client": siege.world.seen["client"]["public_id"], "next": evil}),
        maya.get(f"/accounts/login/?next={spelt(evil)}"),
        visitor.get(f"/accounts/login/?next={spelt(evil)}"),
        maya.get(f"{reverse('wall_notices')}?next={spelt(evil)}"),
    ]
    for reply in replies:
        there = reply.headers.get("Location", "/")
        assert urlsplit(urljoin("http://here/a/", there)).netloc == "here"
        assert not there.startswith(("//", "/\\", "\\", "/\t"))
        assert "a=b" not in reply.headers.get("Set-Cookie", "")
        assert f'href="{evil}"' not in reply.body


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil.example"]
)
def test_another_host_name_is_refused(host: str, siege: Siege) -> None:
    reply = siege.knockers["M"].get("/clients/", Host=host)
    assert reply.status == 400
    assert "evil" not in reply.body


def test_what_a_proxy_might_say_changes_no_link(siege: Siege) -> None:
    said = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "gopher", "Forwarded": "host=evil.example"}
    for path in ("/clients/", "/accounts/login/", "/accounts/password/reset/"):
        for letter in ("M", ""):
            assert "evil" not in siege.knockers[letter].get(path, **said).body


def test_every_answer_keeps_the_browser_safe(siege: Siege) -> None:
    for letter, path in (("M", "/clients/"), ("M", "/clients/none/"), ("", "/accounts/login/"), ("A", "/walls/")):
        reply = siege.knockers[letter].get(path, Origin="https://evil.example")
        kept = {name.lower(): value for name, value in reply.headers.items()}
        assert "default-src 'self'" in kept["content-security-policy"]
        assert "unsafe" not in kept["content-security-policy"]
        assert (kept["x-content-type-options"], kept["x-frame-options"]) == ("nosniff", "DENY")
        assert kept["referrer-policy"] == kept["cross-origin-opener-policy"] == "same-origin"
        assert "access-control-allow-origin" not in kept
        if letter:
            assert kept["cache-control"] == "no-store, private"


UPLOADS = {
    "walls.csv": b"client,reason,insiders\n=cmd|' /C calc'!A0,x,y",
    "../../../etc/passwd": b"client,reason\n",
    "a\x00.csv": b"\x00" * 1000,
    "bomb.csv.gz": b"\x1f\x8b" + b"\x00" * 1000,
    "book.xlsx": b"PK\x03\x04" + b"\x00" * 1000,
    "page.html": b"<html><script>alert(1)</script>",
    "picture.svg": b"<svg onload=alert(1)>",
    "quotes.csv": b'"' * 100_000,
    "commas.csv": b"," * 1_000_000,
    "lines.csv": b"client,reason,insiders\n" + b"\n" * 500_000,
    "long.csv": b"client,reason,insiders\n" + b"a" * 900_000,
}


@pytest.mark.parametrize("name", UPLOADS)
def test_any_file_is_refused_in_words_at_once(name: str, siege: Siege) -> None:
    walls, gerd = Wall.objects.count(), siege.knockers["D"]
    plain = name.replace("\x00", "%00")
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{plain}"\r\nContent-Type: text/csv\r\n\r\n'
    )
    body = head.encode() + UPLOADS[name] + b"\r\n--edge--\r\n"
    began = time.monotonic()
    form = {"Content_Type": "multipart/form-data; boundary=edge", "X_CSRFToken": gerd.token}
    reply = gerd.ask("POST", reverse("import_walls"), body, **form)
    assert (reply.status, Wall.objects.count()) == (422, walls)
    assert time.monotonic() - began < SLOWEST


# --- Side channels -------------------------------------------------------------------------------------------------


def timed(knocker: Knocker, path: str) -> tuple[float, Reply]:
    began = time.perf_counter()
    reply = knocker.get(path)
    return time.perf_counter() - began, reply


CHANNELS = {
    "page": ("/clients/{}/", "id"),
    "person": ("/people/{}/", "person"),
    "search": ("/search/?q={}", "name"),
    "completion": ("/clients/options/?q={}", "name"),
    "list": ("/clients/?q={}", "name"),
    "people": ("/people/?q={}", "person name"),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_time_does_not_tell_hidden_from_never_there(channel: str, siege: Siege, every: int) -> None:
    """Medians of interleaved requests; a page that looked the hidden one up and then refused it would be slower."""
    pattern, what = CHANNELS[channel]
    there = {
        "id": siege.hidden.public_id,
        "person": siege.world.hidden["person"][0]["public_id"],
        "name": quote_plus(NAME),
        "person name": "Ana+Marrow",
    }[what]
    never = {"name": "Ostrova+Zyxwall", "person name": "Ana+Murrax"}.get(what, NEVER)
    # A difference that tells something is there each time; what a busy machine adds is not.
    apart = [_apart(siege, pattern.format(there), pattern.format(never), ROUNDS // every) for _ in range(3)]
    assert min(apart) < 0.005, f"{min(apart) * 1000:.1f} ms apart"


def _apart(siege: Siege, there: str, never: str, rounds: int) -> float:
    """Seconds between the medians, without what they spread by."""
    knocker = siege.knockers["M"]
    times: dict[str, list[float]] = {there: [], never: []}
    statuses: dict[str, set[int]] = {there: set(), never: set()}
    for _ in range(rounds):
        for each in times:
            took, reply = timed(knocker, each)
            times[each].append(took)
            statuses[each].add(reply.status)
    assert statuses[there] == statuses[never]
    apart = abs(statistics.median(times[there]) - statistics.median(times[never]))
    spread = statistics.median(abs(each - statistics.median(times[never])) for each in times[never])
    return apart if apart >= 3 * spread else 0.0
