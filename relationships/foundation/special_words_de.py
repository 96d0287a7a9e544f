"""German words that hint at what is not written down about people. A star stands for any ending."""

GERMAN: dict[str, str] = {
    "health": (
        "krank kranke kranker krankheit* krebs diabet* asthma* depressiv* depression* burnout therapie* spital"
        " krankenhaus* medikament* diagnose behindert* behinderung* rollstuhl* schwanger* fehlgeburt* allerg* zoliakie"
        " epilep* schlaganfall* alkoholiker* suchtig* suchtkrank* demenz migrane insulin chemotherapie autis*"
    ),
    "religion": (
        "religio* christlich* katholi* evangelisch* protestant* muslim* islam* judisch* juden hindu* buddhis* atheist*"
        " kirche moschee synagoge ramadan fastenzeit sabbat koscher halal betet taufe pfarrer imam rabbiner"
    ),
    "politics": "politi* parteimitglied* sozialdemokrat* kommunist* konservativ* aktivist* spd cdu csu afd",
    "union": "gewerkschaft* betriebsrat* streik*",
    "sexuality": "schwul* lesbisch* lesbe bisexuell* homosexuell* transgender* queer sexuell* geliebte*",
    "ethnicity": "ethni* rasse hautfarbe migrant* fluchtling* asyl* abstammung zigeuner*",
    "children": "tochter sohn sohne kinder stiefsohn* stieftochter*",
}
