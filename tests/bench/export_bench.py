#!/usr/bin/env python3
"""A bundle of 100,000 contacts, against sha256sum and zip -0 over the same
originals.

    export_bench.py TOP_BUILDDIR

The parts of a bundle are written one after the other, so that the times of
the files tell what each took: the PDFs are told apart.  BENCH_CONTACTS and
BENCH_BYTES (of an original) change the numbers.
"""
import os
import subprocess
import sys
import tempfile
import time
import zipfile

from store_bench import CONFIG, NOW, PERSON, write

CONTACTS = int(os.environ.get("BENCH_CONTACTS", "100000"))
BYTES = int(os.environ.get("BENCH_BYTES", "4096"))
WHOLE_S, MEMORY_MB, TIMES = 60, 200, 2      # the limits


def furnish(folder, build):
    write(f"{folder}/floodmark.yaml", CONFIG)
    write(f"{folder}/pw", "secret\n", 0o600)
    os.makedirs(f"{folder}/rules.d")
    for person in "ex", "other", "unknown":
        write(f"{folder}/rules.d/{person}.yaml", PERSON % person)
    said = subprocess.run(
        [f"{build}/tests/bench/fill_store", f"{folder}/case.db",
         str(CONTACTS), str(BYTES)], check=True, text=True,
        stdout=subprocess.PIPE).stdout
    print(f"{said.strip()}, {BYTES} bytes or more each; "
          f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def export(folder, build):
    """Wall seconds, CPU seconds, MB, and when it began."""
    os.sync()
    began, start = time.time(), time.monotonic()
    p = subprocess.Popen(
        [f"{build}/floodmark", "-c", f"{folder}/floodmark.yaml", "export",
         f"{folder}/bundle"], stdout=subprocess.DEVNULL,
        env=dict(os.environ, FLOODMARK_NOW=NOW, LC_ALL="C.UTF-8"))
    _, status, use = os.wait4(p.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("the export failed")
    return (time.monotonic() - start, use.ru_utime + use.ru_stime,
            use.ru_maxrss / 1024, began)


def parts(folder, began):
    """[(seconds, file)] in the order in which they were finished."""
    found = []
    for where, _, names in os.walk(f"{folder}/bundle"):
        for name in names:
            found.append((os.stat(f"{where}/{name}").st_mtime, name))
    last, out = began, []
    for at, name in sorted(found):
        out.append((at - last, name))
        last = at
    return out


def peers(folder):
    """Seconds of sha256sum and of zip -0 over the originals as files."""
    os.mkdir(f"{folder}/originals")
    with zipfile.ZipFile(f"{folder}/bundle/data/originals.zip") as z:
        z.extractall(f"{folder}/originals")
    os.sync()
    took = []
    for command in ("find originals -type f -print0 | xargs -0 sha256sum",
                    "zip -q -0 -r originals.zip originals"):
        start = time.monotonic()
        subprocess.run(command, shell=True, check=True, cwd=folder,
                       stdout=subprocess.DEVNULL)
        took.append(time.monotonic() - start)
    return took


def bench(folder, build):
    furnish(folder, build)
    wall, cpu, memory, began = export(folder, build)
    pdf, rest = 0, 0
    for took, name in parts(folder, began):
        if took >= 0.1:
            print(f"  {took:7.2f} s  {name}")
        if name.endswith(".pdf"):
            pdf += took
        else:
            rest += took
    digests, packed = peers(folder)
    ratio = rest / (digests + packed)
    print(f"export {wall:.1f} s, CPU {cpu:.1f} s, {memory:.0f} MB; of these "
          f"the PDFs {pdf:.1f} s, the rest {rest:.1f} s\n"
          f"sha256sum {digests:.1f} s and zip -0 {packed:.1f} s: the rest "
          f"takes {ratio:.2f} times as long")
    return wall < WHOLE_S and memory < MEMORY_MB and ratio <= TIMES


def main():
    build = os.path.abspath(sys.argv[1])
    with open(f"{build}/config.h") as config:
        if "#define TEST_CLOCK 1" not in config.read():
            sys.exit("FLOODMARK_NOW needs configure --enable-test-clock")
    with tempfile.TemporaryDirectory(prefix="floodmark-bench-") as folder:
        return 0 if bench(folder, build) else 1


if __name__ == "__main__":
    sys.exit(main())
