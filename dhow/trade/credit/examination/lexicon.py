"""The words that an examiner of documents knows: abbreviations, small words, words of goods."""

import re


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS = {
    "ltd": "limited",
    "ltda": "limitada",
    "pvt": "private",
    "pte": "private",
    "co": "company",
    "cie": "company",
    "corp": "corporation",
    "inc": "incorporated",
    "bros": "brothers",
    "intl": "international",
    "intnl": "international",
    "mfg": "manufacturing",
    "mfr": "manufacturer",
    "ind": "industries",
    "inds": "industries",
    "indl": "industrial",
    "assoc": "associates",
    "dept": "department",
    "govt": "government",
    "tech": "technology",
    "rd": "road",
    "st": "street",
    "str": "street",
    "ave": "avenue",
    "av": "avenue",
    "blvd": "boulevard",
    "hwy": "highway",
    "ln": "lane",
    "sq": "square",
    "bldg": "building",
    "flr": "floor",
    "fl": "floor",
    "ste": "suite",
    "apt": "apartment",
    "nr": "number",
    "no": "number",
    "nos": "number",
    "qty": "quantity",
    "dd": "dated",
    "dtd": "dated",
    "approx": "approximately",
    "kgs": "kg",
    "kgm": "kg",
    "kilo": "kg",
    "kilos": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "kilogrammes": "kg",
    "gm": "g",
    "gms": "g",
    "grams": "g",
    "grammes": "g",
    "ltr": "l",
    "ltrs": "l",
    "litre": "l",
    "litres": "l",
    "liter": "l",
    "liters": "l",
    "mt": "tonne",
    "mts": "tonne",
    "tonnes": "tonne",
    "lbs": "lb",
    "pc": "pieces",
    "pcs": "pieces",
    "piece": "pieces",
    "ctns": "cartons",
    "ctn": "cartons",
    "pkg": "packages",
    "pkgs": "packages",
    "mos": "months",
    "percent": "%",
    "pct": "%",
    "&": "and",
}
"""Abbreviations in general use and what they stand for (ISBP 745 A1)."""

PHRASES = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\bmetric ton(?:ne)?s?\b", "tonne"),
        (r"\bm/ts?\b", "tonne"),
        (r"\bper cent\b", "%"),
        (r"\bpublic joint[- ]stock company\b", "pjsc"),
        (r"\bjoint[- ]stock company\b", "jsc"),
        (r"\blimited liability company\b", "llc"),
        (r"\bpublic limited company\b", "plc"),
        (r"\bsecond[- ]?hand\b", "secondhand"),
        (r"\boff[- ]?grade\b", "offgrade"),
        (r"\bicc\b(?=[\s\"'(]*[abc]\b)", "institute cargo clauses"),
        (r"\(p\)(?=\s*(?:ltd|limited)\b)", "private"),
        (r"\bpost box\b|\bpost office box\b|\bp o box\b", "po box"),
    )
)
"""Several words that are written as one."""

BANKS = _word_set("bank banque banco banca banka bankasi bancorp")
FORMS_OF_BANKS = _word_set(
    "pjsc psc qpsc jsc ojsc cjsc saog saoc ksc kscp bsc plc limited llc ag sa nv spa ab asa oyj na"
    " corporation company incorporated berhad bhd tbk kgaa"
)
"""Legal forms behind the name of a bank, which many write and many leave out."""

MEASURES = _word_set("tonne kg g l ml lb m cm mm % m3 cbm bbl")

SMALL_WORDS = _word_set(
    "a an and as at by for from in of on or per the to with goods number approximately"
)
CHANGES_THE_GOODS = _word_set(
    "used secondhand second rebuilt reconditioned refurbished remanufactured overhauled damaged"
    " defective expired imitation artificial substitute synthetic rejected reject"
    " spoiled rotten seconds offgrade salvage scrap sample samples not non"
    " without replica counterfeit broken mixed waste recycled unsorted"
)
FORMS_OF_GOODS = _word_set(
    "meal flour pulp pulps puree paste concentrate concentrates powder starch bran husk husks"
    " extract extracts"
)
"""What goods are made into: where a credit names none of them, they are other goods."""
EXCLUDE_EACH_OTHER = tuple(
    _word_set(group)
    for group in (
        "fresh frozen dried canned pickled chilled",
        "raw cooked boiled broiled roasted fried smoked",
        "crude refined",
        "new used old",
        "whole ground crushed powdered",
        "salted unsalted",
        "sweetened unsweetened",
        "bleached unbleached",
        "peeled unpeeled",
        "hot cold",
        "white brown black red green yellow blue",
        "male female",
        "organic conventional",
        "men women children",
        "left right",
    )
)
"""Of each group, goods are one: a document that says another says other goods."""

QUALITIES = _word_set(
    "fresh frozen dried canned pickled chilled raw cooked boiled broiled roasted fried smoked crude"
    " refined new old whole ground crushed powdered salted unsalted sweetened unsweetened bleached"
    " unbleached peeled unpeeled hot cold white brown black red green yellow blue organic"
    " conventional pure high low quality grade class type model size count first premium standard"
    " best packed block brand origin crop year kg g t tonne tonnes l cartons bags pieces packages"
    " count grade"
)
"""Words that say how goods are, not what they are."""

LABELS = _word_set(
    "model grade class type size series category count quality style article art batch lot version"
    " clauses vitamin"
)
"""Words after which a number or letter tells one kind of goods from another; "count" follows it."""

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
"""Roman figures after a label: class II is class 2."""
CONTAINED_IN = _word_set("carton bag box package drum tin can bottle sack pouch")
"""Packages of which a description says what each holds."""

GENERAL_TERMS = _word_set(
    "merchandise cargo commodity commodities product products produce fruit fruits vegetables"
    " food foodstuff foodstuffs seafood textile textiles garment garments machinery equipment"
    " metal metals chemicals juice juices oil grain perishables reefer"
)
TRADE_WORDS = _word_set(
    "boned bonded baked backed bored"
    " boiled broiled rolled roller pitted potted coated coasted canned caned peeled pealed carton"
    " cartoon cotton coarse course leaded loaded salted malted smoked stoked washed waxed baked"
    " bleached blanched coffee toffee pepper paper copper cooper cooler color colour barley parley"
    " casing caning linen lines bricks bricket woollen cashew cashews chicken chickpea chickpeas"
    " prawns shrimp shrimps squid octopus mussels muscles steel stellar mangoes mangos ginger"
    " tomato potato potatoes tomatoes sesame season rubber rubies leather lather weather feather"
    " feathers plates planes trucks tracks tracts motors meters rotors sheets sheep screws screens"
    " engine engines ingots cement casement polished polish unpolished"
)
"""Words of the trade that differ from another by one letter or so: each is itself."""

CHEMICAL_ENDINGS = ("ane", "ene", "yne", "ate", "ite", "ide", "ous", "ic")
"""Endings that make another substance: propane is not propene, nitrate not nitrite."""

VESSEL_PREFIX = _word_set("mv ms mt ss mts vessel motor tanker m v tonne")
PLACE_FILLERS = _word_set("port of airport international seaport harbour harbor the sea at any")
PLACE_QUALIFIERS = _word_set(
    "new old east west north south northern southern eastern western upper lower little great saint"
    " san santa santo puerto navi nova"
)
"""Words before a name that make another place of it: East London, New Mangalore, San Juan."""
