"""English words of the log line's grammar."""

from __future__ import annotations

from relationships.interactions.quick_line_words import Words, each, forms

ENGLISH = Words(
    example="c ana@nov yd 20m re renewal",
    verbs={
        **each("c call called calls phone phoned rang ring spoke talked", kind="call"),
        **each("voicemail vm", kind="call", direction="ours"),
        **each("m meet met meeting meetings lunch coffee dinner breakfast drinks visit visited", kind="meeting"),
        **each("v video zoom teams workshop review committee catchup catch-up", kind="meeting"),
        **each("e mail mailed email emailed e-mail e-mailed wrote write", kind="email"),
        **each("msg message messaged text texted whatsapp sms", kind="message"),
        **each("event seminar webinar conference reception", kind="event"),
        **each("hosted hospitality", kind="hospitality"),
        **each("letter", kind="letter"),
        **each("delivered delivery", kind="delivery"),
        **each("n note noted", kind="other"),
    },
    nouns=frozenset(
        "meeting lunch coffee dinner breakfast drinks visit workshop review committee call"
        " seminar webinar conference reception".split()
    ),
    closing=frozenset(),
    one_way=frozenset({"email", "message", "letter", "delivery"}),
    fillers=frozenset("i we just had have a an the quick short long brief good nice another up".split()),
    with_=frozenset({"with", "w/"}),
    to=frozenset({"to"}),
    from_=frozenset({"from"}),
    particles=frozenset(),
    and_=frozenset({"and", "&", "+", ",", ";", "plus"}),
    about=frozenset({"re", "about", "regarding", "concerning", ":"}),
    at_client=frozenset({"at"}),
    places=frozenset({"in", "over", "during", "after", "before", "via"}),
    at_time=frozenset({"at"}),
    on_day=frozenset({"on"}),
    last=frozenset({"last"}),
    ago=frozenset({"ago"}),
    ago_before=frozenset(),
    of=frozenset({"of"}),
    days_back={"today": 0, "tod": 0, "yesterday": 1, "yd": 1, "tomorrow": -1},
    weekdays=forms(
        "mon monday",
        "tue tues tuesday",
        "wed weds wednesday",
        "thu thur thurs thursday",
        "fri friday",
        "sat saturday",
        "sun sunday",
    ),
    months={
        word: number + 1
        for word, number in forms(
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ).items()
    },
    dotted_days=False,
    minute_units=frozenset({"m", "min", "mins", "minute", "minutes"}),
    hour_units=frozenset({"h", "hr", "hrs", "hour", "hours"}),
    day_units={"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7},
    month_units=frozenset({"m", "month", "months"}),
    clock_units=frozenset(),
    numbers={"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    durations={("half", "an", "hour"): 30, ("an", "hour"): 60, ("half", "a", "day"): 240},
    ordinal_endings=("st", "nd", "rd", "th"),
)
