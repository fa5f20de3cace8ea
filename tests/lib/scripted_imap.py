#!/usr/bin/env python3
"""A small IMAP server for what a real one never does.

It serves one mailbox, INBOX, from a folder of .eml files (in the order of
their names, UID 1, 2, ... or --step apart; INTERNALDATE is the file's mtime)
and speaks just enough IMAP for a client that only reads.  One scenario is a
row in SCENARIOS:

  ok                  does everything right
  drop-in-literal     the connection ends in the middle of a message
  literal-too-long    a message is announced longer than it is
  literal-too-short   ... or shorter
  literal-swallows    announced so much longer that the next FETCH answer
                      is inside it and the grammar still holds
  garbage             bytes that are no IMAP stand where a message should
  bye                 "* BYE" instead of a message
  fetch-no            the FETCH ends in NO after some of its messages
  login-no            the login is refused
  login-disabled      LOGIN is, and AUTHENTICATE PLAIN is not
  hang                silence in the middle of a message
  uidvalidity-changes another one on each connection
  no-uidvalidity      none at all
  vanish              a message is listed and never fetched
  huge-line           a line of 64 MiB that never ends
  inject-starttls     more bytes in the packet of the STARTTLS answer
  preauth             the greeting claims that the login is done

--scenario @FILE reads the name anew at each connection.  What goes wrong
with a message goes wrong with UID --at.  The log has one line a command:
connection number, tls or plain, the command without its arguments when
these are secret.  "-" in place of a command marks what the server saw:
"tls-done", "tls-failed", "closed".
"""
import argparse
import base64
import os
import re
import socket
import ssl
import sys
import threading
import time

LIE = 37
HUGE = 64 << 20
MONTHS = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


class Gone(Exception):
    """The connection is over, by either side."""


class Message:
    def __init__(self, uid, path):
        self.uid = uid
        self.path = path
        stat = os.stat(path)
        self.size = stat.st_size
        t = time.gmtime(stat.st_mtime)
        self.internaldate = "%02d-%s-%04d %02d:%02d:%02d +0000" % (
            t.tm_mday, MONTHS[t.tm_mon - 1], t.tm_year, t.tm_hour,
            t.tm_min, t.tm_sec)

    def bytes(self):
        with open(self.path, "rb") as f:
            return f.read()


def load(folder, step):
    names = sorted(n for n in os.listdir(folder) if n.endswith(".eml"))
    return [Message(i * step + 1, os.path.join(folder, n))
            for i, n in enumerate(names)]


# ---- what goes wrong with a message: each gets the bytes of a right answer

def head_of(m, items, announced, rest=b""):
    return ("* %d FETCH (UID %d %s {%d}\r\n" % (
        m.uid, m.uid, items, announced)).encode() + rest


def right(m, items, body):
    return head_of(m, items, len(body), body + b")\r\n")


def drop_in_literal(c, m, items, body):
    c.send(head_of(m, items, len(body), body[:len(body) // 2]))
    raise Gone


def literal_too_long(c, m, items, body):
    c.send(head_of(m, items, len(body) + LIE, body + b")\r\n"))


def literal_too_short(c, m, items, body):
    c.send(head_of(m, items, len(body) - LIE, body + b")\r\n"))


def literal_swallows(c, m, items, body):
    following = c.server.messages[m.uid]
    more = b")\r\n" + right(following, items, following.bytes())[:-3]
    c.swallowed = following.uid
    c.send(head_of(m, items, len(body) + len(more), body + more + b")\r\n"))


def garbage(c, m, items, body):
    c.send(b"\x00\xff\xfe{99999999999999999999}\r\n(((((\"\\\r\n" * 50)


def bye(c, m, items, body):
    c.send(b"* BYE the server goes down\r\n")
    raise Gone


def hang(c, m, items, body):
    c.send(head_of(m, items, len(body), body[:len(body) // 2]))
    c.server.log(c, "- hanging")
    c.wait_for_end()


def vanish(c, m, items, body):
    pass


def huge_line(c, m, items, body):
    block = b"x" * 65536
    c.send(b"* OK ")
    for _ in range(HUGE // len(block)):
        c.send(block)
    raise Gone


def fetch_no(c, m, items, body):
    raise Refused


class Refused(Exception):
    """The command in hand ends in NO."""


# name: (what happens at the message --at, flags)
SCENARIOS = {
    "ok": (None, ""),
    "drop-in-literal": (drop_in_literal, ""),
    "literal-too-long": (literal_too_long, ""),
    "literal-too-short": (literal_too_short, ""),
    "literal-swallows": (literal_swallows, ""),
    "garbage": (garbage, ""),
    "bye": (bye, ""),
    "fetch-no": (fetch_no, ""),
    "hang": (hang, ""),
    "vanish": (vanish, ""),
    "huge-line": (huge_line, ""),
    "login-no": (None, "login-no"),
    "login-disabled": (None, "login-disabled"),
    "uidvalidity-changes": (None, "changes"),
    "no-uidvalidity": (None, "no-uidvalidity"),
    "inject-starttls": (None, "inject"),
    "preauth": (None, "preauth"),
}


class Connection:
    def __init__(self, server, sock, number, scenario):
        self.server = server
        self.sock = sock
        self.number = number
        self.at_message, self.flags = SCENARIOS[scenario]
        self.buffer = b""
        self.tls = False
        self.logged_in = False
        self.opened = False
        self.swallowed = 0

    # -- the wire

    def send(self, data):
        if isinstance(data, str):
            data = data.encode()
        try:
            self.sock.sendall(data)
        except OSError:
            raise Gone

    def receive(self):
        try:
            got = self.sock.recv(65536)
        except OSError:
            got = b""
        if not got:
            raise Gone
        self.buffer += got

    def line(self):
        while b"\n" not in self.buffer:
            self.receive()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("latin-1")

    def command(self):
        """A line, with the literals that belong to it."""
        text = self.line()
        while True:
            literal = re.search(r"\{(\d+)(\+?)\}$", text)
            if literal is None:
                return text
            if not literal.group(2):
                self.send("+ go on\r\n")
            n = int(literal.group(1))
            while len(self.buffer) < n:
                self.receive()
            value, self.buffer = self.buffer[:n], self.buffer[n:]
            text = text[:literal.start()] + '"%s"' % value.decode("latin-1")
            text += self.line()

    def wait_for_end(self):
        while True:
            self.receive()

    def go_secret(self):
        try:
            self.sock = self.server.tls.wrap_socket(self.sock,
                                                    server_side=True)
        except (OSError, ssl.SSLError):
            self.server.log(self, "- tls-failed")
            raise Gone
        self.tls = True
        self.buffer = b""
        self.server.log(self, "- tls-done")

    # -- the life of a connection

    def run(self):
        if self.server.implicit:
            self.go_secret()
        if self.flags == "preauth":
            self.logged_in = True
            self.send("* PREAUTH you are logged in\r\n")
        else:
            self.send("* OK ready\r\n")
        while True:
            text = self.command()
            tag, _, rest = text.partition(" ")
            name, _, args = rest.partition(" ")
            name = name.upper()
            if name == "UID":
                name, _, args = args.partition(" ")
                name = "UID " + name.upper()
            secret = name in ("LOGIN", "AUTHENTICATE")
            self.server.log(self, name if secret or not args
                            else name + " " + args)
            self.answer(tag, name, args)

    def answer(self, tag, name, args):
        handler = COMMANDS.get(name)
        if handler is None:
            self.send(tag + " BAD no such command\r\n")
            return
        needs, function = handler
        if (needs >= 1 and not self.logged_in) or \
                (needs >= 2 and not self.opened):
            self.send(tag + " BAD not now\r\n")
            return
        # by its name, so that a test may have its own
        getattr(self, function.__name__)(tag, args)

    def capabilities(self):
        more = ""
        if self.server.tls is not None and not self.tls:
            more = " STARTTLS"
        if self.flags == "login-disabled":
            more += " LOGINDISABLED SASL-IR AUTH=PLAIN"
        return "IMAP4rev1" + more

    def capability(self, tag, args):
        self.send("* CAPABILITY %s\r\n%s OK done\r\n" % (
            self.capabilities(), tag))

    def noop(self, tag, args):
        self.send(tag + " OK done\r\n")

    def logout(self, tag, args):
        self.send("* BYE until next time\r\n%s OK done\r\n" % tag)
        raise Gone

    def starttls(self, tag, args):
        if self.server.tls is None or self.tls:
            self.send(tag + " BAD not now\r\n")
            return
        answer = tag + " OK begin\r\n"
        if self.flags == "inject":
            answer += "* CAPABILITY IMAP4rev1 INJECTED\r\n"
            for n in range(1, 9):
                answer += "%d OK logged in\r\nA%03d OK logged in\r\n" % (n, n)
        self.send(answer)
        self.go_secret()

    def login(self, tag, args):
        if self.flags in ("login-no", "login-disabled"):
            self.send(tag + " NO [AUTHENTICATIONFAILED] no\r\n")
            return
        self.logged_in = True
        self.send(tag + " OK welcome\r\n")

    def authenticate(self, tag, args):
        how, _, first = args.partition(" ")
        parts = base64.b64decode(first).split(b"\0")
        if how != "PLAIN" or len(parts) != 3 or not (parts[1] and parts[2]):
            self.send(tag + " NO no\r\n")
            return
        self.logged_in = True
        self.send(tag + " OK welcome\r\n")

    def list(self, tag, args):
        self.send('* LIST (\\HasNoChildren) "/" INBOX\r\n%s OK done\r\n' %
                  tag)

    def examine(self, tag, args):
        if args.strip().strip('"').upper() != "INBOX":
            self.send(tag + " NO no such mailbox\r\n")
            return
        n = len(self.server.messages)
        uidvalidity = 1000 + (self.number if self.flags == "changes" else 0)
        self.opened = True
        self.send("* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* 0 RECENT\r\n" % n)
        if self.flags != "no-uidvalidity":
            self.send("* OK [UIDVALIDITY %d] valid\r\n" % uidvalidity)
        self.send("* OK [UIDNEXT %d] next\r\n%s OK [READ-ONLY] done\r\n" % (
            self.server.last_uid() + 1, tag))

    def chosen(self, text):
        last = self.server.last_uid()
        wanted = []
        for one in text.split(","):
            low, _, high = one.partition(":")
            ends = [last if e == "*" else int(e) for e in (low, high or low)]
            wanted.append((min(ends), max(ends)))
        return [m for m in self.server.messages
                if any(low <= m.uid <= high for low, high in wanted)]

    def fetch(self, tag, args):
        asked = re.match(r"(\S+) \(?(.*?)\)?$", args)
        if asked is None:
            self.send(tag + " BAD\r\n")
            return
        try:
            for m in self.chosen(asked.group(1)):
                self.fetch_one(m, asked.group(2).upper())
        except Refused:
            self.send(tag + " NO [SERVERBUG] cannot\r\n")
            return
        self.send(tag + " OK done\r\n")

    def fetch_one(self, m, wanted):
        items = []
        if "RFC822.SIZE" in wanted:
            items.append("RFC822.SIZE %d" % m.size)
        if "INTERNALDATE" in wanted:
            items.append('INTERNALDATE "%s"' % m.internaldate)
        part = re.search(r"BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?", wanted)
        if part is None:
            self.send("* %d FETCH (%s)\r\n" % (
                m.uid, " ".join(["UID %d" % m.uid] + items)))
            return
        if m.uid == self.swallowed:
            return
        body = m.bytes()
        section = "BODY[]"
        if part.group(1) is not None:
            start = int(part.group(1))
            body = body[start:start + int(part.group(2))]
            section += "<%d>" % start
        text = " ".join(items + [section])
        if self.at_message is not None and m.uid == self.server.at:
            self.at_message(self, m, text, body)
        else:
            self.send(right(m, text, body))


# name: (what it needs: 1 a login, 2 an open mailbox; the method)
COMMANDS = {
    "CAPABILITY": (0, Connection.capability),
    "NOOP": (0, Connection.noop),
    "LOGOUT": (0, Connection.logout),
    "STARTTLS": (0, Connection.starttls),
    "LOGIN": (0, Connection.login),
    "AUTHENTICATE": (0, Connection.authenticate),
    "LIST": (1, Connection.list),
    "EXAMINE": (1, Connection.examine),
    "UID FETCH": (2, Connection.fetch),
}


class Server:
    connection = None   # a class of the test's own

    def last_uid(self):
        return self.messages[-1].uid if self.messages else 0

    def __init__(self, options):
        self.scenario = options.scenario
        self.at = options.at
        self.messages = load(options.messages, getattr(options, "step", 1))
        self.implicit = options.implicit
        self.tls = None
        self.log_file = open(options.log, "a") if options.log else None
        self.lock = threading.Lock()
        if options.cert:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(options.cert, options.key)
        self.socket = socket.create_server(
            ("127.0.0.1", getattr(options, "port", 0)), backlog=16)
        with open(options.port_file + ".new", "w") as f:
            f.write("%d\n" % self.socket.getsockname()[1])
        os.rename(options.port_file + ".new", options.port_file)

    def log(self, c, text):
        if self.log_file is None:
            return
        with self.lock:
            self.log_file.write("%d %s %s\n" % (
                c.number, "tls" if c.tls else "plain", text))
            self.log_file.flush()

    def scenario_now(self):
        if not self.scenario.startswith("@"):
            return self.scenario
        with open(self.scenario[1:]) as f:
            return f.read().strip()

    def converse(self, c):
        try:
            c.run()
        except Gone:
            pass
        self.log(c, "- closed")
        try:
            c.sock.close()
        except OSError:
            pass

    def run(self):
        number = 0
        while True:
            sock, _ = self.socket.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number += 1
            c = (self.connection or Connection)(
                self, sock, number, self.scenario_now())
            threading.Thread(target=self.converse, args=(c,),
                             daemon=True).start()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--scenario", default="ok", help="a name, or @FILE")
    p.add_argument("--messages", required=True, help="folder of .eml files")
    p.add_argument("--at", type=int, default=1, help="UID of the trouble")
    p.add_argument("--step", type=int, default=1,
                   help="from one UID to the next")
    p.add_argument("--port-file", required=True)
    p.add_argument("--log")
    p.add_argument("--cert")
    p.add_argument("--key")
    p.add_argument("--implicit", action="store_true",
                   help="TLS from the first byte")
    options = p.parse_args()
    if not options.scenario.startswith("@") and \
            options.scenario not in SCENARIOS:
        sys.exit("no scenario " + options.scenario)
    try:
        Server(options).run()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
