"""A bundle taken apart and put together again as somebody would who wants it
to look whole: manifests, chain and zip made to agree."""
import binascii
import hashlib
import json
import struct

TAGS = ("allowed_signers", "bag-info.txt", "bagit.txt",
        "manifest-sha256.txt", "timestamp-authority.pem", "timestamp.tsr")
SIGNED = ("tagmanifest-sha256.txt.sig", "allowed_signers")


def sha(content):
    return hashlib.sha256(content).hexdigest()


def manifest(bundle, names):
    return "".join(f"{sha((bundle / name).read_bytes())}  {name}\n"
                   for name in sorted(names))


def set_info(bundle, **values):
    """Label with _ for -: its value; None: the line goes."""
    path, out = bundle / "bag-info.txt", []
    want = {key.replace("_", "-"): value for key, value in values.items()}
    for line in path.read_text().splitlines():
        label = line.partition(": ")[0]
        if want.get(label, line) is not None:
            out.append(f"{label}: {want[label]}" if label in want else line)
    path.write_text("\n".join(out) + "\n")


def mend(bundle, keep_signature=False):
    """Manifests and payload sum made to agree with the files."""
    if not keep_signature:
        for name in SIGNED:
            (bundle / name).unlink(missing_ok=True)
    files = [p for p in (bundle / "data").iterdir() if p.is_file()]
    set_info(bundle, Payload_Oxum=f"{sum(p.stat().st_size for p in files)}."
             f"{len(files)}")
    (bundle / "manifest-sha256.txt").write_text(
        manifest(bundle, [f"data/{p.name}" for p in files]))
    mend_tags(bundle)


def mend_tags(bundle):
    (bundle / "tagmanifest-sha256.txt").write_text(
        manifest(bundle, [name for name in TAGS if (bundle / name).exists()]))


def rows_of(bundle):
    """The bytes of each row of the ledger."""
    return [line[81:-2] for line in
            (bundle / "data/ledger.jsonl").read_bytes().splitlines(True)]


def put_rows(bundle, rows):
    """A new chain over them."""
    head, out = bytes(32), []
    for row in rows:
        head = hashlib.sha256(head + row).digest()
        out.append(b'{"head":"%s","row":%s}\n' % (head.hex().encode(), row))
    (bundle / "data/ledger.jsonl").write_bytes(b"".join(out))
    set_info(bundle, External_Identifier=head.hex(),
             Floodmark_Ledger_Rows=len(rows))


def dumped(row):
    return json.dumps(row, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False).encode("utf-8", "surrogatepass")


class Member:
    """What stands of one file in a zip, in both places."""

    def __init__(self, name, content, **lies):
        self.name = name.encode() if isinstance(name, str) else name
        self.content = content
        self.crc = binascii.crc32(content)
        self.size = self.packed = len(content)
        self.flags = self.method = 0
        self.extra = self.before = b""
        self.at = self.listed = None    # as the directory says
        self.note = b""
        self.__dict__.update(lies)

    def local(self):
        return b"PK\3\4" + struct.pack(
            "<HHHHHIIIHH", 10, self.flags, self.method, 0, 33, self.crc,
            self.packed, self.size, len(self.name), len(self.extra)) + \
            self.name + self.extra + self.content

    def central(self, at):
        name = self.listed or self.name
        return b"PK\1\2" + struct.pack(
            "<HHHHHHIIIHHHHHII", 0x30a, 10, self.flags, self.method, 0, 33,
            self.crc, self.packed, self.size, len(name), len(self.extra),
            len(self.note), 0, 0, 0, at if self.at is None else self.at) + \
            name + self.extra + self.note


def zip_of(members, before=b"", n=None, note=b"", after=b""):
    out, directory = bytearray(before), b""
    for member in members:
        out += member.before
        directory += member.central(len(out))
        out += member.local()
    n = len(members) if n is None else n
    return bytes(out) + directory + b"PK\5\6" + struct.pack(
        "<HHHHIIH", 0, 0, n, n, len(directory), len(out), len(note)) + \
        note + after
