"""The states, the users and the table; `probe.py` is what each tool does. Started by `matrix.sh`."""

import argparse
import http.server
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
TOOLS = ["sqlite3", "python", "pandas", "sqlite-utils", "datasette", "duckdb"]
# uid and gid of `nobody` on every Linux.
NOBODY = 65534
# Feeds the daemon is given at each start; at ten a second they keep it writing while the tools look.
FEEDS = 200
PROBE_S_MAX = 120
START_S_MAX = 60


class Press(http.server.BaseHTTPRequestHandler):
    """Every path is a feed of three reports that no other path has."""

    def do_GET(self):
        name = self.path.strip("/").replace("/", " ")
        items = "".join(
            f"<item><guid>{name}-{n}</guid><link>http://press.example/{name.replace(' ', '-')}-{n}</link>"
            f"<title>Bridge {n} of {name} approved</title><description>The council of {name} met for {n + 2} hours "
            f"and spent {n + 1}00 dollars on bridge {name} {n}, its speaker said.</description></item>"
            for n in range(3)
        )
        body = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("content-type", "application/rss+xml")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Failed(Exception):
    pass


class Matrix:
    def __init__(self, binary, folder, port):
        self.binary, self.folder, self.port = binary, folder, port
        self.db = folder / "store" / "dateline.db"
        self.db.parent.mkdir(mode=0o755)
        self.cells, self.versions, self.skipped = {}, {}, {}
        self.starts, self.daemon = 0, None

    def dateline(self, *arguments):
        return subprocess.run([self.binary, *map(str, arguments)], cwd=self.folder, check=False,
                              capture_output=True, text=True)

    def fill(self, given):
        """The store to look at: a copy of the one given, else the invented press of the tests."""
        if given:
            source = sqlite3.connect(f"file:{given}?mode=ro", uri=True)
            source.execute("VACUUM INTO ?", (str(self.db),))
            source.close()
            # Its feeds are somebody's: nobody is asked on account of a test.
            with sqlite3.connect(self.db) as copy:
                copy.execute("UPDATE feed SET state = 'paused'")
                copy.execute("UPDATE host SET due_at = NULL")
            copy.close()
            return
        for arguments in (["press.jsonl"], ["press-later.jsonl", "--archive", "press"]):
            path = PROJECT / "tests" / "fixtures" / arguments[0]
            ended = self.dateline("ingest", path, *arguments[1:], "--db", self.db)
            if ended.returncode:
                raise Failed(f"ingest: {ended.stderr}")

    def start(self):
        """Starts the daemon on feeds it does not know yet, and waits until it has written some of them."""
        self.starts += 1
        outlines = "".join(
            f'<outline type="rss" xmlUrl="http://127.0.0.1:{self.port}/start{self.starts}/feed{n}"/>'
            for n in range(FEEDS)
        )
        (self.folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
        (self.folder / "dateline.toml").write_text(
            '[net]\ncontact = "https://example.org/bot"\nallow_networks = ["127.0.0.0/8"]\n'
            "[poll]\nfeed_host_gap_ms = 100\n"
        )
        before = self.reference()["v_article"]
        log = (self.folder / "daemon.log").open("w")
        daemon = self.daemon = subprocess.Popen(
            [self.binary, "--config", "dateline.toml", "run", "--db", str(self.db), "--opml", "feeds.opml", "--no-pages"],
            cwd=self.folder, stdout=log, stderr=log,
        )
        until = time.monotonic() + START_S_MAX
        while self.reference()["v_article"] <= before:
            if daemon.poll() is not None or time.monotonic() > until:
                raise Failed(f"the daemon wrote nothing:\n{(self.folder / 'daemon.log').read_text()}")
            time.sleep(0.2)
        return daemon

    def reference(self, db=None):
        """What there is to count, by Python's own SQLite."""
        return json.loads(self.ask("python", db or self.db, None).stdout)["counts"]

    def ask(self, tool, db, user):
        interpreter = os.environ.get("DUCKDB_PYTHON", sys.executable) if tool == "duckdb" else sys.executable
        # Other users need not be able to read the checkout.
        command = [interpreter, str(self.folder / "probe.py"), tool, str(db)]
        if user is None:
            return subprocess.run(command, capture_output=True, text=True, timeout=PROBE_S_MAX, check=False)
        return subprocess.run(command, capture_output=True, text=True, timeout=PROBE_S_MAX, check=False,
                              user=user, group=user, extra_groups=[], cwd="/",
                              env={**os.environ, "HOME": str(self.folder / "home")})

    def look(self, state, db, is_live=False):
        """Asks every tool. A writer may go on meanwhile: each count lies between those before and after."""
        before = self.reference(db) if is_live else None
        users = [("nobody", NOBODY)] if os.geteuid() == 0 else []
        answers = []
        # nobody first: whoever can write the index of the WAL repairs it by looking.
        for name, user in [*users, ("owner", None)]:
            for tool in TOOLS:
                answers.append((f"{state}, {name}", tool, self.answer(tool, db, user)))
        after = self.reference(db)
        for column, tool, answer in answers:
            self.cells[tool, column] = self.verdict(tool, answer, before or after, after)

    def answer(self, tool, db, user):
        try:
            return self.ask(tool, db, user)
        except subprocess.TimeoutExpired:
            return f"no answer in {PROBE_S_MAX} s"
        except PermissionError as error:
            return f"{error.filename} cannot be started by that user: set PYTHON to one that everybody can read"

    def verdict(self, tool, answer, low, high):
        if isinstance(answer, str):
            return f"FAIL {answer}"
        try:
            told = json.loads(answer.stdout)
        except ValueError:
            return "FAIL " + (answer.stderr.strip().splitlines() or ["no answer"])[-1]
        if "skipped" in told:
            self.skipped[tool] = told["skipped"]
            return "skipped"
        if "failed" in told:
            return f"FAIL {told['failed']}"
        self.versions[tool] = told["version"]
        counts = told["counts"]
        for name in high:
            if name not in counts and not (tool == "duckdb" and name.endswith("_fts")):
                return f"FAIL {name} is missing"
        for name, count in counts.items():
            if not low[name] <= count <= high[name]:
                return f"FAIL {name}: {count}, not {low[name]} to {high[name]}"
        return "ok" if not told["wrong"] else f"FAIL {told['wrong'][0]}"

    def table(self):
        columns = list(dict.fromkeys(column for _, column in self.cells))
        labels = {tool: f"{tool} {self.versions.get(tool, '')}".strip() for tool in TOOLS}
        wide = max(map(len, columns))
        print(" " * wide + "  " + "  ".join(labels.values()))
        for column in columns:
            row = (self.cells[tool, column].split()[0].ljust(len(labels[tool])) for tool in TOOLS)
            print(column.ljust(wide) + "  " + "  ".join(row).rstrip())
        failures = [(tool, column, cell) for (tool, column), cell in self.cells.items() if cell.startswith("FAIL")]
        for tool, column, cell in failures:
            print(f"{tool}, {column}: {cell}")
        empty = sorted(name for name, count in self.reference().items() if not count)
        if empty:
            print(f"NOTHING TO COUNT in this store: {', '.join(empty)}")
        for tool, why in self.skipped.items():
            print(f"SKIPPED {tool}: {why}")
        if os.geteuid() != 0:
            print("SKIPPED the other user: only root can ask as nobody")
        return not failures


def states(matrix):
    """Every state a file can be in, each entered from the one before."""
    daemon = matrix.start()
    matrix.look("daemon runs", matrix.db, is_live=True)
    daemon.send_signal(signal.SIGTERM)
    if daemon.wait(timeout=20) != 0:
        raise Failed("the daemon did not stop in order")
    matrix.look("after a clean stop", matrix.db)
    for suffix in ("-wal", "-shm"):
        if not pathlib.Path(f"{matrix.db}{suffix}").exists():
            raise Failed(f"a reader, or the stop, removed {suffix}: other users are locked out")
    daemon = matrix.start()
    daemon.kill()
    daemon.wait()
    matrix.look("after kill -9", matrix.db)
    snapshot = matrix.folder / "store" / "snapshot.db"
    ended = matrix.dateline("snapshot", snapshot, "--db", matrix.db)
    if ended.returncode:
        print(f"`dateline snapshot` failed, VACUUM INTO instead: {ended.stderr.strip()}")
        with sqlite3.connect(f"file:{matrix.db}?mode=ro", uri=True) as source:
            source.execute("VACUUM INTO ?", (str(snapshot),))
    matrix.look("snapshot", snapshot)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(PROJECT / "target" / "debug" / "dateline"))
    parser.add_argument("--db", help="a store to copy and look at, instead of the tests' invented press")
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Press)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dateline-matrix-"))
    os.umask(0o022)
    folder.chmod(0o755)
    (folder / "home").mkdir()
    if os.geteuid() == 0:
        os.chown(folder / "home", NOBODY, NOBODY)
    shutil.copy(HERE / "probe.py", folder / "probe.py")
    shutil.copy(PROJECT / "docs" / "sql.md", folder / "sql.md")
    matrix = Matrix(str(pathlib.Path(options.binary).resolve()), folder, server.server_address[1])
    try:
        matrix.fill(options.db)
        states(matrix)
        is_good = matrix.table()
    except Failed as failed:
        if matrix.cells:
            matrix.table()
        print(f"FAIL {failed}")
        is_good = False
    finally:
        if matrix.daemon and matrix.daemon.poll() is None:
            matrix.daemon.kill()
            matrix.daemon.wait()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
