#!/usr/bin/env python3
"""How much of each room was run, in lines, from what gcov wrote.

    cover.py SRC OBJECTS [ROOM]

SRC is the folder of the sources, OBJECTS the build folder's src/, with .gcno
and .gcda files.  With a ROOM (run, run/engine) its files are told as well, and
the lines of each that nothing ran.
"""
import collections
import json
import os
import subprocess
import sys


def notes_of(objects):
    for folder, _, names in sorted(os.walk(objects)):
        for name in sorted(names):
            if name.endswith(".gcno"):
                yield os.path.join(folder, name)


def lines_of(src, objects):
    """Of each file, which of its lines can be run, and whether they were."""
    lines = collections.defaultdict(dict)
    for note in notes_of(objects):
        told = subprocess.run(["gcov", "--json-format", "--stdout", note],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True).stdout
        for file in json.loads(told or b'{"files": []}')["files"]:
            path = os.path.relpath(os.path.abspath(file["file"]), src)
            if path.startswith(".."):
                continue
            for line in file["lines"]:
                n = line["line_number"]
                lines[path][n] = lines[path].get(n, False) or \
                    line["count"] > 0
    return lines


def rooms_of(path):
    """src/run/engine/link.c is in run, and in run/engine."""
    at = os.path.dirname(path)
    while at:
        yield at
        at = os.path.dirname(at)


def ranges(numbers):
    out = []
    for n in numbers:
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def tell(name, run, of):
    print(f"{name:<36}{of:>7}{100 * run / of:>8.1f} %")


def main():
    src, objects = os.path.abspath(sys.argv[1]), sys.argv[2]
    room = sys.argv[3] if len(sys.argv) > 3 else None
    lines = lines_of(src, objects)
    sums = collections.defaultdict(lambda: [0, 0])
    for path, of in lines.items():
        for name in list(rooms_of(path)) + ["all"]:
            sums[name][0] += sum(of.values())
            sums[name][1] += len(of)
    print(f"{'room':<36}{'lines':>7}{'run':>8}")
    for name in sorted(sums, key=lambda n: (n == "all", n)):
        tell(name, *sums[name])
    for path in sorted(lines):
        if room is None or room not in rooms_of(path):
            continue
        of = lines[path]
        tell(path, sum(of.values()), len(of))
        print("    " + ranges(n for n in sorted(of) if not of[n]))


main()
