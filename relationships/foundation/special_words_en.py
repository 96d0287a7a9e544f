"""English words that hint at what is not written down about people. A star stands for any ending.

Words that mostly mean something else are left out: a host who is warned of hospitality stops reading warnings.
"""

ENGLISH: dict[str, str] = {
    "health": (
        "ill illness* sick sickness disease* cancer tumour* tumor* diabet* asthma* depressed depression burnout burn-out"
        " anxiety therapy therapist* surgery hospital hospitals hospitalised medication* diagnosis diagnosed disabled"
        " disabilit* wheelchair* pregnan* miscarriage* allerg* coeliac* celiac* epilep* alcoholic* alcoholism addict*"
        " rehab dementia migraine* insulin chemotherapy handicap* autis* adhd"
    ),
    "religion": (
        "religio* christians christianity catholic* protestant* muslim* islam* jewish hindu* buddhis* sikh* atheist*"
        " church mosque synagogue ramadan sabbath shabbat kosher halal pray* baptism baptised imam rabbi"
    ),
    "politics": (
        "politic* republicans democrats socialist* communist* conservatives tory tories liberals leftist* rightist*"
        " far-right far-left votes voted voter* activist*"
    ),
    "union": "unionis* trade-union* labour-union* shop-steward* picket-line*",
    "sexuality": "gay gays lesbian* bisexual* homosexual* heterosexual* transgender* queer lgbt* sexual* mistress",
    "ethnicity": "ethnic* racial skin-colour skin-color immigrant* refugee* asylum gypsy half-caste",
    "children": "daughter* son sons kid kids child children stepson* stepdaughter* toddler* newborn*",
}
