"""Words that names and summaries are combined from. All organisations are invented."""

from __future__ import annotations

STEM_STARTS = (
    "Alder Ash Bar Bel Bram Bren Brindle Cald Car Cedar Clay Cob Cor Cran Dal Dun Ebon Elder Ember Fal Fen Fern Gal "
    "Glen Gran Hal Har Hazel Heron Hol Ivor Jas Kel Kes Lark Laur Lin Lor Mal Mar Mel Mer Mor Nor Oak Or Pel Quil "
    "Rav Red Ros Rowan Sable San Sel Sil Sol Stan Sten Tal Tam Tarn Tess Thorn Til Tor Ul Val Van Ver Vin Wal War "
    "Wes Whin Wil Win Wyn Yar Yew Zel"
).split()
STEM_ENDS = (
    "ane ara bank beck berg bourne bridge brook bury by cote croft dale dell don fell field ford gate grove "
    "ham haven hill holm hurst ian ion ix land ley low mere mont moor more ness on ora orne port ra ridge row "
    "sey shaw side stead stone strand thorpe ton vale ven water well wick wood worth yard"
).split()

# Industry as shown, and what a name in it ends with.
SECTORS: list[tuple[str, str]] = [
    ("Life sciences", "Therapeutics"),
    ("Life sciences", "Biologics"),
    ("Life sciences", "Diagnostics"),
    ("Medical devices", "Medical"),
    ("Medical devices", "Implants"),
    ("Energy", "Grid"),
    ("Energy", "Renewables"),
    ("Energy", "Hydro"),
    ("Chemicals", "Chemicals"),
    ("Chemicals", "Coatings"),
    ("Food and drink", "Foods"),
    ("Food and drink", "Dairy"),
    ("Food and drink", "Mills"),
    ("Logistics", "Logistics"),
    ("Logistics", "Freight"),
    ("Logistics", "Shipping"),
    ("Financial services", "Capital"),
    ("Financial services", "Bank"),
    ("Financial services", "Partners"),
    ("Insurance", "Insurance"),
    ("Insurance", "Mutual"),
    ("Hospitality", "Hotels"),
    ("Hospitality", "Resorts"),
    ("Real estate", "Estates"),
    ("Real estate", "Properties"),
    ("Robotics", "Robotics"),
    ("Robotics", "Automation"),
    ("Software", "Software"),
    ("Software", "Systems"),
    ("Software", "Cloud"),
    ("Telecommunications", "Telecom"),
    ("Media", "Media"),
    ("Media", "Press"),
    ("Retail", "Stores"),
    ("Retail", "Apparel"),
    ("Construction", "Construction"),
    ("Construction", "Timber"),
    ("Engineering", "Engineering"),
    ("Engineering", "Foundry"),
    ("Optics", "Optics"),
    ("Aerospace", "Aerospace"),
    ("Automotive", "Motors"),
    ("Education", "Academy"),
    ("Public sector", "Water Board"),
    ("Non-profit", "Foundation"),
    ("Mining", "Minerals"),
    ("Agriculture", "Farms"),
    ("Textiles", "Textiles"),
]
BRANCHES = ["Ireland", "Iberia", "Schweiz", "Nordics", "Benelux", "Italia", "UK", "Polska"]

GIVEN = (
    "Ada Adrian Agnes Aisha Alba Alexander Alice Amara Ana Anders André Anna Aoife Arjun Astrid Beatriz Ben Camille "
    "Carlos Carmen Chiara Ciara Clara Claudia Cormac Daniel Daria Diego Dimitri Eamon Elena Elif Emil Emma Eva Fatima "
    "Felix Fiona Florian Francesca Freya Gabriel Giulia Grace Hana Hannah Hans Hugo Ida Ignacio Ines Ingrid Iris "
    "Jakob James Jan Jana Javier Jiří Johanna Jonas Jorge José Julia Karim Karl Katarina Kofi Kwame Lars Laura Leila "
    "Lena Leo Liam Lucía Luis Lukas Magnus Maja Marco Maria Marta Martin Mateo Maya Mei Milan Mina Nadia Niamh Nils "
    "Nina Nora Olga Oliver Omar Oscar Paula Pavel Pedro Petra Pilar Priya Rafael Rania Robert Rosa Ruth Samuel Sara "
    "Sean Selma Silvia Sofia Stefan Sven Tariq Teresa Thomas Tomás Ursula Valeria Vera Victor Wei Yara Yusuf Zoë"
).split()
FAMILY = (
    "Aalto Abad Achterberg Adeyemi Ahlgren Albrecht Almeida Amrein Andersen Aoki Arslan Bähler Bakker Baran Barry "
    "Bauer Bellini Berger Bianchi Blanco Boateng Borg Brandt Brennan Brück Calder Campos Caruso Carvalho Castro "
    "Černý Claes Conti Costa Cullen Daly Dietrich Doyle Dubois Dufour Egli Eriksen Esposito Fabbri Farkas Fernández "
    "Ferrari Fischer Fontes Frei Frey Gallagher García Gerber Greco Gruber Guerra Haddad Halloran Hansen Hartmann "
    "Hoffmann Horvat Huber Ibarra Ivanova Jansen Jensen Jiménez Kaya Keller Kelly Khan Klein Koch Kovács Kowalczyk "
    "Kramer Krüger Lang Larsen Lefèvre Leone Lind Lindgren López Lund Mäkinen Mancini Marques Martín Mazur McCarthy "
    "Meier Mensah Molina Moreau Moretti Müller Murphy Nagy Navarro Neri Nolan Novák Núñez Oduya Okafor Olsen Ortega "
    "Osei Patel Pereira Perrin Petrov Pinto Popescu Quinn Ramos Reyes Ricci Richter Rinaldi Romero Rossi Roth Ruiz "
    "Ryan Sala Santos Schmid Schneider Sharma Silva Simon Sørensen Steiner Suter Svensson Szabó Tan Torres Tóth "
    "Urban Valdés Varga Vega Vogel Voss Walsh Wang Weber Weidmann Wolf Wójcik Yılmaz Zając Zbinden Zimmermann"
).split()

# Title, seniority, buying role; the first three fill the seats that buying needs.
TITLES: list[tuple[str, str, str]] = [
    ("General Counsel", "executive", "decision_maker"),
    ("Head of Legal Operations", "head", "user"),
    ("Chief Financial Officer", "executive", "finance"),
    ("Chief Executive Officer", "executive", "decision_maker"),
    ("Deputy General Counsel", "head", "influencer"),
    ("Procurement Manager", "manager", "finance"),
    ("Group HR Director", "head", "user"),
    ("Chief Operating Officer", "executive", "decision_maker"),
    ("Legal Counsel", "professional", "user"),
    ("Head of Compliance", "head", "influencer"),
    ("Company Secretary", "manager", "influencer"),
    ("Financial Controller", "manager", "finance"),
    ("Contract Manager", "manager", "user"),
    ("Research Director", "head", "influencer"),
    ("Board Member", "board", "influencer"),
    ("Executive Assistant", "professional", ""),
]
