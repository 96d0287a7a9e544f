"""What the cast's mail and calendars brought: invented letters that became nothing, strangers, and meetings ahead."""

from __future__ import annotations

CAPTURING = ["Maya Okafor", "Henrik Lindqvist"]
"""Who sends copies to a drop address."""

# Days ago, sender, subject, fate, reason.
OTHERS: list[tuple[int, str, str, str, str]] = [
    (1, "briefing@lexdaily.example", "Five rulings before breakfast", "ignored", "newsletter"),
    (2, "noreply@lounge.example", "Your booking is confirmed", "ignored", "automatic"),
    (3, "compliance-l@barforum.example", "Re: [compliance] sanctions lists", "ignored", "list"),
    (4, "mailer-daemon@mx.example", "Undelivered mail returned to sender", "ignored", "bounce"),
    (5, "ursina.keller@novagen.example", "Automatic reply: back on Monday", "ignored", "auto_reply"),
    (6, "henrik.lindqvist@caldervoss.example", "Lunch on Thursday?", "ignored", "internal"),
    (9, "", "", "refused", "unreadable"),
]
# Address, name, how often, days since the last one.
STRANGERS: list[tuple[str, str, int, int]] = [
    ("nadja.brandt@novagen.example", "Nadja Brandt", 4, 2),
    ("m.fontana@harbrook.example", "Marco Fontana", 2, 6),
    ("office@larkspur-notaries.example", "Larkspur Notaries", 1, 11),
]
# Client, seat, colleague, days from today, hour, minutes, title, others.
MEETINGS: list[tuple[str, int, str, int, int, int, str, int]] = [
    ("Novagen Therapeutics", 0, "Maya Okafor", 0, 14, 45, "Basel tender: where we stand", 1),
    ("Pellucid Optics", 0, "Maya Okafor", 0, 17, 30, "First talk with the new COO", 0),
    ("Novagen Therapeutics", 0, "Henrik Lindqvist", 0, 14, 45, "Basel tender: where we stand", 1),
    ("Harbrook Hotels", 1, "Maya Okafor", 1, 10, 60, "Season review", 0),
    ("Tessellate Robotics", 1, "Maya Okafor", 3, 15, 30, "Patents: next steps", 2),
]
