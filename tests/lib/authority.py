"""A timestamp authority on loopback, made with `openssl ts`: a root, a signer
and a small HTTP server.  Modes make it answer as it should not."""
import http.server
import os
import socketserver
import ssl
import subprocess
import threading

CONFIG = """\
[ tsa ]
default_tsa = one
[ one ]
dir = {dir}
serial = $dir/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
EXTENSIONS = """\
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ signer ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ server ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1
"""


def without_proxy(environment):
    """None stands between this machine and itself."""
    return {key: value for key, value in environment.items()
            if not key.lower().endswith("_proxy")}


def run(*args, **more):
    return subprocess.run(args, check=True, capture_output=True, **more)


class Authority:
    """mode: a key of ANSWERS; asked counts the queries."""

    def __init__(self, folder, name="Test Root", tls=False):
        self.dir = folder
        self.mode, self.asked, self.other = "good", 0, None
        self.elsewhere, self.over = "", threading.Event()
        os.mkdir(folder)
        self.make_certificates(name)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.authority = self
        port = self.server.server_address[1]
        self.url = f"http{'s' * tls}://127.0.0.1:{port}/tsa"
        if tls:
            self.encrypt()
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       args=(0.05,), daemon=True)
        self.thread.start()

    def encrypt(self):
        """By the word of its own root, which no system trusts."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("server.pem"),
                                self.path("server.key"))
        self.server.socket = context.wrap_socket(self.server.socket,
                                                 server_side=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def make_certificates(self, name):
        self.pem = self.path("root.pem")
        self.write("tsa.cnf", CONFIG.format(dir=self.dir))
        self.write("ext.cnf", EXTENSIONS)
        self.write("serial", "01\n")
        for who, subject in (("root", name), ("signer", "Signer"),
                             ("server", "127.0.0.1")):
            run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                self.path(who + ".key"), "-out", self.path(who + ".csr"),
                "-subj", "/CN=" + subject)
        run("openssl", "x509", "-req", "-in", self.path("root.csr"),
            "-signkey", self.path("root.key"), "-days", "3650", "-extfile",
            self.path("ext.cnf"), "-extensions", "root", "-out", self.pem)
        for who in "signer", "server":
            run("openssl", "x509", "-req", "-in", self.path(who + ".csr"),
                "-CA", self.pem, "-CAkey", self.path("root.key"),
                "-CAcreateserial", "-days", "3650", "-extfile",
                self.path("ext.cnf"), "-extensions", who, "-out",
                self.path(who + ".pem"))

    def reply(self, query):
        """As `openssl ts` gives it."""
        with open(self.path("query"), "wb") as f:
            f.write(query)
        return run("openssl", "ts", "-reply", "-queryfile",
                   self.path("query"), "-config", self.path("tsa.cnf"),
                   "-signer", self.path("signer.pem"), "-inkey",
                   self.path("signer.key")).stdout

    def stop(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass                # whoever asked does not trust us


def other_query(query):
    """Of as many bytes of another digest, with the same nonce."""
    at = query.index(b"\x04\x20") + 2
    return query[:at] + bytes(32) + query[at + 32:]


def other_nonce(query):
    """It stands before the three bytes that ask for certificates."""
    return query[:-4] + bytes([query[-4] ^ 1]) + query[-3:]


ANSWERS = {
    "good": lambda a, q: a.reply(q),
    "other": lambda a, q: a.reply(other_query(q)),
    "nonce": lambda a, q: a.reply(other_nonce(q)),
    "rejected": lambda a, q: a.reply(q[:5]),
    "garbage": lambda a, q: b"<html>hello</html>",
    "cut": lambda a, q: a.reply(q)[:-9],
    "stranger": lambda a, q: a.other.reply(q),
    "large": lambda a, q: bytes(70000),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        a = self.server.authority
        a.asked += 1
        query = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.answer(a, query)
        except OSError:
            pass            # whoever asked has gone

    def answer(self, a, query):
        if a.mode == "hang":
            a.over.wait()
            return
        body = b"" if a.mode in ("500", "moved", "endless") else \
            ANSWERS[a.mode if a.mode != "type" else "good"](a, query)
        self.send_response({"500": 500, "moved": 302}.get(a.mode, 200))
        if a.mode == "moved":
            self.send_header("Location", a.elsewhere)
        self.send_header("Content-Type", "text/html" if a.mode == "type"
                         else "application/timestamp-reply")
        if a.mode != "endless":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        while a.mode == "endless":
            self.wfile.write(bytes(4096))
