"""Makes given-names.tsv from the name lists of the 1990 census of the United States.

usage: given-names.py FOLDER    FOLDER holds dist.male.first and dist.female.first
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
HEAD = """# Given names and whom they are given to: f, m, or - for both.
# Source: United States Census Bureau, frequently occurring first names of 1990 (public domain); by given-names.py.
# Known problems: names of the United States; given-names-added.tsv holds others.
name\tgender
"""
# In per cent of all bearers; rarer names are more often something else.
LEAST = 0.003
# How many times as frequent a name must be with one gender.
CLEAR = 5


def read(path):
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0].capitalize(): float(row[1]) for row in rows if float(row[1]) >= LEAST}


def gender(male, female):
    return "m" if male > CLEAR * female else "f" if female > CLEAR * male else "-"


def main(folder):
    male, female = (read(pathlib.Path(folder) / f"dist.{sex}.first") for sex in ("male", "female"))
    countries = {line.split("\t")[2] for line in (HERE / "country-names.tsv").read_text("utf-8").splitlines()
                 if line.count("\t") == 2}
    names = sorted((male.keys() | female.keys()) - countries)
    lines = [f"{name}\t{gender(male.get(name, 0.0), female.get(name, 0.0))}\n" for name in names]
    (HERE / "given-names.tsv").write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
