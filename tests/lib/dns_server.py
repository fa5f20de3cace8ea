"""A DNS server on loopback that answers by a table of names, well or not.
It writes down what it was asked."""
import socket
import struct
import threading

TXT, CNAME, OPT = 16, 5, 41


def name_bytes(name):
    return b"".join(bytes([len(label)]) + label.encode()
                    for label in name.split(".")) + b"\0"


def read_name(data, at):
    labels = []
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return ".".join(labels), at + 1


def strings(text):
    """One TXT record's data: strings of 255 bytes at most."""
    data = text if isinstance(text, bytes) else text.encode()
    parts = [data[i:i + 255] for i in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([len(part)]) + part for part in parts)


def record(data, kind=TXT, owner=b"\xc0\x0c"):
    return owner + struct.pack(">HHIH", kind, 1, 300, len(data)) + data


def message(query, rcode=0, answers=(), flags=0, wrong=0):
    """An answer to the query; its question is repeated."""
    _, end = read_name(query, 12)
    ident = struct.unpack(">H", query[:2])[0] ^ wrong
    return struct.pack(">HHHHHH", ident, 0x8180 | flags | rcode, 1,
                       len(answers), 0, 0) + query[12:end + 4] + \
        b"".join(answers)


# What a row of the table may be: a text, or a function of the query and of
# whether it came over TCP that gives bytes, or None for silence.
def found(*texts):
    return lambda q, tcp: message(q, answers=[record(strings(t))
                                              for t in texts])


def nxdomain(q, tcp):
    return message(q, rcode=3)


def nodata(q, tcp):
    return message(q)


def servfail(q, tcp):
    return message(q, rcode=2)


def silent(q, tcp):
    return None


def garbage(q, tcp):
    """Records that point nowhere and say they are longer than they are."""
    return message(q, answers=[b"\xc0\xff" + struct.pack(
        ">HHIH", TXT, 1, 300, 9000) + b"\xff" * 40])


def overlong(q, tcp):
    """A string that is longer than its record."""
    return message(q, answers=[record(b"\xff" + b"x" * 30)])


def looping(q, tcp):
    """A name that is its own end."""
    at = len(message(q))
    return message(q, answers=[record(strings("v=DKIM1; p="), owner=
                                      struct.pack(">H", 0xc000 | at))])


def short(q, tcp):
    return q[:2] + b"\x81"


def cut(text):
    """Too long for a datagram: the rest by TCP."""
    return lambda q, tcp: found(text)(q, tcp) if tcp else \
        message(q, flags=0x0200)


def wrong_id(text):
    return lambda q, tcp: message(q, answers=[record(strings(text))],
                                  wrong=0x5555)


def alias(name, text):
    return lambda q, tcp: message(q, answers=[
        record(name_bytes(name), CNAME),
        record(strings(text), owner=name_bytes(name))])


class DnsServer:
    def __init__(self):
        self.table = {}
        self.asked = []     # (name, over TCP)
        while True:
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind(("127.0.0.1", 0))
            self.port = self.udp.getsockname()[1]
            self.tcp = socket.socket()
            try:
                self.tcp.bind(("127.0.0.1", self.port))
                break
            except OSError:     # somebody has it; another, then
                self.udp.close()
                self.tcp.close()
        self.tcp.listen()
        for body in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=body, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def names(self):
        return sorted({name for name, _ in self.asked})

    def answer(self, query, tcp):
        name, _ = read_name(query, 12)
        self.asked.append((name.lower(), tcp))
        row = self.table.get(name.lower(), nxdomain)
        return (found(row) if isinstance(row, (str, bytes)) else row)(
            query, tcp)

    def serve_udp(self):
        while True:
            query, peer = self.udp.recvfrom(4096)
            got = self.answer(query, False)
            if got is not None:
                self.udp.sendto(got, peer)

    def serve_tcp(self):
        while True:
            c, _ = self.tcp.accept()
            with c:
                c.settimeout(300)
                head = c.recv(2, socket.MSG_WAITALL)
                if len(head) < 2:
                    continue
                query = c.recv(struct.unpack(">H", head)[0],
                               socket.MSG_WAITALL)
                got = self.answer(query, True)
                if got is not None:
                    c.sendall(struct.pack(">H", len(got)) + got)
