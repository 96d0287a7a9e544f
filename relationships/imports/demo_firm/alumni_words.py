"""Who left Calder Voss with a story, and what alumni do elsewhere. All organisations are invented."""

from __future__ import annotations

# Name, practice and office by number, last position, joined, left, who keeps in touch. They sit at clients of the stories,
# or had an account here.
NAMED: list[tuple[str, int, int, str, str, str, str]] = [
    ("Daniel Reyes", 6, 1, "Senior Associate", "2014-03-01", "2021-06-30", "Maya Okafor"),
    ("Sophie Lindgren", 0, 0, "Counsel", "2010-09-01", "2018-02-28", "Henrik Lindqvist"),
    ("Kwame Mensah", 3, 3, "Associate", "2016-01-11", "2022-03-31", "Amara Boateng"),
    ("Chiara Bellini", 0, 0, "Associate", "2012-04-02", "2016-08-31", "Henrik Lindqvist"),
    ("Beatriz Fontes", 2, 1, "Partner", "2004-01-05", "2025-03-31", "Iker Salas"),
    ("Erik Sundström", 0, 0, "Associate", "2017-10-02", "2025-06-30", "Maya Okafor"),
]
TITLES = [
    "Associate",
    "Associate",
    "Senior Associate",
    "Senior Associate",
    "Counsel",
    "Partner",
    "Trainee",
    "Paralegal",
]
OUTSIDE_TITLES = [
    "General Counsel",
    "Legal Director",
    "Senior Associate",
    "Partner",
    "Head of Compliance",
    "Counsel",
    "Case handler",
    "Lecturer in law",
]
EMPLOYERS: list[tuple[str, str]] = [
    ("Ashgrove Pharma", "company"),
    ("Wendle Shipping", "company"),
    ("Tarnside Bank", "company"),
    ("Ivoryhill Media", "company"),
    ("Cedarline Motors", "company"),
    ("Quarrywood Energy", "company"),
    ("Brackley Strand", "firm"),
    ("Voss Meridian", "firm"),
    ("Lindqvist Aalto", "firm"),
    ("Harrow & Pell", "firm"),
    ("Court of Appeal", "public"),
    ("Ministry of Trade", "public"),
    ("Competition Authority", "public"),
    ("University of the Upper Rhine", ""),
    ("Their own practice", "own"),
]
