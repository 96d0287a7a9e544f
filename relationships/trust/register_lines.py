"""The lines of the register, floor by floor. A new table gets one here, in its floor, by name."""

from __future__ import annotations

from django.db.models.functions import Now

from relationships.trust.kept import Act, Audit, Kept, Sees

_FIRM, _GATE, _OWN, _MACHINE = Sees.FIRM, Sees.GATE, Sees.OWN, Sees.MACHINE
_DELETE, _TEXTS = Act.DELETE, Act.TEXTS
_NONE, _LOG = Audit.NONE, Audit.LOG

ERASED = "Erased person"
FORMER = "Former colleague"

_ACCOUNTS = [
    Kept("accounts.ApiToken", _OWN, colleague="user", leave=_DELETE, exported=False),
    Kept("accounts.Firm", _FIRM),
    Kept("accounts.Office", _FIRM),
    Kept("accounts.Practice", _FIRM),
    Kept("accounts.SentForm", _OWN, colleague="user", leave=_DELETE, audit=_NONE, exported=False),
    Kept(
        "accounts.User",
        _FIRM,
        colleague="pk",
        leave={
            "name": FORMER,
            "email": None,
            "password": "!",
            "is_active": False,
            "firm_totals": False,
            "source": "",
            "supports": None,
        },
    ),
]
_CLIENTS = [
    Kept("clients.Alias", ("client",)),
    Kept("clients.Client", _GATE),
    Kept("clients.Dispute", ("client",)),
    Kept("clients.GlassBreak", ("wall",)),
    Kept("clients.GroupEdge", ("client", "parent")),
    Kept("clients.GroupSpan", _MACHINE, audit=_NONE),
    Kept("clients.JointShare", ("member", "term")),
    Kept("clients.JointTerm", ("account",)),
    Kept("clients.LookAlike", ("one", "other"), audit=_NONE),
    Kept("clients.NameKey", _MACHINE, audit=_NONE),
    Kept("clients.NotTheSame", ("one", "other")),
    Kept("clients.TeamMember", ("client",), colleague="colleague"),
    Kept("clients.Wall", ("client",), inside="insiders"),
    Kept("clients.WallAttestation", ("wall",)),
    Kept("clients.WallInsider", ("wall",), colleague="colleague"),
    Kept("clients.WallNotice", ("wall",)),
]
_CONTACTS = [
    Kept("contacts.ContactPoint", ("person",), person="person", erase=_DELETE),
    Kept("contacts.Forgotten", _MACHINE, audit=_LOG, exported=False),
    Kept("contacts.MoveSignal", ("person",), person="person", erase=_DELETE),
    Kept("contacts.OutsidePost", ("person",), person="person", erase=_DELETE),
    Kept(
        "contacts.Person",
        _GATE,
        person="pk",
        erase={"name": ERASED, "pronouns": "", "source": "", "external_id": None, "archived_at": Now()},
    ),
    Kept("contacts.PersonAlias", ("person",), person="person", erase=_DELETE),
    Kept(
        "contacts.Position",
        ("person", "client"),
        person="person",
        erase={"title": "", "seniority": "", "buying_role": ""},
    ),
]
_ENGAGEMENTS = [
    Kept("engagements.Engagement", _GATE),
    Kept("engagements.ExchangeRate", _FIRM),
    Kept("engagements.LedgerEntry", ("client", "engagement")),
    Kept("engagements.UsualWork", ("client", "engagement", "entry")),
    Kept("engagements.WalledWork", ("wall", "engagement")),
]
_INTERACTIONS = [
    Kept("interactions.Attachment", ("interaction",)),
    Kept("interactions.Cadence", ("person",), person="person", erase=_DELETE),
    # What a calendar says is to come: read anew each hour, gone a day after its hour.
    Kept(
        "interactions.ComingMeeting",
        _GATE,
        person="interactions.ComingPerson",
        erase=_DELETE,
        colleague="colleague",
        leave=_DELETE,
        audit=_NONE,
    ),
    Kept(
        "interactions.ComingPerson",
        ("meeting", "person", "client"),
        person="person",
        erase=_DELETE,
        audit=_NONE,
        exported=False,
    ),
    Kept("interactions.Interaction", _GATE, person="interactions.TouchPerson", erase=_TEXTS),
    Kept("interactions.PlannedTouch", ("client",), colleague="colleague"),
    Kept(
        "interactions.Promise",
        ("client", "person", "touch"),
        person="person",
        erase=_TEXTS,
        colleague="colleague",
    ),
    Kept("interactions.TouchClient", ("interaction", "client")),
    Kept("interactions.TouchColleague", ("interaction",), colleague="colleague"),
    Kept("interactions.TouchPerson", ("interaction", "person"), person="person", exported=False),
]
_ALUMNI = [
    Kept(
        "alumni.Alumnus",
        ("person",),
        person="person",
        erase={"title": "", "leaving_terms": "", "source": "", "do_not_contact": True, "archived_at": Now()},
        colleague="colleague",
    ),
    Kept("alumni.AlumnusLink", ("alumnus",), person="alumnus__person", erase=_DELETE, exported=False),
    Kept("alumni.AlumnusWord", ("alumnus", "interaction"), person="alumnus__person", erase=_DELETE),
    Kept("alumni.Consent", ("alumnus",), person="alumnus__person", erase=_DELETE),
    Kept("alumni.ConsentText", _FIRM),
    Kept("alumni.Event", _GATE),
    Kept("alumni.Invitation", ("event", "person", "client"), person="person"),
    Kept("alumni.Letter", ("person",), person="person", erase=_DELETE, audit=_LOG),
]
_HOSPITALITY = [
    Kept("hospitality.CardLink", ("person",), person="person", erase=_DELETE),
    Kept("hospitality.CardProposal", ("link", "fact"), person="link__person", erase=_DELETE),
    Kept("hospitality.Exchange", ("person", "client"), person="person", erase={"text": ERASED, "source": ""}),
    Kept(
        "hospitality.Gift",
        ("person", "client"),
        person="person",
        erase={"what": ERASED, "decided_why": "", "source": ""},
    ),
    Kept("hospitality.GiftLimit", _FIRM),
    Kept("hospitality.GuestFact", ("person", "client"), person="person", erase=_DELETE),
]
_NETWORK = [
    Kept("network.Contribution", ("person", "client", "engagement"), person="person", erase={"text": ERASED}),
    Kept("network.DeclaredTie", ("person", "client"), person="person", erase={"reason": ""}, colleague="colleague"),
    Kept(
        "network.Departure",
        ("person",),
        person="person",
        erase={"private_email": "", "title": "", "heard_through": "", "leaving_terms": "", "consents": []},
        colleague="colleague",
        leave={"private_email": "", "title": "", "heard_through": "", "leaving_terms": "", "consents": []},
    ),
    Kept("network.Handover", ("departure", "client", "person"), person="person", colleague="departure__colleague"),
    Kept(
        "network.Introduction",
        ("person", "through", "client", "engagement"),
        person="person",
        erase={"why": ERASED, "note": "", "outcome_note": ""},
    ),
    Kept("network.OutOfGraph", ("person",), person="person", erase={"reason": ""}),
    Kept("network.PassedOver", ("person", "through", "client"), person="person", erase=_DELETE),
    Kept("network.SoftCredit", ("contribution", "entry"), person="contribution__person", audit=_NONE),
    Kept("network.SecondTie", ("person", "client"), person="person", colleague="colleague"),
    Kept("network.Tie", ("person", "client"), person="person", audit=_NONE),
]
_SCORING = [
    Kept("scoring.Alert", ("client",)),
    Kept("scoring.AlertSnooze", ("client",)),
    Kept("scoring.BackTest", _MACHINE, audit=_NONE),
    Kept("scoring.Doubt", ("client",)),
    Kept("scoring.Health", ("client",), audit=_NONE),
    Kept("scoring.HealthHistory", ("client",), audit=_LOG),
    Kept("scoring.HealthPolicy", _FIRM),
    Kept("scoring.PastDay", _MACHINE, audit=_NONE),
    Kept("scoring.PastStanding", ("client",), audit=_NONE),
    Kept("scoring.RepeatAnswer", _MACHINE, audit=_NONE),
    Kept("scoring.RepeatDocument", _MACHINE, audit=_NONE),
    Kept("scoring.RepeatMark", _MACHINE, audit=_NONE),
    Kept("scoring.RepeatPart", _MACHINE, audit=_NONE),
    Kept("scoring.RepeatPolicy", _FIRM),
    Kept("scoring.RepeatSnapshot", _MACHINE, audit=_LOG),
    Kept("scoring.RepeatStanding", _MACHINE, audit=_NONE),
    Kept("scoring.ReturnFit", _MACHINE, audit=_LOG),
    Kept("scoring.ReturnLikelihood", ("client",), audit=_NONE),
    Kept("scoring.StaleMark", _MACHINE, audit=_NONE),
    Kept("scoring.SweepRun", _MACHINE, audit=_NONE),
]
_PAGES = [
    Kept("dashboards.BulkChange", _OWN, colleague="user"),
    Kept("dashboards.DefaultView", _OWN, colleague="user", leave=_DELETE, audit=_NONE),
    Kept(
        "dashboards.Pin",
        ("client", "person"),
        own=True,
        person="person",
        erase=_DELETE,
        colleague="user",
        leave=_DELETE,
        audit=_NONE,
    ),
    # A question put to the firm's records, whose words may name what is behind a wall; it tells nothing of who asked.
    Kept("dashboards.SavedView", _OWN, colleague="owner", exported=False),
    Kept("dashboards.WeeklyMailSent", _OWN, colleague="user", leave=_DELETE, audit=_LOG),
    Kept("dashboards.WeeklyMailSubscription", _OWN, colleague="user", leave=_DELETE, audit=_NONE),
    Kept("imports.FileImport", _OWN, colleague="user", leave=_DELETE, audit=_LOG),
    Kept("imports.ImportRun", _FIRM, audit=_LOG),
    # Cells before and after, for undoing; gone after 30 days, and searched like the rows of an import under way.
    Kept("imports.ImportTrace", _MACHINE, audit=_LOG, exported=False),
    Kept("imports.RememberedReading", _FIRM, audit=_LOG),
    Kept("merging.Absorbed", ("client", "person"), person="person", audit=_LOG),
    Kept("merging.Merge", ("client", "person"), person="person"),
    Kept("merging.MergeChange", ("merge",), person="merge__person", erase=_DELETE, audit=_LOG, exported=False),
    Kept("merging.PersonLookAlike", ("one", "other"), person="one", erase=_DELETE, audit=_NONE, exported=False),
    Kept("merging.TwoPeople", ("one", "other"), person="one"),
]
_CAPTURE = [
    Kept("capture.CalendarReading", _OWN, colleague="subscription__user", leave=_DELETE, audit=_NONE),
    Kept("capture.CalendarSubscription", _OWN, colleague="user", leave=_DELETE),
    Kept("capture.CaptureChoice", _OWN, colleague="user", leave=_DELETE),
    Kept("capture.CaptureRun", _OWN, colleague="user", leave=_DELETE, audit=_LOG),
    Kept(
        "capture.DraftTouch",
        ("person", "interaction"),
        own=True,
        person="person",
        erase=_DELETE,
        colleague="user",
        leave=_DELETE,
    ),
    Kept("capture.DropAddress", _OWN, colleague="user", leave=_DELETE),
    Kept("capture.Feed", _OWN, colleague="user", leave=_DELETE),
    # Mail of an erased person is found by their addresses: `erasing_mail`.
    Kept("capture.Message", ("interaction",), own=True, colleague="user", leave=_DELETE, audit=_LOG),
    Kept("capture.Proposal", ("person",), own=True, person="person", erase=_DELETE, colleague="user", leave=_DELETE),
]
_ATTENTION = [
    Kept(
        "attention.DayMark",
        ("person", "client"),
        own=True,
        person="person",
        erase=_DELETE,
        colleague="colleague",
        leave=_DELETE,
    ),
    Kept("attention.DayShown", _OWN, colleague="colleague", leave=_DELETE, audit=_NONE),
    Kept("attention.Notice", ("promise", "card"), own=True, colleague="user", leave=_DELETE),
    Kept("attention.NoticeChoice", _OWN, colleague="user", leave=_DELETE),
    Kept("attention.NoticeMail", _OWN, colleague="user", leave=_DELETE, audit=_LOG),
]
_TRUST = [
    Kept("trust.AuditEntry", _FIRM, audit=_LOG),
    Kept("trust.AuditLink", _MACHINE, audit=_LOG),
    Kept("trust.Erasure", _GATE, audit=_LOG),
    # The files themselves go with every erasure: `firm_export_store`.
    Kept("trust.FirmExport", _OWN, colleague="user", leave=_DELETE, audit=_LOG),
    Kept("trust.KeepingPolicy", _FIRM),
    Kept("trust.KeepingRun", _FIRM, audit=_LOG),
    Kept("trust.LegalHold", _GATE),
    # Addresses and devices are emptied by the owner's function: `erasing_history`.
    Kept("trust.Origin", _FIRM, colleague="user", audit=_LOG),
]
_LIBRARIES = [
    Kept("account.EmailAddress", _OWN, colleague="user", leave=_DELETE, audit=_NONE),
    Kept("account.EmailConfirmation", _OWN, colleague="email_address__user", leave=_DELETE, audit=_NONE),
    Kept("auth.Group", _MACHINE, audit=_NONE),
    Kept("auth.Group_permissions", _MACHINE, audit=_NONE),
    Kept("auth.Permission", _MACHINE, audit=_NONE),
    Kept("contenttypes.ContentType", _MACHINE, audit=_NONE),
    Kept("mfa.Authenticator", _OWN, colleague="user", leave=_DELETE, audit=_NONE, exported=False),
    Kept("pghistory.Context", _MACHINE, audit=_LOG),
    Kept("socialaccount.SocialAccount", _OWN, colleague="user", leave=_DELETE, audit=_NONE),
    Kept("socialaccount.SocialApp", _MACHINE, audit=_NONE),
    Kept("socialaccount.SocialToken", _OWN, colleague="account__user", leave=_DELETE, audit=_NONE, exported=False),
    Kept("sessions.Session", _MACHINE, audit=_NONE),
]
LINES: list[Kept] = [
    *_ACCOUNTS,
    *_CLIENTS,
    *_CONTACTS,
    *_ENGAGEMENTS,
    *_INTERACTIONS,
    *_ALUMNI,
    *_HOSPITALITY,
    *_NETWORK,
    *_SCORING,
    *_PAGES,
    *_CAPTURE,
    *_ATTENTION,
    *_TRUST,
    *_LIBRARIES,
]
TABLES_WITHOUT_MODEL = {
    "crm_cache": "what pages remember for a while; emptied with every erasure",
    "django_migrations": "names of migrations",
    "imports_error": "refused cells of an import; searched for an erased person's names and addresses",
    "imports_row": "rows of an import under way; searched likewise",
}
