"""What each practice is asked to do: names of engagements."""

from __future__ import annotations

# In the order of `cast.PRACTICES`.
WORK = [
    ["Data-transfer audit", "Phase 3 site contracts", "Licence for the second product", "Clinical-trial agreements",
     "Regulator's letter", "Product-liability review", "Research alliance", "Labelling questions", "Quality agreement",
     "Distribution contracts", "Advisory retainer"],
    ["Works-council agreement", "Collective dismissal", "Executive contracts", "Pension scheme", "Working-time audit",
     "Whistleblower line", "Secondments", "Manager training", "Health-and-safety review", "Bonus plan",
     "Employment retainer"],
    ["Merger filing", "Compliance programme", "Dawn-raid training", "Distribution review", "State-aid opinion",
     "Market investigation", "Settlement talks", "Joint-venture review", "Pricing guidelines", "Tender complaint",
     "Competition retainer"],
    ["Patent family", "Trade-mark watch", "Opposition", "Licence audit", "Freedom to operate", "Design filing",
     "Software licences", "Trade-secret plan", "Domain dispute", "Technology transfer", "IP retainer"],
    ["Transfer pricing", "VAT review", "Tax ruling", "Restructuring opinion", "Customs questions", "Payroll audit",
     "Double-taxation claim", "Site relocation", "Incentive plan", "Year-end review", "Tax retainer"],
    ["Coverage review", "Supplier dispute", "Arbitration", "Second opinion", "Warranty claim", "Insolvency filing",
     "Interim measures", "Mediation", "Class action", "Evidence review", "Disputes retainer"],
    ["Acquisition", "Sale of a division", "Due diligence", "Management buy-out", "Merger", "Carve-out",
     "Shareholder agreement", "Financing round", "Joint venture", "Delisting", "Post-merger work"],
]  # fmt: skip
