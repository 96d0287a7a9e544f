"""What the invented hosts remember: said in general, and of the people of the stories."""

from __future__ import annotations

FACTS: list[tuple[str, str]] = [
    ("reach", "Calls back within the hour; leaves mail until the evening."),
    ("reach", "Best before nine, on the mobile."),
    ("reach", "Through the assistant, who runs the diary."),
    ("reach", "Writes German at home, English at work."),
    ("treat", "Wants one page, figures first."),
    ("treat", "No surprises: call before an invoice that is higher than agreed."),
    ("treat", "First names from the first meeting."),
    ("treat", "Reads every footnote; send the long version."),
    ("table", "Fish rather than meat, and no wine at lunch."),
    ("table", "No nuts."),
    ("table", "A quiet corner, back to the wall."),
    ("table", "Espresso after everything."),
    ("met", "On a panel in Madrid; argued, then had dinner."),
    ("met", "Introduced by a former colleague of ours."),
    ("words", "You were the only ones who told me not to."),
    ("words", "I like it when the bill needs no explaining."),
    ("words", "Same team next year, and I need no tender."),
    ("avoid", "The postponed listing."),
    ("avoid", "Their old law firm."),
]

# Client, seat, topic, text, month, day, on their card.
NAMED: list[tuple[str, int, str, str, int | None, int | None, bool]] = [
    ("Novagen Therapeutics", 0, "reach", "Rings back from the car at half past seven. English, Spanish with friends.", None, None, True),
    ("Novagen Therapeutics", 0, "treat", "One contact, not four. Draft invoices a week ahead.", None, None, True),
    ("Novagen Therapeutics", 0, "table", "Vegetables and fish, sparkling water, a table by the window.", None, None, True),
    ("Novagen Therapeutics", 0, "date", "Ten years with Novagen", 11, 30, False),
    ("Novagen Therapeutics", 0, "words", "If the Basel team stays on it, I don't need to run a tender.", None, None, False),
    ("Novagen Therapeutics", 0, "met", "At the life-sciences breakfast in Basel; Henrik sat beside her.", None, None, False),
    ("Novagen Therapeutics", 0, "avoid", "The Madrid office move.", None, None, False),
    ("Novagen Therapeutics", 2, "treat", "Spreadsheets before slides; approves within a day when the cost code is right.", None, None, True),
    ("Pellucid Optics", 0, "treat", "New as COO: explain who we are once, briefly.", None, None, False),
    ("Pellucid Optics", 0, "table", "Tea, never coffee.", None, None, True),
    ("Vantera Grid", 2, "avoid", "The October invoice, until it is settled.", None, None, False),
    ("Fennmoor Capital", 4, "words", "I still have your travel mug.", None, None, False),
    ("Harbrook Hotels", 1, "reach", "Not between June and September: the season.", None, None, True),
    ("Tessellate Robotics", 1, "treat", "Sends articles; read them before the call.", None, None, True),
]  # fmt: skip

# Client, seat, colleague, days ago, kind, text.
EXCHANGES: list[tuple[str, int, str, int, str, str]] = [
    ("Novagen Therapeutics", 0, "Maya Okafor", 40, "introduction", "To the data officer of Solvane Chemicals."),
    ("Novagen Therapeutics", 0, "Henrik Lindqvist", 120, "idea", "A shared template for site contracts."),
    ("Novagen Therapeutics", 0, "Maya Okafor", 15, "reference", "For the Basel tender."),
    ("Pellucid Optics", 0, "Maya Okafor", 200, "referral", "To her brother's company."),
    ("Pellucid Optics", 0, "Maya Okafor", 90, "invitation", "Dinner before the patent conference."),
    ("Fennmoor Capital", 4, "Maya Okafor", 60, "help", "Read his contract with the new landlord."),
    ("Cobalt Row", 0, "Maya Okafor", 8, "invitation", "Lunch, to hear how it went elsewhere."),
    ("Vantera Grid", 2, "Tomás Ibarra", 150, "reference", "For the energy directory."),
]

# Client, seat, colleague, days ago, direction, kind, what, worth, state.
GIFTS: list[tuple[str, int, str, int, str, str, str, int, str]] = [
    ("Cobalt Row", 0, "Maya Okafor", 8, "given", "hospitality", "Lunch for two", 68, "within"),
    ("Novagen Therapeutics", 0, "Maya Okafor", 60, "given", "gift", "A book on the Jura", 32, "within"),
    ("Novagen Therapeutics", 0, "Henrik Lindqvist", 22, "given", "hospitality", "Concert, two seats", 140, "waiting"),
    ("Pellucid Optics", 0, "Maya Okafor", 90, "given", "hospitality", "Dinner before the conference", 95, "within"),
    ("Harbrook Hotels", 1, "Oliver Tan", 45, "received", "hospitality", "A weekend at the lake hotel", 480, "refused"),
    ("Solvane Chemicals", 1, "Iris Zbinden", 33, "received", "gift", "A case of wine", 120, "approved"),
]

# Client, seat, what they said on their card about the table.
SAID: list[tuple[str, int, str]] = [("Novagen Therapeutics", 0, "Anything but mushrooms, please.")]

# Client, colleague, reason: touches of the day on which the firm is made.
TODAY: list[tuple[str, str, str]] = [
    ("Harbrook Hotels", "Oliver Tan", "Show the employment team round before the season."),
    ("Solvane Chemicals", "Iris Zbinden", "Lunch after the site visit."),
    ("Oxbow Logistics", "Tomás Ibarra", "Bring a second colleague along."),
]
