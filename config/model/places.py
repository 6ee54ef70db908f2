#!/usr/bin/env python3
"""Learns config/knowledge/place-toponym.tsv and place-meaning.tsv: is a name a toponym, and which place is meant?

usage: places.py OUT WORLD.jsonl GOLD.jsonl FEATURES.jsonl [GOLD.jsonl FEATURES.jsonl ...]
       places.py --try WORLD.jsonl GOLD.jsonl FEATURES.jsonl ...

A line of GOLD is an article with toponyms: [{start, end, latitude, longitude}]; FEATURES is what `demarche annotate
--place-features` prints for the same articles.  WORLD is the same for any world news without gold: there a name that a
country, a capital or a city far more populous than its namesakes bears is taken to mean it, so that the forest does not
hold all towns for American, as half of the gold would have it.  Both forests are gradient boosted trees (LightGBM).  --try only prints
what four-fold cross-validation by article says; else the head of the files tells it too.  Nothing but numbers is
learned: no name and no word of the articles.  places.jsonl beside this script holds sentences of our own, of what the
others annotate one way and the other: give it as GOLD too.  Needs numpy and lightgbm.
"""
import json
import math
import pathlib
import sys

import lightgbm
import numpy

FOLDS = 4
MIN_TOPONYM = 0.5
NEAR_KM = 161
TOWN_KM = 25
KIND, COUNTRY, REGION, COUNTY, CONTINENT, AREA, LAND, WATER = 5, 0, 1, 2, 10, 9, 8, 7
TOWNS = range(3, 7)
CAPITAL, SIZE, HELD, OTHER_HELD, TOLD, WORLD_WEIGHT = 3, 0, 27, 28, 32, 2.0
# Sentences of ours count more, since they are few; world news more than that of small towns, being what we read.
WEIGHTS = {"places": 8.0, "geovirus": 2.0}
TOPONYM = {"objective": "binary", "learning_rate": 0.06, "num_leaves": 20, "min_data_in_leaf": 20,
           "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2.0, "verbose": -1,
           "seed": 7, "num_threads": 1, "deterministic": True}
MEANING = {**TOPONYM, "num_leaves": 12, "min_data_in_leaf": 30, "feature_fraction": 0.6}
# What can only speak for a place, and what only against it, in the order of the features.
MORE = (0, 9, 11, 12, 14, 15, 17, 19, 21, 23, 25, 27, 32, 33, 34, 35, 36, 37)
LESS = (10, 13, 16, 18, 20, 22, 24, 26, 28)
ROUNDS = {"toponym": 160, "meaning": 150}


def kilometres(a, b):
    la, lo, lb, lp = (math.radians(x) for x in (*a, *b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def lines(path):
    with open(path, encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def reach(kind):
    """How far the middle of a place may be from where others put it, in kilometres."""
    return {COUNTRY: 1500, CONTINENT: 3000, AREA: 1500, REGION: 500, LAND: 500, WATER: 1000}.get(kind, NEAR_KM)


class Article:
    def __init__(self, corpus, gold, names):
        self.corpus, self.gold, self.names = corpus, gold["toponyms"], names
        self.labels = [self.label(name) for name in names]

    def hit(self, name):
        """The toponym that the name overlaps, unless it is a small part of it: `Street` of `Main Street` is none."""
        return next((g for g in self.gold if g["start"] < name["end"] and name["start"] < g["end"]
                     and 2 * (name["end"] - name["start"]) >= g["end"] - g["start"]), None)

    def label(self, name):
        gold = self.hit(name)
        if gold is None:
            return 0, None
        if gold["latitude"] is None:
            return 1, None
        far = [kilometres(place[:2], (gold["latitude"], gold["longitude"])) for place in name["places"]]
        nearest = min(far)
        kinds = [int(place[2][KIND]) for place in name["places"]]
        # A town and its division bear one name: the town is meant.
        town = any(d <= TOWN_KM and kind in TOWNS for d, kind in zip(far, kinds))
        return 1, [d <= reach(kind) and d <= max(20, nearest + 10) and not (town and kind in (REGION, COUNTY))
                   for d, kind in zip(far, kinds)]


def read(paths):
    articles = []
    for gold_path, feature_path in zip(paths[::2], paths[1::2]):
        features = dict(lines(feature_path))
        corpus = pathlib.Path(gold_path).stem
        articles += [Article(corpus, gold, features[gold["id"]]) for gold in lines(gold_path) if gold["id"] in features]
    return articles


def dominant(places):
    """Which of the places that bear a name is far better known than the others; none where none is."""
    kinds = [int(place[2][KIND]) for place in places]
    if any(place[2][HELD] or place[2][OTHER_HELD] or place[2][TOLD] for place in places):
        return None
    for kind in (COUNTRY, CAPITAL):
        if kinds.count(kind) == 1:
            return [other == kind for other in kinds]
    sizes = sorted((place[2][SIZE] for place in places), reverse=True)
    if sizes[0] < 5 or len(sizes) > 1 and sizes[0] - sizes[1] < 0.7:
        return None
    right = [place[2][SIZE] == sizes[0] for place in places]
    return right if kinds[right.index(True)] in (*TOWNS, REGION) else None


def read_world(path):
    names = (name for _, names in lines(path) for name in names if len(name["places"]) > 1)
    return [name["places"] for name in names if dominant(name["places"])]


def train(articles, world):
    x, y, w, cx, cy, cw = [], [], [], [], [], []
    for article in articles:
        for name, (is_toponym, right) in zip(article.names, article.labels):
            x.append(name["name"])
            y.append(is_toponym)
            w.append(WEIGHTS.get(article.corpus, 1.0))
            if right and any(right):
                cx += [place[2] for place in name["places"]]
                cy += right
                cw += [WEIGHTS.get(article.corpus, 1.0)] * len(right)
    for places in world:
        cx += [place[2] for place in places]
        cy += dominant(places)
        cw += [WORLD_WEIGHT] * len(places)
    toponym = lightgbm.train(TOPONYM, lightgbm.Dataset(numpy.array(x, dtype=numpy.float32), y, weight=w), ROUNDS["toponym"])
    data = lightgbm.Dataset(numpy.array(cx, dtype=numpy.float32), cy, weight=cw)
    return toponym, lightgbm.train(constrained(cx), data, ROUNDS["meaning"])


def constrained(x):
    signs = [1 if at in MORE else -1 if at in LESS else 0 for at in range(len(x[0]))]
    return {**MEANING, "monotone_constraints": signs}


def choose(models, article):
    """The names held for toponyms, each with its confidence and place."""
    toponym, meaning = models
    if not article.names:
        return []
    chances = toponym.predict(numpy.array([name["name"] for name in article.names], dtype=numpy.float32))
    chosen = []
    for name, chance in zip(article.names, chances):
        if chance < MIN_TOPONYM:
            continue
        odds = meaning.predict(numpy.array([place[2] for place in name["places"]], dtype=numpy.float32))
        best = int(numpy.argmax(odds))
        chosen.append((name, chance * odds[best] / max(1.0, odds.sum()), name["places"][best]))
    return chosen


def score(articles, chosen):
    gold = found = located = placed = said = touched = 0
    bins = [[0, 0, 0.0] for _ in range(10)]
    for article, places in zip(articles, chosen):
        said += len(places)
        for toponym in article.gold:
            hits = [p for p in places if p[0]["start"] < toponym["end"] and toponym["start"] < p[0]["end"]]
            gold += 1
            found += bool(hits)
            if toponym["latitude"] is not None:
                located += bool(hits)
                placed += any(kilometres(p[2][:2], (toponym["latitude"], toponym["longitude"])) <= NEAR_KM for p in hits)
        for name, confidence, place in places:
            hit = article.hit(name)
            touched += hit is not None
            right = hit is not None and hit["latitude"] is not None and kilometres(
                place[:2], (hit["latitude"], hit["longitude"])) <= NEAR_KM
            slot = bins[min(9, int(confidence * 10))]
            slot[0] += 1
            slot[1] += right
            slot[2] += confidence
    told = sum(t["latitude"] is not None for article in articles for t in article.gold)
    steps = " ".join(f"{s / n:.2f}:{r / n:.2f}" for n, r, s in bins if n > 20)
    return (f"found {found / gold:.3f} precision {touched / max(said, 1):.3f} acc@161 {placed / max(located, 1):.3f} "
            f"placed {placed / max(told, 1):.3f}; confidence:right {steps}")


def cross_validate(articles, world):
    chosen = [None] * len(articles)
    for fold in range(FOLDS):
        models = train([article for at, article in enumerate(articles) if at % FOLDS != fold], world)
        for at, article in enumerate(articles):
            if at % FOLDS == fold:
                chosen[at] = choose(models, article)
    told = []
    for corpus in sorted({article.corpus for article in articles}):
        pairs = [(a, c) for a, c in zip(articles, chosen) if a.corpus == corpus]
        told.append(f"{corpus}: {score([a for a, _ in pairs], [c for _, c in pairs])}")
    return told, chosen


def table(model):
    rows = []
    for number, tree in enumerate(model.dump_model()["tree_info"]):
        nodes = []
        def walk(node):
            at = len(nodes)
            nodes.append(None)
            if "leaf_value" in node:
                nodes[at] = ("", f"{node['leaf_value']:.5g}", "", "")
            else:
                low, high = walk(node["left_child"]), walk(node["right_child"])
                threshold = numpy.float32(node["threshold"])
                nodes[at] = (str(node["split_feature"]), f"{threshold:.7g}", str(low), str(high))
            return at
        walk(tree["tree_structure"])
        rows += ["\t".join((f"{number:03}", f"{at:03}", *node)) for at, node in enumerate(nodes)]
    return rows


def main(out, world, articles):
    told, _ = cross_validate(articles, world)
    print("\n".join(told))
    if out is None:
        return
    for name, model, asks in zip(("toponym", "meaning"), train(articles, world),
                                 ("Is a name a toponym?", "Is a place the one that a toponym means?")):
        head = [f"{asks} Boosted trees: leaf values add up to the logarithm of the odds.",
                "Source: learned by config/model/places.py from the toponyms of GeoVirus (Wikinews, CC BY 2.5) and of the",
                "Local-Global Lexicon (LGL, Lieberman et al. 2010): numbers only, no name and no text of theirs; and from our own",
                "sentences, config/model/places.jsonl, and from names in briefs of Wikipedia's Portal:Current events and in releases",
                "of kremlin.ru and president.gov.ua, taken to mean the place that is far better known than its namesakes.",
                "Scores, four-fold by article:", *told]
        rows = table(model)
        path = pathlib.Path(out) / f"place-{name}.tsv"
        path.write_text("".join(f"# {line}\n" for line in head) + "tree\tnode\tfeature\tvalue\tlow\thigh\n"
                        + "\n".join(rows) + "\n", encoding="utf-8")
        print(path.name, len(rows), path.stat().st_size)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) < 4 or len(arguments) % 2:
        sys.exit(__doc__)
    main(None if arguments[0] == "--try" else arguments[0], read_world(arguments[1]), read(arguments[2:]))
