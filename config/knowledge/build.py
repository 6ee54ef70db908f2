#!/usr/bin/env python3
"""Makes countries.tsv and country-names.tsv from a folder of public sources.

usage: build.py SOURCES [OUT]

SOURCES holds countries.tsv (GeoNames, mledoze/countries) and memberships.tsv (CIA World Factbook).
Persons are persons.py's, places atlas.py's.  The files `*-added.tsv`, organisations.tsv and roles.tsv are written by hand
and not touched.  The same sources give the same bytes.
"""
import csv
import pathlib
import re
import sys
import unicodedata

# Capitals whose name is also a family name, a common word or the country's own: no seat of power by name alone.
NO_SEAT = {"Victoria", "Georgetown", "Kingston", "Hamilton", "Stanley", "Douglas", "Jerusalem", "Gibraltar", "Monaco",
           "Singapore", "Luxembourg", "San Marino", "Djibouti", "Male", "Hagåtña", "Brussels", "George Town",
           "Plymouth", "Kingstown", "Saint John's", "St. John's", "Vatican City", "City of San Marino", "Hong Kong",
           "Macau", "Washington D.C.", "Kuwait City", "Panama City", "Guatemala City", "Mexico City", "Sucre"}
# Names that country-names-added.tsv gives to one of the countries that bear them.
SETTLED = {"Congo", "Congolese"}
# What the sources give as names and is more often something else: a person, another city, a common word.
NOT_NAMES = {("BHS", "Nassau"), ("COM", "Moroni"), ("CRI", "San Jose"), ("CRI", "San José"), ("DMA", "Dominique"),
             ("FJI", "Viti"), ("GUF", "Guiana"), ("IMN", "Mann"), ("IMN", "Mannin"), ("ISL", "Island"),
             ("JEY", "Jersey"), ("MAF", "Saint Martin"), ("MDV", "Male"), ("MDV", "Malé"), ("MEX", "Mexicanos"),
             ("MNP", "NA"), ("PRT", "Portuguesa"), ("REU", "Reunion"), ("REU", "Réunion"), ("THA", "Prathet"),
             ("TLS", "Timor"), ("VAT", "Vaticans")}
# Adjectives that the sources give as names too.
NO_NAME = {("SAU", "Saudi"), ("THA", "Thai"), ("TGO", "Togolese")}


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
    names = [n for n in names if (n[0], n[2]) not in NOT_NAMES and (n[1] != "name" or (n[0], n[2]) not in NO_NAME)]
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


def main(sources, out):
    build_countries(sources, out)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else "."))
