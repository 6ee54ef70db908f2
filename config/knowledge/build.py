#!/usr/bin/env python3
"""Makes countries.tsv, country-names.tsv, persons.tsv and places.tsv from a folder of public sources.

usage: build.py SOURCES [OUT]

SOURCES holds countries.tsv and cities5000.tsv (GeoNames, mledoze/countries), memberships.tsv and
factbook_leaders_2014_2026.csv (CIA World Factbook), hos_hog_2000plus.csv, officials_2000_2022_qid.csv and
fm_world_union_2021_2023.csv (Wikidata).  The files `*-added.tsv`, organisations.tsv and roles.tsv are written by hand
and not touched.  The same sources give the same bytes.
"""
import csv
import pathlib
import re
import sys
import unicodedata

MIN_POPULATION = 300_000
ALWAYS = {2660646: "Geneva", 2747373: "The Hague", 2661881: "Davos", 2973783: "Strasbourg", 2800866: "Brussels"}
# Capitals whose name is also a family name, a common word or the country's own: no seat of power by name alone.
NO_SEAT = {"Victoria", "Georgetown", "Kingston", "Hamilton", "Stanley", "Douglas", "Jerusalem", "Gibraltar", "Monaco",
           "Singapore", "Luxembourg", "San Marino", "Djibouti", "Male", "Hagåtña", "Brussels", "George Town",
           "Plymouth", "Kingstown", "Saint John's", "St. John's", "Vatican City", "City of San Marino", "Hong Kong",
           "Macau", "Washington D.C.", "Kuwait City", "Panama City", "Guatemala City", "Mexico City", "Sucre"}
# Names that country-names-added.tsv gives to one of the countries that bear them.
SETTLED = {"Congo", "Congolese"}
MONARCHS = {"Q9682": "GBR", "Q43274": "GBR", "Q154952": "NLD", "Q29574": "NLD", "Q102139": "DNK"}
ROLES = [
    (r"^(Minister|Secretary of State|Ministry|State Secretary|Secretary) (of|for) (Foreign|External|Europe and Foreign)"
     r"|^(Ukrainian )?Minister of Foreign|^Foreign (Minister|Secretary)|^Secretary of State$|^Secretary for Foreign"
     r"|^Federal Minister (of|for) (Foreign|European)", "foreign minister", "GOV"),
    (r"^Minister (of|for) (National )?Defen[cs]e$|^Secretary of (State for )?Defen[cs]e$", "defence minister", "GOV"),
    (r"^Minister of Finance$|^Secretary of the Treasury$|^Chancellor of the Exchequer$", "finance minister", "GOV"),
    (r"^Minister of the Interior$", "interior minister", "GOV"),
    (r"^National Security Advisor$", "national security adviser", "GOV"),
    (r"^Vice President$", "vice president", "GOV"),
]
DAY = re.compile(r"\d{4}(-\d\d){0,2}")
COUNTRY_OF = {"belarus": "BLR", "china": "CHN", "france": "FRA", "india": "IND", "iran": "IRN", "israel": "ISR",
              "italy": "ITA", "japan": "JPN", "kazakhstan": "KAZ", "poland": "POL", "russia": "RUS",
              "south-korea": "KOR", "turkey": "TUR", "ukraine": "UKR", "united-kingdom": "GBR", "us": "USA"}


def ascii_of(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def write(path, head, columns, rows):
    rows = sorted(set(rows))
    with open(path, "w", encoding="utf-8", newline="\n") as handle:
        for line in head:
            handle.write(f"# {line}\n")
        handle.write("\t".join(columns) + "\n")
        for row in rows:
            handle.write("\t".join(row) + "\n")
    print(f"{path.name}: {len(rows)} entries")


def rows_of(path, delimiter):
    with open(path, encoding="utf-8", newline="") as handle:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.DictReader(handle, delimiter=delimiter, quoting=quoting))


def usable(name):
    return len(name) > 3 and name[0].isupper() and all(c.isalpha() or c in " -'’." for c in name)


def latin(name):
    return all(ord(c) < 0x250 for c in name)


def is_today(country):
    """Whether it still is: GeoNames keeps former states without coordinates."""
    return bool(country["geonameid"] and country["latitude"])


def is_state(country):
    return country["un_member"] == "True" or country["iso3"] in {"PSE", "TWN", "XKX", "VAT"}


def names_of(country, member):
    yield "name", country["name"]
    yield "name", country["official"]
    for name in country["alternative"].split("|"):
        if usable(name) and latin(name):
            yield "name", name
    for adjective in filter(None, [*country["demonyms"].split("|"), (member or {}).get("adjective", "")]):
        if re.fullmatch(r"[A-Z][A-Za-z\-]+( [A-Z][A-Za-z\-]+)?", adjective):
            yield "adjective", adjective
            if adjective.endswith(("an", "i")):
                yield "people", adjective + "s"
    for part in re.split(r"[,;]", (member or {}).get("noun", "")):
        found = re.fullmatch(r"\s*([A-Z][a-zA-Z]+)\(s\)\s*", part)
        if found:
            yield "people", found.group(1) + "s"
    if country["capital"] and country["capital"] not in NO_SEAT and country["un_member"] == "True":
        yield "seat", country["capital"]
        yield "seat", ascii_of(country["capital"])


def build_countries(sources, out):
    countries = rows_of(sources / "countries.tsv", "\t")
    members = {row["country"]: row for row in rows_of(sources / "memberships.tsv", "\t")}
    write(out / "countries.tsv",
          ["Countries by ISO 3166-1 alpha-3, with GeoNames' number and the middle of the land.",
           "Source: GeoNames (CC BY 4.0) and mledoze/countries (ODbL); taken over 2026-11 by build.py.",
           "Known problems: no historic states."],
          ["iso3", "name", "geonames", "latitude", "longitude"],
          [(c["iso3"], c["name"], c["geonameid"], c["latitude"], c["longitude"])
           for c in countries if is_today(c)])
    names = []
    for country in countries:
        if not is_today(country):
            continue
        for kind, text in names_of(country, members.get(country["name"])):
            names += [(country["iso3"], kind, text)]
            if kind == "name":
                names += [(country["iso3"], kind, ascii_of(text))]
    # What a state and a territory share is the state's.
    states = {c["iso3"] for c in countries if is_state(c)}
    ours = {(kind, text) for iso3, kind, text in names if iso3 in states}
    names = [n for n in names if n[0] in states or n[1:] not in ours]
    owners = {}
    for iso3, kind, text in names:
        owners.setdefault((kind, text), set()).add(iso3)
    names = [n for n in names if len(owners[n[1], n[2]]) == 1 and n[2] not in SETTLED]
    write(out / "country-names.tsv",
          ["What countries, their peoples and their seats of power are called; kind: name, adjective, people, seat.",
           "Source: GeoNames (CC BY 4.0), mledoze/countries (ODbL), CIA World Factbook (public domain); by build.py.",
           "Known problems: names that two countries share are left out; country-names-added.tsv settles them."],
          ["iso3", "kind", "text"], names)
    return countries


def factbook_aliases(sources, countries):
    """{(iso3, start day): names}: spellings of the Factbook, to be joined to Wikidata by country and first day."""
    iso = {c["name"]: c["iso3"] for c in countries}
    months = {m: i for i, m in enumerate("January February March April May June July August September October "
                                         "November December".split(), 1)}
    aliases = {}
    for row in rows_of(sources / "factbook_leaders_2014_2026.csv", ","):
        day = re.match(r"(\d{1,2}) (\w+) (\d{4})", row["since"] or "")
        name = re.search(r"((?:[A-Z][\w'’.-]+ )+)([A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+)*)$", row["name_with_title"] or "")
        if not day or day.group(2) not in months or not name or row["country"] not in iso:
            continue
        if row["role"] not in ("chief of state", "head of government"):
            continue
        given = name.group(1).split()[-1]
        start = f"{day.group(3)}-{months[day.group(2)]:02}-{int(day.group(1)):02}"
        surname = " ".join(part.title() for part in name.group(2).split())
        aliases.setdefault((iso[row["country"]], start), set()).add(f"{given} {surname}")
    return aliases


def role_of(position):
    return next(((role, sector) for pattern, role, sector in ROLES if re.search(pattern, position)), None)


def terms(sources, countries):
    states = {c["iso3"] for c in countries if is_state(c)}
    for row in rows_of(sources / "hos_hog_2000plus.csv", ","):
        # The monarch of many realms acts for the United Kingdom; heads of territories are their states'.
        if row["iso3"] not in states or row["qid"] in MONARCHS and row["iso3"] != MONARCHS[row["qid"]]:
            continue
        role = "head of state" if row["role"] == "head_of_state" else "head of government"
        yield row["qid"], row["person"], row["iso3"], role, row["start"], row["end"]
    for row in rows_of(sources / "officials_2000_2022_qid.csv", ","):
        iso3 = COUNTRY_OF.get(row["country_repo"].rsplit("-", 1)[0])
        role = role_of(row["position"])
        if iso3 and role:
            yield row["qid"], row["person"], iso3, role[0], row["start"], row["end"]
    iso = {c["name"]: c["iso3"] for c in countries}
    for row in rows_of(sources / "fm_world_union_2021_2023.csv", ","):
        iso3 = iso.get(row["countryLabel"])
        if iso3 and row["start"]:
            yield row["person"], row["name"], iso3, "foreign minister", row["start"], ""


def build_persons(sources, out, countries):
    aliases = factbook_aliases(sources, countries)
    seen = {}
    for qid, name, iso3, role, start, end in terms(sources, countries):
        if (end and end < "2000") or len(name.split()) < 2 or not re.fullmatch(r"Q\d+", qid) or not DAY.fullmatch(start):
            continue
        other = {alias for alias in aliases.get((iso3, start), ()) if related(alias, name)}
        other |= {ascii_of(name)} - {name}
        end = end if DAY.fullmatch(end) else ""
        key = (qid, iso3, role, start)
        if key in seen:
            old = seen[key]
            seen[key] = (old[0], old[1] and end and max(old[1], end), old[2] | other)
        else:
            seen[key] = (name, end, other)
    write(out / "persons.tsv",
          ["Holders of offices since 2000; one term a line; role is generic, dates are the term's, no end: in office or",
           "not known.  Aliases are other spellings of the full name, separated by |.",
           "Source: Wikidata (CC0), spellings of the CIA World Factbook (public domain); taken over 2026-11 by build.py.",
           "Known problems: ministers of 16 countries to 2022, foreign ministers of the others of late 2022 only; some",
           "labels are in Portuguese.  persons-added.tsv fills what is known to be missing."],
          ["name", "qid", "country", "role", "start", "end", "aliases"],
          [(name, qid, iso3, role, start, end or "", "|".join(sorted(other)))
           for (qid, iso3, role, start), (name, end, other) in seen.items()])


def related(alias, name):
    """Whether two spellings can be the same person's: their last words begin alike."""
    return ascii_of(alias.split()[-1])[:2].casefold() == ascii_of(name.split()[-1])[:2].casefold()


def build_places(sources, out, countries):
    iso = {c["iso2"]: c["iso3"] for c in countries}
    capitals = {(c["iso2"], ascii_of(n)) for c in countries for n in [c["capital"], c["capital"].replace(" D.C.", "")]}
    cities = [row for row in rows_of(sources / "cities5000.tsv", "\t") if row["country"] in iso]
    largest = {}
    for row in cities:
        key = row["country"], ascii_of(row["name"])
        largest[key] = max(largest.get(key, 0), int(row["population"] or 0))
    rows = []
    for row in cities:
        number, people = int(row["geonameid"]), int(row["population"] or 0)
        key = row["country"], ascii_of(row["name"])
        capital = key in capitals and people == largest[key]
        if people < MIN_POPULATION and not capital and number not in ALWAYS:
            continue
        rows.append((row["name"], str(number), iso[row["country"]], row["latitude"], row["longitude"], str(people),
                     ascii_of(row["name"]) if ascii_of(row["name"]) != row["name"] else ""))
    write(out / "places.tsv",
          [f"Cities of {MIN_POPULATION:,} people or more, capitals, and seats of world organisations.",
           "Source: GeoNames (CC BY 4.0); taken over 2026-11 by build.py.",
           "Known problems: a name that several cities bear is read as the largest; places-added.tsv holds other names."],
          ["name", "geonames", "country", "latitude", "longitude", "population", "aliases"], rows)


def main(sources, out):
    countries = build_countries(sources, out)
    build_persons(sources, out, countries)
    build_places(sources, out, countries)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else "."))
