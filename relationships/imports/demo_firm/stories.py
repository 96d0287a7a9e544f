"""Clients and touchpoints with a story, so that somebody who looks around finds one.

`archetype`: steady, growing, shrinking, seasonal, lapsed, returning, new, one_off, prospect. `size` is the net fee of
a usual year. `quiet` is days since the last touchpoint. `parent` names another client here.
"""

from __future__ import annotations

from typing import Any

CLIENTS: list[dict[str, Any]] = [
    {"name": "Novagen Therapeutics", "industry": "Life sciences", "archetype": "growing", "size": 1_050_000,
     "tier": "A", "interval": 14, "practice": 0, "office": 0, "quiet": 4, "owner": "Maya Okafor",
     "partner": "Henrik Lindqvist"},
    {"name": "Vantera Grid", "industry": "Energy", "archetype": "shrinking", "size": 1_500_000, "tier": "A",
     "interval": 18, "practice": 2, "office": 1, "quiet": 47, "owner": "Tomás Ibarra", "partner": "Iker Salas"},
    {"name": "Pellucid Optics", "industry": "Optics", "archetype": "steady", "size": 640_000, "tier": "A",
     "interval": 28, "practice": 3, "office": 2, "quiet": 12, "owner": "Maya Okafor", "partner": "Amara Boateng"},
    {"name": "Quillon Insurance", "industry": "Insurance", "archetype": "steady", "size": 420_000, "tier": "B",
     "interval": 21, "practice": 5, "office": 3, "quiet": 31, "owner": "Maya Okafor",
     "partner": "Declan Moriarty"},
    {"name": "Fennmoor Capital", "industry": "Financial services", "archetype": "growing", "size": 880_000,
     "tier": "A", "interval": 21, "practice": 6, "office": 3, "quiet": 9, "owner": "Maya Okafor",
     "partner": "Philip Voss"},
    {"name": "Harbrook Hotels", "industry": "Hospitality", "archetype": "seasonal", "size": 510_000, "tier": "B",
     "interval": 15, "practice": 1, "office": 2, "quiet": 6, "owner": "Oliver Tan", "partner": "Ruth Calder"},
    {"name": "Harbrook Hotels Iberia", "industry": "Hospitality", "archetype": "steady", "size": 120_000,
     "tier": "C", "interval": 60, "practice": 1, "office": 1, "quiet": 25, "owner": "Oliver Tan",
     "partner": "Ruth Calder", "parent": "Harbrook Hotels"},
    {"name": "Tessellate Robotics", "industry": "Robotics", "archetype": "growing", "size": 560_000, "tier": "A",
     "interval": 14, "practice": 0, "office": 0, "quiet": 9, "owner": "Maya Okafor",
     "partner": "Henrik Lindqvist"},
    {"name": "Oxbow Logistics", "industry": "Logistics", "archetype": "shrinking", "size": 380_000, "tier": "B",
     "interval": 30, "practice": 2, "office": 1, "quiet": 19, "owner": "Tomás Ibarra", "partner": "Iker Salas"},
    {"name": "Larkhill Dairy", "industry": "Food and drink", "archetype": "steady", "size": 520_000, "tier": "B",
     "interval": 30, "practice": 1, "office": 3, "quiet": 11, "owner": "Oliver Tan", "partner": "Ruth Calder"},
    {"name": "Solvane Chemicals", "industry": "Chemicals", "archetype": "steady", "size": 1_200_000, "tier": "A",
     "interval": 21, "practice": 0, "office": 0, "quiet": 16, "owner": "Iris Zbinden",
     "partner": "Henrik Lindqvist"},
    {"name": "Cobalt Row", "industry": "Real estate", "archetype": "returning", "size": 450_000, "tier": "B",
     "interval": 30, "practice": 6, "office": 3, "quiet": 8, "owner": "Maya Okafor", "partner": "Philip Voss"},
    {"name": "Brightwater Foods", "industry": "Food and drink", "archetype": "seasonal", "size": 230_000,
     "tier": "B", "interval": 45, "practice": 4, "office": 0, "quiet": 33, "owner": "Iris Zbinden",
     "partner": "Lotte Steenbergen"},
    {"name": "Sablefield Estates", "industry": "Real estate", "archetype": "lapsed", "size": 310_000, "tier": "B",
     "interval": 30, "practice": 6, "office": 3, "quiet": 140, "owner": "Oliver Tan", "partner": "Philip Voss"},
    {"name": "Orrin Biologics", "industry": "Life sciences", "archetype": "prospect", "size": 0, "tier": "",
     "interval": None, "practice": 0, "office": 0, "quiet": 12, "owner": "Maya Okafor",
     "partner": "Henrik Lindqvist"},
    {"name": "Kestrel Foundry", "industry": "Engineering", "archetype": "growing", "size": 700_000, "tier": "A",
     "interval": 21, "practice": 2, "office": 1, "quiet": 7, "owner": "Tomás Ibarra", "partner": "Iker Salas"},
    {"name": "Kestrel Foundry Polska", "industry": "Engineering", "archetype": "new", "size": 150_000, "tier": "C",
     "interval": 60, "practice": 2, "office": 1, "quiet": 15, "owner": "Tomás Ibarra", "partner": "Iker Salas",
     "parent": "Kestrel Foundry"},
    {"name": "Marrow & Pike Diagnostics", "industry": "Life sciences", "archetype": "steady", "size": 480_000,
     "tier": "B", "interval": 30, "practice": 0, "office": 0, "quiet": 10, "owner": "Maya Okafor",
     "partner": "Henrik Lindqvist"},
    {"name": "Vereinigte Werkstätten für Präzisionsoptik und Feinmechanik Niederösterreich-Süd Beteiligungs- und "
             "Verwaltungsgesellschaft", "industry": "Optics", "archetype": "steady", "size": 90_000, "tier": "C",
     "interval": 60, "practice": 3, "office": 0, "quiet": 22, "owner": "Iris Zbinden",
     "partner": "Amara Boateng"},
]  # fmt: skip

# Client, seat (0 decides, 1 uses, 2 pays, …), name, title.
PEOPLE: list[tuple[str, int, str, str]] = [
    ("Novagen Therapeutics", 0, "Ana Ruiz", "General Counsel"),
    ("Novagen Therapeutics", 1, "Felix Brandt", "Head of Clinical Operations"),
    ("Novagen Therapeutics", 2, "Carmen Soler", "Chief Financial Officer"),
    ("Vantera Grid", 2, "Jonas Weidmann", "Chief Financial Officer"),
    ("Pellucid Optics", 0, "Dr Leila Haddad", "Chief Operating Officer"),
    ("Pellucid Optics", 1, "Kwame Mensah", "Head of IP"),
    ("Quillon Insurance", 1, "Marta Kowalczyk", "Head of Claims"),
    ("Fennmoor Capital", 4, "Daniel Reyes", "Deputy General Counsel"),
    ("Harbrook Hotels", 1, "Samuel Oduya", "Group HR Director"),
    ("Tessellate Robotics", 1, "Ines Carvalho", "Product Counsel"),
    ("Oxbow Logistics", 0, "Robert Achterberg", "Managing Director"),
    ("Brightwater Foods", 0, "Anna Rutledge", "General Counsel"),
    ("Solvane Chemicals", 1, "Chiara Bellini", "Legal Director"),
    ("Orrin Biologics", 0, "Sophie Lindgren", "General Counsel"),
]

# Client, seat, colleague, days ago, kind, minutes, direction, sentiment, summary.
TOUCHES: list[tuple[str, int, str, int, str, int | None, str, int | None, str]] = [
    ("Novagen Therapeutics", 0, "Maya Okafor", 2, "call", 20, "mutual", 1,
     "Renewal. “If the Basel team stays on it, I don't need to run a tender.”"),
    ("Novagen Therapeutics", 0, "Henrik Lindqvist", 4, "email", None, "ours", None, "Data-transfer audit, summary."),
    ("Novagen Therapeutics", 1, "Maya Okafor", 10, "meeting", 90, "mutual", 1,
     "Steering committee in Basel. Phase 3 site contracts move to us from January. Carmen wants one contact, not four."),
    ("Novagen Therapeutics", 0, "Maya Okafor", 25, "email", None, "ours", None,
     "Trial-data transfers after the new rules. Ana passed it on to her team and asked for a session in January."),
    ("Vantera Grid", 2, "Tomás Ibarra", 47, "invoice_talk", 15, "theirs", -1,
     "The October invoice is disputed: two items nobody had announced."),
    ("Pellucid Optics", 0, "Maya Okafor", 12, "call", 25, "mutual", 2, "She starts as COO. Thanked the patent team."),
    ("Quillon Insurance", 1, "Maya Okafor", 31, "delivery", None, "ours", 0, "Coverage review closed and delivered."),
    ("Fennmoor Capital", 4, "Maya Okafor", 74, "call", 15, "mutual", 2, "Daniel starts on the client's side."),
    ("Harbrook Hotels", 1, "Oliver Tan", 6, "meeting", 45, "mutual", 1,
     "Wants to meet our employment team before the season starts."),
    ("Tessellate Robotics", 1, "Maya Okafor", 9, "email", None, "theirs", 1, "Asked about the machinery rules."),
    ("Oxbow Logistics", 0, "Tomás Ibarra", 19, "call", 30, "mutual", 0, "Talks only to Tomás."),
    ("Cobalt Row", 0, "Maya Okafor", 8, "hospitality", 100, "mutual", 2,
     "Lunch. Back after years away: “We missed being called back the same day.”"),
]  # fmt: skip

# Client, covers its group, reason, insiders.
WALLS: list[tuple[str, bool, str, list[str]]] = [
    ("Kestrel Foundry", True, "Merger control case against another client of the firm.",
     ["Iker Salas", "Tomás Ibarra", "Philip Voss"]),
    ("Marrow & Pike Diagnostics", False, "Confidential sale; only the deal team knows.",
     ["Henrik Lindqvist", "Maya Okafor"]),
]  # fmt: skip
