#!/usr/bin/env python3
"""Makes persons.tsv, offices and their holders, from a folder of public sources.

usage: persons.py SOURCES [OUT]

SOURCES holds countries.tsv (GeoNames), factbook_leaders_2014_2026.csv (CIA World Factbook, public domain),
hos_hog_2000plus.csv, officials_2000_2022_qid.csv and fm_world_union_2021_2023.csv (Wikidata, CC0).  OUT, the folder of
this script unless told, holds what is written by hand and read here: persons-added.tsv, whose terms stand in for those
of the sources and end those of predecessors; names.csv, news names in place of odd labels; odd.csv, rows of the
sources to leave out.  The same sources give the same bytes.
"""
import csv
import datetime
import difflib
import pathlib
import re
import sys
import unicodedata

COLUMNS = ["name", "qid", "country", "body", "role", "title", "start", "end", "family", "aliases"]
# The sources end here: a term that is open then and has no known successor ends with the last day that is vouched for.
OFFICIALS_SEEN, MINISTERS_SEEN, HEADS_SEEN = "2022-08", "2022-12-11", "2026-05-17"
# The monarch of many realms acts for one of them.
MONARCHS = {"Q9682": "GBR", "Q43274": "GBR", "Q154952": "NLD", "Q29574": "NLD", "Q102139": "DNK"}
JOINED_GAP_DAYS = 3
HANDOVER_DAYS = 45
SAME_START_DAYS = 4
COUNTRY_OF = {"belarus": "BLR", "china": "CHN", "france": "FRA", "india": "IND", "iran": "IRN", "israel": "ISR",
              "italy": "ITA", "japan": "JPN", "kazakhstan": "KAZ", "poland": "POL", "russia": "RUS",
              "south-korea": "KOR", "turkey": "TUR", "ukraine": "UKR", "united-kingdom": "GBR", "us": "USA"}
# Positions of the officials' file: pattern, generic office, what the news call it where it is not the office's name.
ROLES = [
    (r"^(Minister|Secretary of State|Ministry|State Secretary|Secretary) (of|for) (Foreign|External|Europe and Foreign)"
     r"|^(Ukrainian )?Minister of Foreign|^Foreign Minister|^Secretary for Foreign"
     r"|^Federal Minister (of|for) (Foreign|European)", "foreign minister", ""),
    (r"^Secretary of State$", "foreign minister", "Secretary of State"),
    (r"^Minister (of|for) (National )?Defen[cs]e$|^Secretary of State for Defen[cs]e$", "defence minister", ""),
    (r"^Secretary of Defen[cs]e$", "defence minister", "Secretary of Defense"),
    (r"^Minister of (Economy and )?Finances?$", "finance minister", ""),
    (r"^Secretary of the Treasury$", "finance minister", "Treasury Secretary"),
    (r"^Chancellor of the Exchequer$", "finance minister", "Chancellor of the Exchequer"),
    (r"^Minister of (the Interior|Internal Affairs|Interior Affairs)|^Minister of the Interior and Admin",
     "interior minister", ""),
    (r"^Secretary of State for the Home Department", "interior minister", "Home Secretary"),
    (r"^Minister of Home Affairs", "interior minister", "Home Minister"),
    (r"^Secretary of Homeland Security$", "interior minister", "Secretary of Homeland Security"),
    (r"^Minister of Justice$|^Secretary of State for Justice$", "justice minister", ""),
    (r"^Attorney General$", "attorney general", ""),
    (r"^Secretary of Commerce$", "trade minister", "Commerce Secretary"),
    (r"^Secretary of Energy$", "energy minister", "Energy Secretary"),
    (r"^Trade Representative$", "trade representative", "Trade Representative"),
    (r"^National Security Advis[eo]r$", "national security adviser", ""),
    (r"^Vice[- ]President$", "vice president", ""),
    (r"^Deputy Secretary of State$", "deputy foreign minister", "Deputy Secretary of State"),
    (r"^Director of (the )?(CIA|Central Intelligence)", "intelligence chief", "CIA Director"),
    (r"^Director of the FBI|^Director of the Federal Bureau", "police chief", "FBI Director"),
    (r"^Chairman of the Joint Chiefs of Staff$", "chief of general staff", "Chairman of the Joint Chiefs of Staff"),
    (r"^(Chief|Head) of the General Staff$|^Chief of the Defence Staff$", "chief of general staff", ""),
    (r"^White House Press Secretary$", "presidential spokesperson", "White House Press Secretary"),
    (r"^White House Chief of Staff$", "chief of staff", "White House Chief of Staff"),
    (r"^Ambassador to the United Nations$|^Permanent Representative to the United Nations( Organizations)?$"
     r"|^ambassador to the United Nations$", "ambassador to the UN", "Ambassador to the United Nations"),
    (r"^[Aa]mbassador to (the )?United States( of America)?$", "ambassador to the US", ""),
    (r"^Speaker of the (House of Representatives|House of Commons|Knesset|Lok Sabha|National Assembly|State Duma|"
     r"Grand National Assembly)$|^Marshal of the Sejm$|^Chairman of the Verkhovna Rada$|^Chairman of the State Duma",
     "speaker of parliament", ""),
    (r"^Prosecutor General$", "prosecutor general", ""),
    (r"^Governor of the (Central|National) Bank|^Chair(man)? of the Federal Reserve|^Governor of the Bank of",
     "central bank governor", ""),
    (r"^Chief Cabinet Secretary$", "chief of staff", "Chief Cabinet Secretary"),
    (r"^Prime Minister$", "head of government", "Prime Minister"),
    (r"^President$", "head of state", "President"),
    (r"^First Deputy Prime Minister$|^Deputy Prime Minister$|^Vice Premier", "deputy prime minister", ""),
    (r"^Head of the Presidential Administration$", "chief of staff", "Head of the Presidential Administration"),
    (r"^State Councilor$", "state counsellor", "State Councilor"),
]
# Offices of which a country has several holders at a time.
SEVERAL = {"vice president", "deputy prime minister", "deputy foreign minister", "state counsellor", "ambassador"}
# Where the family name stands first.
FAMILY_FIRST = {"CHN", "TWN", "KOR", "PRK", "HKG", "MAC"}
# Where people are called by the name that stands first.
GIVEN_FIRST = {"THA", "MYS", "ETH", "ERI", "ISL", "BTN"}
SPANISH = {"ARG", "BOL", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "ESP", "GTM", "HND", "MEX", "NIC", "PAN", "PER",
           "PRY", "SLV", "URY", "VEN", "GNQ"}
PARTICLES = {"de", "da", "do", "dos", "das", "del", "della", "di", "van", "von", "der", "den", "bin", "bint", "ben",
             "ibn", "ould", "la", "le", "al", "el", "ter", "ten", "y", "e"}
TITLES = [("Prime Minister", "Prime Minister"), ("Taoiseach", "Taoiseach"), ("Chancellor", "Chancellor"),
          ("Premier", "Premier"), ("President", "President"), ("King", "King"), ("Queen", "Queen"),
          ("Emperor", "Emperor"), ("Sultan", "Sultan"), ("Amir", "Emir"), ("Grand Duke", "Grand Duke"),
          ("Prince", "Prince"), ("Pope", "Pope"), ("Chief Executive", "Chief Executive")]
# Titles of the Factbook that tell a head plainly, and names that are names alone.
PLAIN_TITLE = {"head of state": r"(Acting |Interim |Transitional )?President",
               "head of government": r"(Acting |Interim |Caretaker )?(President|Prime Minister|Premier|Chief Executive)"}
PLAIN_NAME = r"[A-Z][\w'’.-]+( [A-Za-z][\w'’.-]*){1,4}"
DEPUTY = re.compile(r"\b(Vice|Deputy|Deputies|represented by|Governor|Premiers|Ministers|Presidents|Co-)", re.I)
HONORIFICS = {"Dato'", "Datuk", "Tan", "Sri", "Dr.", "Sir", "Dame", "Amb.", "Gen.", "Sheikh", "Shaykh", "Mrs.", "Ms.", "Mr."}
MONTHS = {m[:3]: i for i, m in enumerate("January February March April May June July August September October "
                                         "November December".split(), 1)}


def folded(text):
    """As the program compares names: without case, accents, apostrophes and full stops, hyphens as blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    for letter, other in (("ø", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ı", "i"), ("æ", "ae"), ("ə", "ae"),
                          ("œ", "oe"), ("ß", "ss"), ("þ", "th"), ("ħ", "h")):
        plain = plain.replace(letter, other)
    return " ".join(re.sub(r"[-‐–/]", " ", re.sub(r"['’‘ʻʼ`.]", "", plain)).split())


def rows_of(path, delimiter=","):
    with open(path, encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if not line.startswith("#"))
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.DictReader(lines, delimiter=delimiter, quoting=quoting))


def date_of(text):
    """A day of Wikidata as precise as it is likely known: the first of January is a year, of a month a month."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text or ""):
        return ""
    return text


def day(text, last=False):
    """A day, month or year as a date: its first day, or its last."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    if len(parts) == 2:
        year, month = parts
        following = datetime.date(year + month // 12, month % 12 + 1, 1)
        return following - datetime.timedelta(1) if last else datetime.date(year, month, 1)
    return datetime.date(parts[0], 12, 31) if last else datetime.date(parts[0], 1, 1)


def until(start):
    """The end of who came before: that day, or the month or year before where the start is no more exact."""
    parts = [int(part) for part in start.split("-")]
    if len(parts) == 3:
        return start
    if len(parts) == 1:
        return f"{parts[0] - 1}"
    return f"{parts[0] - (parts[1] == 1)}-{(parts[1] - 2) % 12 + 1:02}"


class Term:
    def __init__(self, name, qid, country, role, title, start, end, seen=""):
        self.name, self.qid, self.country, self.role, self.title = name, qid, country, role, title
        self.start, self.end, self.seen = start, end, seen

    def first(self):
        return day(self.start)

    def last(self):
        return day(self.end, True) if self.end else datetime.date.max

    def who(self):
        return self.qid or folded(self.name)


def terms_of_sources(sources, states):
    english = {}
    officials = rows_of(sources / "officials_2000_2022_qid.csv")
    ministers = rows_of(sources / "fm_world_union_2021_2023.csv")
    for row in officials:
        english[row["qid"]] = row["person"]
    for row in ministers:
        english[row["person"]] = row["name"]
    for row in rows_of(sources / "hos_hog_2000plus.csv"):
        qid, iso3 = row["qid"], row["iso3"]
        realm = MONARCHS.get(qid, iso3) != iso3
        if iso3 not in states or realm or not re.fullmatch(r"Q\d+", qid) or not date_of(row["start"]):
            continue
        role = row["role"].replace("_", " ")
        name = english.get(qid, row["person"])
        yield Term(name, qid, iso3, role, "", row["start"], date_of(row["end"]), HEADS_SEEN)
    for row in officials:
        iso3 = COUNTRY_OF.get(row["country_repo"].rsplit("-", 1)[0])
        found = next(((role, title) for pattern, role, title in ROLES if re.search(pattern, row["position"])), None)
        heads = found and found[0] in ("head of state", "head of government")
        if iso3 and found and not heads and re.fullmatch(r"Q\d+", row["qid"]) and date_of(row["start"]):
            yield Term(row["person"], row["qid"], iso3, *found, row["start"], date_of(row["end"]), OFFICIALS_SEEN)
    for row in ministers:
        iso3 = states.get(row["countryLabel"])
        if iso3 and date_of(row["start"]):
            yield Term(row["name"], row["person"], iso3, "foreign minister", "", row["start"], "", MINISTERS_SEEN)


def name_of_factbook(text):
    """(title, name, family) of a cell such as `Prime Minister LEE Hsien Loong`; none where it is not plain."""
    text = re.sub(r"\(.*?\)|\".*?\"", " ", text).split(" - ")[0].split(";")[0]
    text = re.sub(r",? *(Jr\.?|Sr\.?|(Lt|Brig|Maj|Air|Adm|Col|Capt|Vice|Field|Gen|Ret)\b.*)$", "", text).strip()
    if "," in text or " and " in text.replace("Prime Minister and", "").replace("Chief of State and", ""):
        return None
    words = text.split()
    caps = [i for i, w in enumerate(words) if sum(c.isupper() for c in w) >= 2 and re.search(r"[A-Z]{2}", w)]
    if not caps or caps[-1] - caps[0] + 1 != len([i for i in range(caps[0], caps[-1] + 1)]):
        return None
    start = caps[0]
    stop = {"Minister", "President", "Premier", "Chancellor", "Equivalent", "State", "Government", "Ambassador", "Dr.",
            "Affaires", "D'Affaires", "d'Affaires", "Interim", "designate", "Ambassador-designate", "Sheikh", "Shaykh", "King",
            "Sir", "General", "Chief", "Acting", "Ad", "Council", "Executive", "Leader"}
    while start > 0 and words[start - 1] not in stop and re.match(r"^['‘’]?[A-Za-zÀ-ž]", words[start - 1]) \
            and words[start - 1] not in ("of", "the", "for"):
        start -= 1
    end = caps[-1] + 1
    while end < len(words) and re.match(r"^[A-ZÀ-Ž'‘][a-zÀ-ž'’-]+", words[end]) and len(words) - end <= 3:
        end += 1
    while start < caps[0] and words[start] in HONORIFICS:
        start += 1
    name = [proper(word) for word in words[start:end]]
    family = " ".join(proper(word) for word in words[caps[0]:caps[-1] + 1])
    return " ".join(words[:start]), " ".join(name), family, " ".join(proper(w) for w in words[start:caps[0]])


def proper(word):
    if re.fullmatch(r"[IVX]+", word):
        return word
    fix = lambda part: part if not re.search(r"[A-Z]{2}", part) else part[0] + part[1:].lower()
    return "-".join(re.sub(r"(?<=['’])([a-z])", lambda m: m[1].upper(), fix(part)) if part.isupper() else fix(part)
                    for part in word.split("-"))


def factbook(sources, countries):
    """Rows as (iso3, role, title, name, family, given, start, first seen, last seen)."""
    for row in rows_of(sources / "factbook_leaders_2014_2026.csv"):
        iso3 = countries.get(row["country"])
        found = name_of_factbook(row["name_with_title"] or "")
        since = re.fullmatch(r"(?:(\d{1,2}) )?([A-Z][a-z]{2})[a-z]* (\d{4})", (row["since"] or "").strip())
        if not iso3 or not found or not since or since[2] not in MONTHS:
            continue
        start = f"{since[3]}-{MONTHS[since[2]]:02}" + (f"-{int(since[1]):02}" if since[1] else "")
        yield (iso3, row["role"], *found, start, row["first_seen"], row["last_seen"])


def alike(name, family):
    """Whether a name holds a family name, spelled alike."""
    words = folded(name).split()
    return all(any(difflib.SequenceMatcher(None, part, word).ratio() >= 0.72 for word in words)
               for part in folded(family).split() if part not in PARTICLES)


def near(name, other):
    """Whether two whole names are spelled nearly alike."""
    return difflib.SequenceMatcher(None, folded(name), folded(other)).ratio() >= 0.8


def distinct(terms):
    """Rows that tell one term as one: those of a person that begin in one month; its last told end counts."""
    done = {}
    for term in sorted(terms, key=lambda t: (t.first(), t.last())):
        key = term.who(), term.start[:7]
        old = done.setdefault(key, term)
        if old is not term:
            # Of two starts the first of a month is likely less exact.
            old.start = term.start if old.start.endswith("-01") else old.start
            old.end = max(old.end, term.end)
            old.title, old.seen = old.title or term.title, max(old.seen, term.seen)
    return sorted(done.values(), key=lambda t: (t.first(), t.last()))


def joined(terms):
    """Terms of one person that overlap or follow at once as one."""
    done = {}
    for term in terms:
        last = done.setdefault(term.who(), [])
        if last and (term.first() - last[-1].last()).days <= JOINED_GAP_DAYS:
            last[-1].end = "" if not term.end or not last[-1].end else max(last[-1].end, term.end)
            last[-1].title, last[-1].seen = last[-1].title or term.title, max(last[-1].seen, term.seen)
        else:
            last.append(term)
    return sorted((t for own in done.values() for t in own), key=lambda t: (t.first(), t.last()))


def closed(terms):
    """Terms of one post: doubles as one, open ones ended by who comes next, those of one person joined."""
    terms = distinct(terms)
    for index, term in enumerate(terms):
        # A year that is told as its first of January: the predecessor's end is more exact.
        if term.start.endswith("-01-01"):
            ends = [t.end for t in terms[:index] if t.who() != term.who() and t.end[:4] == term.start[:4]]
            term.start = max([term.start, *ends])
        later = [t for t in terms[index + 1:] if t.first() > term.first()]
        other = next((t for t in later if t.who() != term.who()), None)
        own = next((t for t in later if t.who() == term.who()), None)
        if own and not term.end and (not other or own.first() <= other.first()):
            term.end = own.start
        elif other and term.role not in SEVERAL:
            # A year that ends with the first of January, a handover some weeks late in one of two sources.
            vague = term.end.endswith("-01-01") and other.start[:4] == term.end[:4]
            if not term.end or vague or 0 < (term.last() - other.first()).days <= HANDOVER_DAYS:
                term.end = other.start
    return joined(terms)


def without_presidents(posts):
    """Presidents who are told as heads of government beside a prime minister are heads of state alone."""
    for (country, role), terms in posts.items():
        if role != "head of government":
            continue
        states = posts.get((country, "head of state"), [])
        overlap = lambda a, b: a.first() < b.last() and b.first() < a.last()
        also = lambda t: any(s.who() == t.who() and overlap(s, t) for s in states)
        beside = lambda t: any(o.who() != t.who() and overlap(o, t) and not also(o) for o in terms)
        posts[country, role] = [t for t in terms if not (also(t) and beside(t))]


def family_of(name, country, given):
    """Family names by which the news call a person, where it is not the last word alone."""
    words = name.split()
    last = words[-1]
    if len(words) == 1 or re.fullmatch(r"[IVX]+", last):
        return ""
    # `Carrie Lam`, `Simon Chang`: a given name of the West stands first.
    western = country in {"HKG", "TWN"} and len(words) == 2 and "-" not in last
    if country in FAMILY_FIRST and len(words) <= 3 and not western:
        return words[0]
    if country in GIVEN_FIRST:
        return words[0] + "|" + last
    bare = re.match(r"^(?:[AaEe]l|[Aa][nrsdt])-(.+)$", last)
    if bare and len(bare[1]) >= 3:
        return f"{bare[1]}|{last}"
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    if start < len(words) - 1:
        return f"{last}|{' '.join(words[start:])}"
    if country in SPANISH and len(words) >= 3 and folded(words[-2]) not in given and len(words[-2]) > 2:
        return f"{words[-2]}|{words[-2]} {last}"
    return ""


def title_of(text):
    return next((title for word, title in TITLES if word in text), "")


def main(sources, out):
    names = {row["label"]: row for row in rows_of(out / "names.csv")}
    odd = {(row["country"], row["role"], row["person"], row["start"]) for row in rows_of(out / "odd.csv")}
    countries = {row["name"]: row for row in rows_of(sources / "countries.tsv", "\t")}
    state = lambda c: c["un_member"] == "True" or c["iso3"] in {"PSE", "TWN", "XKX", "VAT", "HKG"}
    states = {c["iso3"]: c["iso3"] for c in countries.values() if state(c)}
    states.update({name: c["iso3"] for name, c in countries.items() if state(c)})
    states.update({"People's Republic of China": "CHN", "Kingdom of Denmark": "DNK", "Kingdom of the Netherlands": "NLD",
                   "United States of America": "USA", "Korea, North": "PRK", "Korea, South": "KOR",
                   "Congo, Democratic Republic of the": "COD", "Congo, Republic of the": "COG", "Burma": "MMR",
                   "Bahamas, The": "BHS", "Gambia, The": "GMB", "Cabo Verde": "CPV", "Cote d'Ivoire": "CIV",
                   "Czechia": "CZE", "Turkey (Turkiye)": "TUR", "Holy See (Vatican City)": "VAT",
                   "Micronesia, Federated States of": "FSM", "The Gambia": "GMB", "The Bahamas": "BHS"})
    hand = [row for row in rows_of(out / "persons-added.tsv", "\t")]
    by_hand = {}
    for row in hand:
        if not row["body"]:
            term = Term(row["name"], row["qid"], row["country"], row["role"], "", row["start"], row["end"])
            by_hand.setdefault((row["country"], row["role"]), []).append(term)
    posts = {}
    for term in terms_of_sources(sources, states):
        told = {(term.country, term.role, who, start) for who in (term.name, "*") for start in (term.start, "")}
        if told & odd or (term.end and term.end < "2000"):
            continue
        posts.setdefault((term.country, term.role), []).append(term)
    spellings, families = {}, {}
    news = add_factbook(sources, states, posts, spellings, families, by_hand, names)
    rows, given = [], set()
    for terms in posts.values():
        given.update((folded(t.name).split() or [""])[0] for t in terms)
    first_rows = set()
    posts = {post: closed(terms) for post, terms in posts.items()}
    without_presidents(posts)
    for post, terms in sorted(posts.items()):
        own = by_hand.get(post, [])
        kept = []
        for term in terms:
            label = names.get(term.name, {})
            name = label.get("name") or term.name
            if any((t.qid == term.qid and t.qid or folded(t.name) == folded(name))
                   and t.first() <= term.last() and term.first() <= t.last() for t in own):
                continue
            followers = [t for t in own if t.first() > term.first()]
            follower = min(followers, key=lambda t: t.first(), default=None)
            if follower and post[1] not in SEVERAL and term.last() > follower.first():
                term.end = until(follower.start)
            if any(t.first() <= term.first() and term.last() <= t.last() for t in own) and post[1] not in SEVERAL:
                continue
            if not term.end and term.seen != HEADS_SEEN:
                term.end = max(term.seen, term.start) if term.start[:7] <= term.seen[:7] else term.start
            if term.end and day(term.end, True) < term.first():
                continue
            kept.append((term, name, label))
        for term, name, label in kept:
            if len(name.split()) < 2 and not label:
                continue
            key = term.qid or name
            aliases = set(filter(None, label.get("aliases", "").split("|")))
            aliases |= {alias for alias in spellings.get(key, ()) if spelling_of(alias, name, term.name)}
            family = label.get("family") or families.get(key) or family_of(name, term.country, given)
            seen, clean = {folded(name)}, []
            for alias in sorted(aliases):
                if folded(alias) not in seen:
                    seen.add(folded(alias))
                    clean.append(alias)
            if key in first_rows:
                clean = []
            first_rows.add(key)
            rows.append((name, term.qid, term.country, "", term.role, term.title, term.start, term.end, family,
                         "|".join(clean)))
    write(out / "persons.tsv", rows)
    return news


def add_factbook(sources, states, posts, spellings, families, by_hand, names):
    news = []
    envoys = {}
    for iso3, role, title, name, family, given, start, first_seen, last_seen in factbook(sources, states):
        if role in ("ambassador to US", "US ambassador to"):
            if "Affaires" in title or "designate" in title or "Ambassador" not in title:
                continue
            post = (iso3, "ambassador to the US") if role == "ambassador to US" else ("USA", "ambassador")
            envoys.setdefault((post, iso3), []).append((name, family, start, first_seen, last_seen))
            continue
        role = {"chief of state": "head of state", "head of government": "head of government"}.get(role)
        if not role or DEPUTY.search(title) or iso3 not in states:
            continue
        terms = posts.get((iso3, role), [])
        same = lambda other: alike(other, family) and (iso3 not in FAMILY_FIRST or near(other, name))
        match = [t for t in terms if same(t.name) and t.start[:7] <= last_seen[:7]
                 and (not t.end or t.end[:7] >= min(first_seen, start)[:7])]
        match = match or [t for t in terms if abs((t.first() - day(start)).days) <= SAME_START_DAYS
                          and not re.search("Acting|Interim|Caretaker", title)]
        if match:
            for term in match:
                term.title = term.title or title_of(title)
                short = f"{given.split()[0]} {family}" if given and iso3 not in FAMILY_FIRST else name
                spellings.setdefault(term.qid or term.name, set()).update({short})
                label = folded(term.name)
                if len(family.split()) > 1 or folded(family) != label.split()[-1]:
                    ours = matching_words(term.name, family)
                    if ours:
                        families.setdefault(term.qid or term.name, ours)
        else:
            known = any(alike(t.name, family) for t in by_hand.get((iso3, role), []))
            plain = re.fullmatch(PLAIN_TITLE[role], title) and re.fullmatch(PLAIN_NAME, name)
            if not known and plain:
                qid, ours = known_person(posts, iso3, name, family)
                news.append((iso3, role, title_of(title), ours or name, qid, start, last_seen))
                if not ours:
                    families.setdefault(name, family if family != name.split()[-1] else "")
    add_heads(posts, news)
    for (post, iso3), found in envoys.items():
        ordered = {}
        for name, family, start, first_seen, last_seen in sorted(found, key=lambda e: (e[2], e[4])):
            old = ordered.get(folded(family))
            if old:
                ordered[folded(family)] = (old[0], old[1], max(old[4], last_seen), old[3] | {name}, max(old[4], last_seen))
            else:
                ordered[folded(family)] = (name, start, last_seen, {name}, last_seen)
        entries = sorted(ordered.values(), key=lambda e: e[1])
        for index, (name, start, last_seen, others, _) in enumerate(entries):
            later = entries[index + 1] if index + 1 < len(entries) else None
            end = last_seen if last_seen < HEADS_SEEN else ""
            if later and (not end or later[1] < end):
                end = until(later[1])
            if end and day(end, True) < day(start):
                continue
            country = next(n for n, i in COUNTRY_NAMES.items() if i == iso3) if iso3 in COUNTRY_NAMES.values() else iso3
            title = "" if post[1] != "ambassador" else f"Ambassador to {country}"
            qid, ours = same_person(posts, post[0], name)
            if ours:
                others, name = others | {name}, ours
            if len(name.split()) > 2 and iso3 not in FAMILY_FIRST and iso3 not in SPANISH:
                others = others | {f"{name.split()[0]} {name.split()[-1]}"}
            term = Term(name, qid, post[0], post[1], title, start, end, HEADS_SEEN)
            posts.setdefault(post, []).append(term)
            spellings.setdefault(qid or name, set()).update(others)
    return news


def known_person(posts, iso3, name, family):
    """The item and the name of who has an office of the country already and is called alike."""
    for (country, _), terms in sorted(posts.items()):
        for term in terms if country == iso3 else ():
            first, ours = folded(name).split()[0], folded(term.name).split()
            if iso3 in FAMILY_FIRST and not near(term.name, name):
                continue
            if ours and difflib.SequenceMatcher(None, first, ours[0]).ratio() >= 0.75 and alike(term.name, family):
                return term.qid, term.name
    return "", ""


def same_person(posts, iso3, name):
    """The item and the name of who has an office of the country already and has the first and last name."""
    first, last = folded(name).split()[0], folded(name).split()[-1]
    found = set()
    for (country, _), terms in posts.items():
        for term in terms if country == iso3 else ():
            ours = folded(term.name).split()
            alike_first = len(ours) > 1 and difflib.SequenceMatcher(None, first, ours[0]).ratio() >= 0.8
            if term.qid and alike_first and ours[-1] == last:
                found.add((term.qid, term.name))
    return found.pop() if len(found) == 1 else ("", "")


def add_heads(posts, news):
    """Heads that the Factbook alone has, each from the first day that it tells to the last that it was seen."""
    seen = {}
    for iso3, role, title, name, qid, start, last_seen in news:
        key = (iso3, role, folded(name), start)
        last_seen = max(last_seen, seen[key][6]) if key in seen else last_seen
        seen[key] = (iso3, role, title, name, qid, start, last_seen)
    for iso3, role, title, name, qid, start, last_seen in seen.values():
        end = last_seen if last_seen < HEADS_SEEN else ""
        posts.setdefault((iso3, role), []).append(Term(name, qid, iso3, role, title, start, end, HEADS_SEEN))


def spelling_of(alias, *names):
    """Whether an alias that the Factbook gives begins like one of the names: its cells also hold notes and deputies."""
    first = folded(alias).split()[0]
    words = [word for name in names for word in folded(name).split() if word not in PARTICLES]
    begins = any(difflib.SequenceMatcher(None, first, word).ratio() >= 0.7 for word in words)
    return alias[0].isupper() and len(alias.split()) > 1 and begins


def matching_words(name, family):
    """The words of a name that are the family name of another spelling."""
    parts = [p for p in folded(family).split()]
    words = name.split()
    hit = [i for i, w in enumerate(words)
           if any(difflib.SequenceMatcher(None, part, folded(w)).ratio() >= 0.72 for part in parts)]
    if not hit or hit[-1] - hit[0] + 1 != len(hit) or len(hit) == len(words):
        return ""
    whole = " ".join(words[hit[0]:hit[-1] + 1])
    first = words[hit[0]]
    bare = re.sub(r"^[AaEe]l-", "", whole)
    found = [bare if bare != whole else "", whole, first if len(hit) > 1 and first.lower() not in PARTICLES else ""]
    return "|".join(dict.fromkeys(filter(None, found)))


def write(path, rows):
    head = ["Holders of offices since 2000; one term a line. country: ISO 3166-1 alpha-3, IGO, NGO or -; body: the",
            "organisation whose office it is, empty for a state's; role: a generic office of offices.tsv; title: what it is",
            "called there; start and end: day, month or year, no end: in office; family: what the news call the person",
            "alone, empty: the last word; aliases: other spellings of the full name. Several in a cell are separated by |.",
            "Source: Wikidata (CC0), CIA World Factbook (public domain); by persons.py, taken over 2026-11.",
            "Known problems: ministers of 16 countries to 2022, foreign ministers of the others of late 2022; a term that",
            "the sources leave open ends with the last day that they vouch for. persons-added.tsv fills and mends."]
    with open(path, "w", encoding="utf-8", newline="\n") as handle:
        handle.writelines(f"# {line}\n" for line in head)
        handle.write("\t".join(COLUMNS) + "\n")
        lines = {"\t".join(row) for row in rows}
        handle.writelines(line + "\n" for line in sorted(lines, key=str.encode))
    print(f"{path.name}: {len(lines)} entries")


COUNTRY_NAMES = {}

if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    SOURCES = pathlib.Path(sys.argv[1])
    COUNTRY_NAMES.update({row["name"]: row["iso3"] for row in rows_of(SOURCES / "countries.tsv", "\t") if row["latitude"]})
    for entry in main(SOURCES, pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else pathlib.Path(__file__).parent):
        print("not in Wikidata's:", *entry, sep="\t", file=sys.stderr)
