"""Why a message was not made a touchpoint, in words a person can act on. Pure."""

from __future__ import annotations

TOUCHED, IGNORED, PROPOSED, REFUSED = "touched", "ignored", "proposed", "refused"
FATES = (TOUCHED, IGNORED, PROPOSED, REFUSED)

NEW, JOINED = "new", "joined"
UNKNOWN = "unknown"
AUTO_REPLY, AUTOMATIC, LIST, NEWSLETTER, BOUNCE, SPAM, INVITATION, UNSENT = (
    "auto_reply", "automatic", "list", "newsletter", "bounce", "spam", "invitation", "unsent",
)  # fmt: skip
INTERNAL, NOBODY, BULK, REMOVED, DISMISSED = "internal", "nobody", "bulk", "removed", "dismissed"
FUTURE, CANCELLED, DECLINED, OFTEN, TOO_LONG = "future", "cancelled", "declined", "often", "too_long"
UNREADABLE, NOT_MAIL, EMPTY, NO_DATE, ODD_DATE, NO_ADDRESS, TOO_LARGE, OUTLOOK, ARCHIVE = (
    "unreadable", "not_mail", "empty", "no_date", "odd_date", "no_address", "too_large", "outlook", "archive",
)  # fmt: skip
NO_SUCH_DROP, STRANGER, ERASED = "no_such_drop", "stranger", "erased"

WORDS: dict[str, str] = {
    NEW: "Made a touchpoint.",
    JOINED: "A colleague had captured it: you were added to the touchpoint.",
    UNKNOWN: "Nobody in it is known yet. Say under “People to add” who they are.",
    AUTO_REPLY: "An automatic reply.",
    AUTOMATIC: "Sent by a machine.",
    LIST: "Came through a mailing list.",
    NEWSLETTER: "A newsletter.",
    BOUNCE: "A report about delivery.",
    SPAM: "Marked as spam.",
    INVITATION: "An invitation. The calendar brings the meeting itself.",
    UNSENT: "A draft, or in the bin: it was never sent, or not kept.",
    INTERNAL: "Only colleagues took part.",
    NOBODY: "Nobody but you is named in it.",
    BULK: "Sent to more than 20 people at once.",
    REMOVED: "The touchpoint was undone, and is not captured again.",
    ERASED: "With somebody who was erased. Nothing of it is kept.",
    DISMISSED: "You said that nobody in it is to be added.",
    FUTURE: "Still to come. It is looked at again once it has been.",
    CANCELLED: "Called off.",
    DECLINED: "You declined it.",
    OFTEN: "Repeats in a way that is not read. Log the meetings that matter by hand.",
    TOO_LONG: "The calendar took too long to read. Export a shorter span and upload it.",
    UNREADABLE: "Could not be read. Save it again from the mail or calendar program.",
    NOT_MAIL: "Is no mail, mailbox or calendar. Save it as .eml, .mbox or .ics.",
    EMPTY: "Holds nothing to read.",
    NO_DATE: "Carries no date.",
    ODD_DATE: "Its date lies in the future, or before 1900.",
    NO_ADDRESS: "Names no address of anybody.",
    TOO_LARGE: "Is larger than 25 MB. Save it without attachments.",
    OUTLOOK: "Is in Outlook’s or an archive’s own format. Save it as .eml or .ics instead.",
    NO_SUCH_DROP: "Its drop address belongs to nobody, or was withdrawn.",
    STRANGER: "Came to your drop address, but is neither from you nor to you.",
}

FATE_WORDS = {
    TOUCHED: "Touchpoint",
    IGNORED: "Ignored",
    PROPOSED: "Waits for a name",
    REFUSED: "Refused",
}
