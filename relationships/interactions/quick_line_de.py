"""German words of the log line's grammar."""

from __future__ import annotations

from relationships.interactions.quick_line_words import Words, each, forms

GERMAN = Words(
    example="a ana@nov gestern 20m wg Verlängerung",
    verbs={
        **each("c a anruf anrufe angerufen tel telefonat telefoniert gesprochen gespräch rief ruf", kind="call"),
        **each("mailbox anrufbeantworter ab", kind="call", direction="ours"),
        **each("t treffen getroffen traf besprechung termin sitzung mittagessen abendessen frühstück", kind="meeting"),
        **each("kaffee essen besuch besucht workshop v video videocall videoanruf zoom teams jour", kind="meeting"),
        **each("e m mail mails email e-mail gemailt geschrieben schrieb", kind="email"),
        **each("nachricht sms whatsapp msg", kind="message"),
        **each("veranstaltung seminar webinar konferenz empfang event", kind="event"),
        **each("eingeladen bewirtung", kind="hospitality"),
        **each("brief", kind="letter"),
        **each("geliefert lieferung abgabe", kind="delivery"),
        **each("n notiz", kind="other"),
    },
    nouns=frozenset(
        "besprechung mittagessen abendessen fruhstuck kaffee essen besuch workshop sitzung termin"
        " anruf telefonat seminar webinar konferenz empfang".split()
    ),
    closing=frozenset(
        "angerufen telefoniert gesprochen getroffen besucht geschrieben gemailt eingeladen gegessen".split()
    ),
    one_way=frozenset({"email", "message", "letter", "delivery"}),
    fillers=frozenset(
        "ich wir habe haben hab hatte hatten ein eine einen der die das den kurz kurzer kurzes kurze kurzen"
        " langer langes lange langen guter gutes gute guten nettes noch nochmal wieder".split()
    ),
    with_=frozenset({"mit", "m/"}),
    to=frozenset({"an"}),
    from_=frozenset({"von", "vom"}),
    particles=frozenset({"von", "vom"}),
    and_=frozenset({"und", "&", "+", ",", ";", "sowie"}),
    about=frozenset({"wg", "wegen", "betr", "betrifft", "betreff", "uber", "ueber", "zum", "zur", "re", ":"}),
    at_client=frozenset({"bei"}),
    places=frozenset({"in", "im", "auf", "wahrend", "nach", "beim", "per", "via"}),
    at_time=frozenset({"um"}),
    on_day=frozenset({"am"}),
    last=frozenset("letzten letzte letzter letztem vorigen vorige vergangenen vergangene".split()),
    ago=frozenset(),
    ago_before=frozenset({"vor"}),
    of=frozenset(),
    days_back={
        "heute": 0,
        "hte": 0,
        "gestern": 1,
        "gst": 1,
        "vorgestern": 2,
        "morgen": -1,
        "ubermorgen": -2,
        "uebermorgen": -2,
    },
    weekdays=forms(
        "mo montag",
        "di dienstag",
        "mi mittwoch",
        "do donnerstag",
        "fr freitag",
        "sa samstag sonnabend",
        "so sonntag",
    ),
    months={
        word: number + 1
        for word, number in forms(
            "jan januar janner",
            "feb februar feber",
            "mrz marz maerz mar",
            "apr april",
            "mai",
            "jun juni",
            "jul juli",
            "aug august",
            "sep sept september",
            "okt oktober",
            "nov november",
            "dez dezember",
        ).items()
    },
    dotted_days=True,
    minute_units=frozenset({"m", "min", "minute", "minuten"}),
    hour_units=frozenset({"h", "std", "stunde", "stunden"}),
    day_units={"t": 1, "tag": 1, "tage": 1, "tagen": 1, "d": 1, "w": 7, "woche": 7, "wochen": 7},
    month_units=frozenset({"m", "monat", "monate", "monaten"}),
    clock_units=frozenset({"uhr"}),
    numbers={
        **dict.fromkeys("ein eine einem einen einer".split(), 1),
        "zwei": 2,
        "drei": 3,
        "vier": 4,
        "funf": 5,
        "fuenf": 5,
        "sechs": 6,
    },
    durations={
        ("eine", "halbe", "stunde"): 30,
        ("halbe", "stunde"): 30,
        ("eine", "stunde"): 60,
        ("anderthalb", "stunden"): 90,
        ("eineinhalb", "stunden"): 90,
        ("einen", "halben", "tag"): 240,
        ("halber", "tag"): 240,
    },
    ordinal_endings=(),
)
