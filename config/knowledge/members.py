#!/usr/bin/env python3
"""Makes members.tsv, the members of organisations, from the Factbook's list of memberships and what it lacks.

usage: members.py SOURCES [OUT]

SOURCES holds memberships.tsv (CIA World Factbook, public domain) and countries.tsv (GeoNames, mledoze/countries).
Organisations are named as organisations.tsv names them.  Observers, partners, associates and candidates are no
members; suspended members are.  The same sources give the same bytes.
"""
import pathlib
import re
import sys

# The Factbook's abbreviation: our name.
NAMES = {
    "ADB": "Asian Development Bank", "AfDB": "African Development Bank",
    "AMU": "Arab Maghreb Union", "APEC": "Asia-Pacific Economic Cooperation", "Arctic Council": "Arctic Council",
    "ASEAN": "Association of Southeast Asian Nations", "AU": "African Union", "Benelux": "Benelux",
    "BIMSTEC": "BIMSTEC", "BRICS": "BRICS", "BSEC": "Organization of the Black Sea Economic Cooperation",
    "C": "Commonwealth of Nations", "CAN": "Andean Community", "Caricom": "Caribbean Community",
    "CBSS": "Council of the Baltic Sea States", "CE": "Council of Europe", "CEI": "Central European Initiative",
    "CELAC": "Community of Latin American and Caribbean States",
    "CEMAC": "Central African Economic and Monetary Community",
    "CICA": "Conference on Interaction and Confidence-Building Measures in Asia",
    "CIS": "Commonwealth of Independent States", "COMESA": "Common Market for Eastern and Southern Africa",
    "CPLP": "Community of Portuguese Language Countries", "CSTO": "Collective Security Treaty Organization",
    "D-8": "D-8 Organization for Economic Cooperation", "EAC": "East African Community",
    "EAEU": "Eurasian Economic Union", "EAS": "East Asia Summit",
    "EBRD": "European Bank for Reconstruction and Development", "ECO": "Economic Cooperation Organization",
    "ECOWAS": "Economic Community of West African States", "EFTA": "European Free Trade Association",
    "EMU": "Eurozone", "EU": "European Union", "FATF": "Financial Action Task Force", "G-7": "Group of Seven",
    "G-20": "Group of Twenty", "G-77": "Group of 77", "GCC": "Gulf Cooperation Council",
    "GUAM": "GUAM Organization for Democracy and Economic Development", "IAEA": "International Atomic Energy Agency",
    "ICCt": "International Criminal Court", "IGAD": "Intergovernmental Authority on Development",
    "IMF": "International Monetary Fund", "Interpol": "Interpol", "LAIA": "Latin American Integration Association",
    "LAS": "Arab League", "LCBC": "Lake Chad Basin Commission", "Mercosur": "Mercosur",
    "MSG": "Melanesian Spearhead Group", "NAM": "Non-Aligned Movement",
    "NATO": "North Atlantic Treaty Organization", "NC": "Nordic Council", "NSG": "Nuclear Suppliers Group",
    "OAPEC": "Organization of Arab Petroleum Exporting Countries", "OAS": "Organization of American States",
    "OECD": "Organisation for Economic Co-operation and Development",
    "OECS": "Organisation of Eastern Caribbean States", "OIC": "Organisation of Islamic Cooperation",
    "OIF": "Organisation internationale de la Francophonie",
    "OPCW": "Organisation for the Prohibition of Chemical Weapons",
    "OPEC": "Organization of the Petroleum Exporting Countries",
    "OSCE": "Organization for Security and Co-operation in Europe", "Pacific Alliance": "Pacific Alliance",
    "PIF": "Pacific Islands Forum", "Quad": "Quadrilateral Security Dialogue",
    "SAARC": "South Asian Association for Regional Cooperation", "SACU": "Southern African Customs Union",
    "SADC": "Southern African Development Community", "SCO": "Shanghai Cooperation Organisation",
    "SICA": "Central American Integration System", "UNESCO": "UNESCO",
    "WAEMU": "West African Economic and Monetary Union", "WHO": "World Health Organization",
    "WTO": "World Trade Organization",
}
# Organisations that the Factbook lacks or lists with gaps, whole, from general knowledge (2026-11).
WHOLE = {
    "AUKUS": "AUS GBR USA", "Alliance of Sahel States": "BFA MLI NER",
    "ALBA": "ATG BOL CUB DMA GRD KNA LCA NIC VCT VEN", "ANZUS": "AUS NZL USA",
    "African Union": "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ESH ETH GAB GHA GIN GMB GNB GNQ "
                     "KEN LBR LBY LSO MAR MDG MLI MOZ MRT MUS MWI NAM NER NGA RWA SDN SEN SLE SOM SSD STP SWZ SYC TCD "
                     "TGO TUN TZA UGA ZAF ZMB ZWE",
    "Arab League": "ARE BHR COM DJI DZA EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SOM SYR TUN YEM",
    "Arctic Council": "CAN DNK FIN ISL NOR RUS SWE USA",
    "Association of Southeast Asian Nations": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "BRICS": "ARE BRA CHN EGY ETH IDN IND IRN RUS ZAF", "Baltic Assembly": "EST LTU LVA",
    "Bucharest Nine": "BGR CZE EST HUN LTU LVA POL ROU SVK",
    "Caribbean Community": "ATG BHS BLZ BRB DMA GRD GUY HTI JAM KNA LCA MSR SUR TTO VCT",
    "Collective Security Treaty Organization": "ARM BLR KAZ KGZ RUS TJK",
    "Commonwealth of Independent States": "ARM AZE BLR KAZ KGZ MDA RUS TJK UZB",
    "Central American Integration System": "BLZ CRI DOM GTM HND NIC PAN SLV",
    "Commonwealth of Nations": "ATG AUS BGD BHS BLZ BRB BRN BWA CAN CMR CYP DMA FJI GAB GBR GHA GMB GRD GUY IND JAM KEN "
                               "KIR KNA LCA LKA LSO MDV MLT MOZ MUS MWI MYS NAM NGA NRU NZL PAK PNG RWA SGP SLB SLE SWZ "
                               "SYC TGO TON TTO TUV TZA UGA VCT VUT WSM ZAF ZMB",
    "Council of the Baltic Sea States": "DEU DNK EST FIN ISL LTU LVA NOR POL SWE",
    "Comprehensive and Progressive Agreement for Trans-Pacific Partnership":
        "AUS BRN CAN CHL GBR JPN MEX MYS NZL PER SGP VNM",
    "Council of Europe": "ALB AND ARM AUT AZE BEL BGR BIH CHE CYP CZE DEU DNK ESP EST FIN FRA GBR GEO GRC HRV HUN IRL "
                         "ISL ITA LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU SMR SRB SVK SVN SWE TUR UKR",
    "E3": "DEU FRA GBR", "East African Community": "BDI COD KEN RWA SOM SSD TZA UGA",
    "Economic Community of Central African States": "AGO BDI CAF CMR COD COG GAB GNQ RWA STP TCD",
    "Economic Community of West African States": "BEN CIV CPV GHA GIN GMB GNB LBR NGA SEN SLE TGO",
    "Eurasian Economic Union": "ARM BLR KAZ KGZ RUS", "European Free Trade Association": "CHE ISL LIE NOR",
    "European Union": "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU "
                      "SVK SVN SWE",
    "Eurozone": "AUT BEL BGR CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT NLD PRT SVK SVN",
    "Five Eyes": "AUS CAN GBR NZL USA", "Five Power Defence Arrangements": "AUS GBR MYS NZL SGP",
    "G5 Sahel": "BFA MLI MRT NER TCD", "Group of Eight": "CAN DEU FRA GBR ITA JPN RUS USA",
    "Group of Four": "BRA DEU IND JPN", "Group of Seven": "CAN DEU FRA GBR ITA JPN USA",
    "Group of Twenty": "ARG AUS BRA CAN CHN DEU FRA GBR IDN IND ITA JPN KOR MEX RUS SAU TUR USA ZAF",
    "Gulf Cooperation Council": "ARE BHR KWT OMN QAT SAU",
    "Intergovernmental Authority on Development": "DJI ERI ETH KEN SDN SOM SSD UGA",
    "Lublin Triangle": "LTU POL UKR", "Mercosur": "ARG BOL BRA PRY URY VEN",
    "Middle East Quartet": "RUS USA", "Nordic Council": "DNK FIN ISL NOR SWE", "Normandy Format": "DEU FRA RUS UKR",
    "North Atlantic Treaty Organization": "ALB BEL BGR CAN CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN ISL ITA LTU LUX "
                                          "LVA MKD MNE NLD NOR POL PRT ROU SVK SVN SWE TUR USA",
    "OSCE Minsk Group": "FRA RUS USA",
    "Organisation for Economic Co-operation and Development":
        "AUS AUT BEL CAN CHE CHL COL CRI CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL ISL ISR ITA JPN KOR LTU LUX LVA MEX "
        "NLD NOR NZL POL PRT SVK SVN SWE TUR USA",
    "Organisation of Islamic Cooperation":
        "AFG ALB ARE AZE BEN BFA BGD BHR BRN CIV CMR COM DJI DZA EGY GAB GIN GMB GNB GUY IDN IRN IRQ JOR KAZ KGZ KWT LBN "
        "LBY MAR MDV MLI MOZ MRT MYS NER NGA OMN PAK PSE QAT SAU SDN SEN SLE SOM SUR SYR TCD TGO TJK TKM TUN TUR UGA UZB "
        "YEM",
    "Organization of the Petroleum Exporting Countries": "ARE COG DZA GAB GNQ IRN IRQ KWT LBY NGA SAU VEN",
    "Organization of Turkic States": "AZE KAZ KGZ TUR UZB", "P5+1": "CHN DEU FRA GBR RUS USA",
    "Quadrilateral Security Dialogue": "AUS IND JPN USA",
    "Regional Comprehensive Economic Partnership": "AUS BRN CHN IDN JPN KHM KOR LAO MMR MYS NZL PHL SGP THA VNM",
    "Shanghai Cooperation Organisation": "BLR CHN IND IRN KAZ KGZ PAK RUS TJK UZB",
    "Southern African Development Community": "AGO BWA COD COM LSO MDG MOZ MUS MWI NAM SWZ SYC TZA ZAF ZMB ZWE",
    "Trilateral Contact Group": "RUS UKR", "Union State of Russia and Belarus": "BLR RUS",
    "Visegrád Group": "CZE HUN POL SVK", "Weimar Triangle": "DEU FRA POL",
}
# The Factbook's names of countries that countries.tsv writes otherwise.
ISO3 = {"Burma": "MMR", "C&ocirc;te d'Ivoire": "CIV", "Cabo Verde": "CPV", "Congo (Brazzaville)": "COG",
        "Curacao": "CUW", "DRC": "COD", "Holy See (Vatican City)": "VAT", "Saint Barthelemy": "BLM",
        "Sao Tome and Principe": "STP", "The Bahamas": "BHS", "The Dominican": "DOM", "The Gambia": "GMB",
        "Turkey": "TUR"}
NO_MEMBER = re.compile(r"observer|partner|candidate|associate|correspondent|dialogue|signatory|pending|cooperating"
                       r"|enhanced|excluded|subbureau")


def rows_of(path):
    with open(path, encoding="utf-8") as handle:
        return [line.rstrip("\n").split("\t") for line in handle]


def abbreviations(cell):
    """The organisations of a cell that the country is a full member of."""
    cell = re.sub(r"^.*?following organizations[^:]*:", "", cell)
    for part in re.split(r",(?![^(]*\))", cell):
        found = re.fullmatch(r"\s*([^()]+?)\s*(?:\((.*)\))?\s*", part)
        if found and not NO_MEMBER.search(found.group(2) or ""):
            yield found.group(1)


def main(sources, out):
    countries = rows_of(sources / "countries.tsv")
    iso3 = {row[3]: row[0] for row in countries} | ISO3
    members = {name: set(codes.split()) for name, codes in WHOLE.items()}
    members["United Nations"] = {row[0] for row in countries if row[10] == "True"}
    for country, _, _, cell in rows_of(sources / "memberships.tsv")[1:]:
        for short in abbreviations(cell):
            name = NAMES.get(short)
            if name and name not in WHOLE and country in iso3:
                members.setdefault(name, set()).add(iso3[country])
    rows = sorted(f"{name}\t{code}" for name, codes in members.items() for code in codes)
    with open(out / "members.tsv", "w", encoding="utf-8", newline="\n") as handle:
        handle.write("# Members of organisations: the organisation as organisations.tsv names it, and the country.\n"
                     "# Source: CIA World Factbook, May 2026 (public domain), by members.py; about fifty organisations\n"
                     "# whole from general knowledge, 2026-11 (Apache-2.0).\n"
                     "# Known problems: as of 2026, without dates of entry; suspended members count as members.\n"
                     "organisation\tiso3\n")
        handle.writelines(row + "\n" for row in sorted(rows, key=str.encode))
    for name in sorted(members):
        print(len(members[name]), name)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else "."))
