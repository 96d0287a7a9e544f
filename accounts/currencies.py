"""Currencies that a firm may keep its books in, by ISO 4217 code."""

CURRENCIES: tuple[tuple[str, str], ...] = (
    ("AED", "UAE dirham"), ("ARS", "Argentine peso"), ("AUD", "Australian dollar"), ("BAM", "Convertible mark"),
    ("BDT", "Bangladeshi taka"), ("BGN", "Bulgarian lev"), ("BHD", "Bahraini dinar"), ("BRL", "Brazilian real"),
    ("CAD", "Canadian dollar"), ("CHF", "Swiss franc"), ("CLP", "Chilean peso"), ("CNY", "Chinese yuan"),
    ("COP", "Colombian peso"), ("CRC", "Costa Rican colón"), ("CZK", "Czech koruna"), ("DKK", "Danish krone"),
    ("DOP", "Dominican peso"), ("EGP", "Egyptian pound"), ("ETB", "Ethiopian birr"), ("EUR", "Euro"),
    ("GBP", "Pound sterling"), ("GEL", "Georgian lari"), ("GHS", "Ghanaian cedi"), ("HKD", "Hong Kong dollar"),
    ("HUF", "Hungarian forint"), ("IDR", "Indonesian rupiah"), ("ILS", "Israeli shekel"), ("INR", "Indian rupee"),
    ("ISK", "Icelandic króna"), ("JMD", "Jamaican dollar"), ("JOD", "Jordanian dinar"), ("JPY", "Japanese yen"),
    ("KES", "Kenyan shilling"), ("KRW", "South Korean won"), ("KWD", "Kuwaiti dinar"), ("KZT", "Kazakhstani tenge"),
    ("LKR", "Sri Lankan rupee"), ("MAD", "Moroccan dirham"), ("MDL", "Moldovan leu"), ("MKD", "Macedonian denar"),
    ("MUR", "Mauritian rupee"), ("MXN", "Mexican peso"), ("MYR", "Malaysian ringgit"), ("NGN", "Nigerian naira"),
    ("NOK", "Norwegian krone"), ("NZD", "New Zealand dollar"), ("OMR", "Omani rial"), ("PEN", "Peruvian sol"),
    ("PHP", "Philippine peso"), ("PKR", "Pakistani rupee"), ("PLN", "Polish złoty"), ("PYG", "Paraguayan guaraní"),
    ("QAR", "Qatari riyal"), ("RON", "Romanian leu"), ("RSD", "Serbian dinar"), ("RWF", "Rwandan franc"),
    ("SAR", "Saudi riyal"), ("SEK", "Swedish krona"), ("SGD", "Singapore dollar"), ("THB", "Thai baht"),
    ("TND", "Tunisian dinar"), ("TRY", "Turkish lira"), ("TWD", "New Taiwan dollar"), ("TZS", "Tanzanian shilling"),
    ("UAH", "Ukrainian hryvnia"), ("UGX", "Ugandan shilling"), ("USD", "US dollar"), ("UYU", "Uruguayan peso"),
    ("VND", "Vietnamese đồng"), ("XAF", "Central African CFA franc"), ("XOF", "West African CFA franc"),
    ("ZAR", "South African rand"), ("ZMW", "Zambian kwacha"),
)  # fmt: skip
