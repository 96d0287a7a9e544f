"""How numbers and days are written for people: pure functions, no markup."""
