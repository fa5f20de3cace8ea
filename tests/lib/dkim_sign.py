"""Signs messages as RFC 6376 and RFC 8463 say, with keys that openssl makes.
Written from the RFCs and apart from the library that is tested with it."""
import base64
import hashlib
import os
import re
import subprocess


def run(*args, data=None):
    return subprocess.run(args, input=data, check=True,
                          capture_output=True).stdout


class Key:
    """A key pair in a file; kind is rsa or ed25519."""

    def __init__(self, folder, name, kind="rsa", bits=2048):
        self.path = os.path.join(folder, name + ".pem")
        self.kind = kind
        if kind == "rsa":
            run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt",
                f"rsa_keygen_bits:{bits}", "-out", self.path)
        else:
            run("openssl", "genpkey", "-algorithm", "ED25519", "-out",
                self.path)

    def record(self, extra=""):
        """The text of its TXT record."""
        der = run("openssl", "pkey", "-in", self.path, "-pubout",
                  "-outform", "DER")
        if self.kind == "ed25519":
            der = der[-32:]
        return (f"v=DKIM1; k={self.kind}; {extra}"
                f"p={base64.b64encode(der).decode()}")

    def sign(self, data, work):
        path = os.path.join(work, "to-sign")
        if self.kind == "rsa":
            return run("openssl", "dgst", "-sha256", "-sign", self.path,
                       data=data)
        with open(path, "wb") as f:
            f.write(hashlib.sha256(data).digest())
        return run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey",
                   self.path, "-in", path)


def relaxed_field(name, value):
    value = re.sub(rb"\r\n", b"", value)
    value = re.sub(rb"[ \t]+", b" ", value).strip(b" ")
    return name.lower().strip() + b":" + value


def relaxed_body(body):
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ")
             for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def simple_body(body):
    while body.endswith(b"\r\n\r\n"):
        body = body[:-2]
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def fields_of(header):
    """(name, value) with the folds in it, in order."""
    parts = re.split(rb"\r\n(?![ \t])", header.rstrip(b"\r\n"))
    return [part.split(b":", 1) for part in parts]


def sign(message, key, domain, selector, canon="relaxed/relaxed",
         fields=("from", "to", "subject"), extra="", length=None, work="/tmp"):
    """The message with one more DKIM-Signature on top of it."""
    header, body = message.split(b"\r\n\r\n", 1)
    head, tail = canon.split("/")
    body = relaxed_body(body) if tail == "relaxed" else simple_body(body)
    if length is not None:
        body = body[:length]
        extra += f" l={length};"
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    value = (f" v=1; a={key.kind}-sha256; c={canon}; d={domain};\r\n"
             f"\ts={selector};{extra} h={':'.join(fields)};\r\n"
             f"\tbh={digest};\r\n\tb=").encode()
    pool = fields_of(header)
    data = b""
    for name in fields:
        for i in range(len(pool) - 1, -1, -1):
            if pool[i][0].strip().lower() == name.encode():
                n, v = pool.pop(i)
                data += (relaxed_field(n, v) if head == "relaxed"
                         else n + b":" + v) + b"\r\n"
                break
    data += relaxed_field(b"dkim-signature", value) if head == "relaxed" \
        else b"DKIM-Signature:" + value
    made = base64.b64encode(key.sign(data, work)).decode()
    made = "\r\n\t ".join(made[i:i + 64] for i in range(0, len(made), 64))
    return b"DKIM-Signature:" + value + made.encode() + b"\r\n" + message
