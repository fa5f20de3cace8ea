#!/usr/bin/env python3
"""What a static analyzer says of the sources, but for what is known.

    analyze.py KNOWN SRC COMPILER [FLAG...]

SRC is the folder of the sources.  KNOWN is a table: file, warning, and why it
is none, between tabs.  A row that nothing needs is told; another version of
the analyzer may know better.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

WARNING = re.compile(r"(\S+?):\d+:\d+: (?:warning|error|fatal error): (.*)")


def files_of(src):
    for folder, _, names in sorted(os.walk(src)):
        for name in sorted(names):
            if name.endswith(".c"):
                yield os.path.join(folder, name)


def known_of(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file
                if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 3 or not row[2]:
            sys.exit(f"{path}: {row[0]}: file, warning and reason, between "
                     "tabs, would be right")
    return {(row[0], row[1]) for row in rows}


def analyze(command, file):
    said = subprocess.run([*command, file], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if said.returncode != 0 and not WARNING.search(said.stdout):
        sys.exit(f"{file}: {said.stdout}")
    return said.stdout


def main():
    table, src, *command = sys.argv[1:]
    known = known_of(table)
    needed = set()
    new = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = pool.map(lambda file: analyze(command, file), files_of(src))
        for text in said:
            found = {(os.path.relpath(file, src), what)
                     for file, what in WARNING.findall(text)}
            needed |= found & known
            if found - known:
                new.append(text)
    print("".join(new), end="")
    for file, what in sorted(known - needed):
        print(f"{file}: {what}: is in {table}, and is not said")
    print(f"{len(new)} files with warnings, {len(needed)} known warnings")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
