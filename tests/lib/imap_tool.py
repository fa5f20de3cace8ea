#!/usr/bin/env python3
"""Fills an IMAP account from a folder of messages, and takes snapshots.

    imap_tool.py fill --port N --user U --password P [--tls --ca FILE] DIR
    imap_tool.py snapshot --port N --user U --password P [--tls --ca FILE]

fill appends every message of DIR/manifest.json, a list of {folder, file,
internaldate (unix seconds), flags}, and makes the folders it misses.

snapshot prints, as JSON, what a reader of the mailbox could have changed:
per folder UIDVALIDITY and UIDNEXT, per message flags, INTERNALDATE and the
SHA-256 of its bytes.  It uses EXAMINE and BODY.PEEK[], so that looking
changes nothing either.  Two snapshots that are the same bytes prove that
nothing was touched in between.
"""
import argparse
import hashlib
import imaplib
import json
import os
import re
import ssl
import sys
import time

imaplib._MAXLINE = 10_000_000  # a folder of many UIDs is one long line
BATCH = 100


def die(why):
    sys.exit("imap_tool: " + why)


def check(answer, what):
    status, data = answer
    if status != "OK":
        die(f"{what}: {status} {data}")
    return data


def connect(args):
    if args.tls:
        context = ssl.create_default_context(cafile=args.ca)
        box = imaplib.IMAP4_SSL(args.host, args.port, ssl_context=context,
                                timeout=300)
    else:
        box = imaplib.IMAP4(args.host, args.port, timeout=300)
    check(box.login(args.user, args.password), "login")
    return box


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folders_of(box):
    """Every folder that can be opened, sorted."""
    names = []
    for row in check(box.list(), "LIST"):
        if row is None:
            continue
        if isinstance(row, tuple):  # the name came as a literal
            flags, name = row[0], row[1].decode()
        else:
            found = re.match(rb'\(([^)]*)\) (?:"[^"]*"|NIL) (.*)$', row)
            flags, name = found.group(1), found.group(2).decode()
            if name.startswith('"'):
                name = re.sub(r"\\(.)", r"\1", name[1:-1])
        if rb"\noselect" not in flags.lower():
            names.append(name)
    return sorted(names)


def fill(box, args):
    with open(os.path.join(args.dir, "manifest.json")) as f:
        manifest = json.load(f)
    there = set(folders_of(box))
    for entry in manifest:
        folder = entry["folder"]
        if folder not in there:
            check(box.create(quoted(folder)), f"CREATE {folder}")
            there.add(folder)
        with open(os.path.join(args.dir, entry["file"]), "rb") as f:
            message = f.read()
        when = time.strftime('"%d-%b-%Y %H:%M:%S +0000"',
                             time.gmtime(entry["internaldate"]))
        check(box.append(quoted(folder), " ".join(entry["flags"]) or None,
                         when, message), f"APPEND {entry['file']}")
    print(f"{len(manifest)} messages in {len(there)} folders")


def number(box, name):
    """Of an untagged [NAME n] of the last EXAMINE."""
    return int(box.response(name)[1][0])


def messages_of(box, uids):
    out = {}
    for i in range(0, len(uids), BATCH):
        some = b",".join(uids[i:i + BATCH]).decode()
        data = check(box.uid("FETCH", some,
                             "(UID FLAGS INTERNALDATE BODY.PEEK[])"), "FETCH")
        head = b""
        for row in data:
            # What stands before a literal, the literal; then the rest.
            if isinstance(row, tuple):
                head, body = row
                continue
            head += row
            uid = re.search(rb"\bUID (\d+)", head).group(1).decode()
            flags = re.search(rb"FLAGS \(([^)]*)\)", head).group(1)
            out[uid] = {
                "flags": sorted(flags.decode().split()),
                "internaldate": re.search(
                    rb'INTERNALDATE "([^"]*)"', head).group(1).decode(),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
            head = b""
    return out


def snapshot(box, _args):
    all_folders = {}
    for name in folders_of(box):
        check(box.select(quoted(name), readonly=True), f"EXAMINE {name}")
        uidvalidity = number(box, "UIDVALIDITY")
        uidnext = number(box, "UIDNEXT")
        uids = check(box.uid("SEARCH", "ALL"), "SEARCH")[0].split()
        all_folders[name] = {
            "uidvalidity": uidvalidity,
            "uidnext": uidnext,
            "messages": messages_of(box, uids),
        }
        if len(all_folders[name]["messages"]) != len(uids):
            die(f"{name}: {len(uids)} messages, fewer could be fetched")
    json.dump(all_folders, sys.stdout, indent=1, sort_keys=True)
    print()


def main():
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--host", default="127.0.0.1")
    common.add_argument("--port", type=int, required=True)
    common.add_argument("--user", required=True)
    common.add_argument("--password", required=True)
    common.add_argument("--tls", action="store_true")
    common.add_argument("--ca", help="PEM file of the CA to trust")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("fill", parents=[common])
    one.add_argument("dir")
    one.set_defaults(run=fill)
    verbs.add_parser("snapshot", parents=[common]).set_defaults(run=snapshot)
    args = parser.parse_args()
    box = connect(args)
    args.run(box, args)
    box.logout()


if __name__ == "__main__":
    main()
