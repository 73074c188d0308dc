"""`probe.py TOOL FILE`: opens the store with one tool, read only, counts the rows of every view of the dictionary, sums
of what they count, and the hits of both full-text indexes, tries what that tool is used for, and prints
`{"version", "counts", "wrong"}` as JSON."""

import importlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

# A word of the full-text searches: one that any press uses.
WORD = "said"
SEARCHES = {
    "story_fts": f"SELECT count(*) FROM story_fts WHERE story_fts MATCH '{WORD}'",
    "quote_fts": f"SELECT count(*) FROM quote_fts WHERE quote_fts MATCH '{WORD} OR we OR the'",
}
# Sums of columns that only grow while a daemon writes: a view may have all its rows and wrong numbers in them.
SUMS = [
    ("v_day", "articles"), ("v_day", "outlets"), ("v_day", "stories"), ("v_story", "articles"), ("v_article", "words"),
    ("v_event", "stories"), ("v_event", "articles"), ("v_event", "outlets"),
    ("v_claim", "articles"), ("v_claim", "independent_reports"), ("v_claim", "primary_sources"),
    ("v_claim_source", "article_id"), ("v_claim_history", "article_id"), ("v_corroboration", "articles"),
    ("v_statement", "stories"), ("v_statement", "articles"), ("v_statement", "outlets"),
    ("v_entity", "stories"), ("v_entity_story", "mentions"), ("v_happening", "story_count"), ("v_copy", "article_id"),
    ("v_outlet_originality", "articles"), ("v_agency_daily", "articles"),
]
VIEWS = "SELECT DISTINCT view_name AS name FROM dictionary ORDER BY view_name"


def sums(one, prefix=""):
    """The sums, by `view.column`; `one` answers a query with its first value."""
    ask = "SELECT coalesce(sum({}), 0) AS n FROM {}{}"
    return {f"{view}.{column}": int(one(ask.format(column, prefix, view))) for view, column in SUMS}


def uri(db):
    return f"file:{urllib.parse.quote(db)}?mode=ro"


def questions():
    """The queries of docs/sql.md."""
    page = pathlib.Path(__file__).with_name("sql.md")
    return re.findall(r"```sql\n(.*?)```", page.read_text(), re.S)


def with_sqlite3(db):
    if not shutil.which("sqlite3"):
        return {"skipped": "the sqlite3 shell is not installed"}

    def ask(sql):
        done = subprocess.run(["sqlite3", "-batch", "-json", "-cmd", ".timeout 10000", uri(db), sql],
                              capture_output=True, text=True, check=False)
        if done.returncode or done.stderr:
            raise RuntimeError(done.stderr.strip())
        return json.loads(done.stdout or "[]")

    views = [row["name"] for row in ask(VIEWS)]
    counts = {view: ask(f"SELECT count(*) AS n FROM {view}")[0]["n"] for view in views}
    counts |= {name: next(iter(ask(sql)[0].values())) for name, sql in SEARCHES.items()}
    counts |= sums(lambda sql: ask(sql)[0]["n"])
    for query in questions():
        ask(query)
    return {"version": ask("SELECT sqlite_version() AS v")[0]["v"], "counts": counts}


def with_python(db):
    file = sqlite3.connect(uri(db), uri=True, timeout=10)
    one = lambda sql: file.execute(sql).fetchone()[0]
    counts = {view: one(f"SELECT count(*) FROM {view}") for (view,) in file.execute(VIEWS).fetchall()}
    counts |= {name: one(sql) for name, sql in SEARCHES.items()} | sums(one)
    wrong = []
    made = "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'v!_%' ESCAPE '!'"
    for (view,) in file.execute(made):
        if view not in counts:
            wrong.append(f"{view} is not in the dictionary")
    shifted = one("SELECT count(*) FROM v_fact AS f JOIN v_article AS a USING (article_id) "
                  "WHERE substr(a.text, f.start_char + 1, f.end_char - f.start_char) <> f.text")
    if shifted:
        wrong.append(f"{shifted} spans do not point at their text")
    return {"version": sqlite3.sqlite_version, "counts": counts, "wrong": wrong}


def with_pandas(db):
    import pandas

    file = sqlite3.connect(uri(db), uri=True, timeout=10)
    counts, wrong = {}, []
    for (view,) in file.execute(VIEWS).fetchall():
        instants = [row[1] for row in file.execute(f"PRAGMA table_info({view})") if re.search(r"(^|_)at$", row[1])]
        frame = pandas.read_sql_query(f"SELECT * FROM {view}", file, parse_dates=instants)
        counts[view] = len(frame)
        for column in instants:
            if frame[column].notna().any() and str(getattr(frame[column].dtype, "tz", None)) != "UTC":
                wrong.append(f"{view}.{column} is {frame[column].dtype}, not UTC time")
    one = lambda sql: int(pandas.read_sql_query(sql, file).iloc[0, 0])
    counts |= {name: one(sql) for name, sql in SEARCHES.items()} | sums(one)
    return {"version": pandas.__version__, "counts": counts, "wrong": wrong}


def with_sqlite_utils(db):
    import sqlite_utils

    file = sqlite_utils.Database(sqlite3.connect(uri(db), uri=True, timeout=10))
    counts = {view: file[view].count for view in file.view_names() if view.startswith("v_")}
    counts |= {name: next(file.query(sql.replace("count(*)", "count(*) AS n")))["n"] for name, sql in SEARCHES.items()}
    counts |= sums(lambda sql: next(file.query(sql))["n"])
    wrong = []
    for table, index in (("story_text", "story_fts"), ("story_quote", "quote_fts")):
        if file[table].detect_fts() != index:
            wrong.append(f"{table}: its full-text index is not recognised")
    if not os.access(db, os.W_OK):
        # The command opens for writing where it may: only on a file that is not ours to write.
        found = subprocess.run([sys.executable, "-m", "sqlite_utils", "search", db, "story_text", WORD, "-c", "title"],
                               capture_output=True, text=True, check=False)
        if found.returncode or not json.loads(found.stdout):
            wrong.append(f"sqlite-utils search: {found.stderr.strip()[-200:]}")
    return {"version": version("sqlite_utils"), "counts": counts, "wrong": wrong}


def with_datasette(db):
    importlib.import_module("datasette")
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen([sys.executable, "-m", "datasette", "serve", db, "--host", "127.0.0.1", "--port", "0",
                                   "--setting", "sql_time_limit_ms", "10000"], stderr=log, stdout=log)
        try:
            told = ask_datasette(address(server, log), pathlib.Path(db).stem)
        finally:
            server.terminate()
            server.wait()
    return {"version": version("datasette"), **told}


def address(server, log):
    """Where it listens, from its log."""
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        log.seek(0)
        found = re.search(r"running on (http://\S+)", log.read())
        if found:
            return found[1]
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"datasette did not start: {log.read()[-300:]}")


def ask_datasette(base, name):
    def get(path):
        with urllib.request.urlopen(f"{base}/{name}{path}", timeout=30) as answer:
            return answer.read().decode()

    def count(path):
        return json.loads(get(path))["filtered_table_rows_count"]

    views = json.loads(get(".json"))["views"]
    counts = {view["name"]: count(f"/{view['name']}.json?_size=1") for view in views if view["name"].startswith("v_")}
    counts["story_fts"] = count(f"/story_text.json?_size=1&_search={WORD}")
    counts["quote_fts"] = count(f"/story_quote.json?_size=1&_searchmode=raw&_search={WORD}+OR+we+OR+the")
    counts |= sums(lambda sql: json.loads(get(f".json?_shape=array&sql={urllib.parse.quote(sql)}"))[0]["n"])
    wrong = []
    for table in ("story_text", "story_quote"):
        if 'name="_search"' not in get(f"/{table}"):
            wrong.append(f"{table} has no search box")
    for view, column in (("v_article", "first_seen_at"), ("v_story", "first_seen_at"), ("v_revision", "seen_at")):
        facets = json.loads(get(f"/{view}.json?_size=1"))["suggested_facets"]
        if not any(facet["name"] == column and facet.get("type") == "date" for facet in facets):
            wrong.append(f"{view}.{column} is not offered as a date facet")
    row = json.loads(get("/article.json?_size=1&_labels=on&_shape=objects"))["rows"][0]
    for key in ("outlet_id", "story_id"):
        if not isinstance(row[key], dict) or not isinstance(row[key]["label"], str):
            wrong.append(f"article.{key} has no label")
    return {"counts": counts, "wrong": wrong}


def with_duckdb(db):
    import duckdb

    file = duckdb.connect()
    extension = os.environ.get("DUCKDB_SQLITE")
    try:
        file.execute(f"LOAD '{extension}'" if extension else "INSTALL sqlite; LOAD sqlite")
    except duckdb.Error as error:
        return {"skipped": f"its sqlite extension cannot be had: {str(error).splitlines()[0]}"}
    file.execute("CREATE MACRO julianday(t) AS julian(t::TIMESTAMP)")
    file.execute(f"ATTACH '{db}' AS news (TYPE sqlite, READ_ONLY)")
    one = lambda sql: file.execute(sql).fetchone()[0]
    views = [row[0] for row in file.execute("SELECT DISTINCT view_name FROM news.dictionary").fetchall()]
    counts = {view: one(f"SELECT count(*) FROM (SELECT * FROM news.{view})") for view in views} | sums(one, "news.")
    wrong = []
    if one("SELECT count(*) - count(first_seen_at::TIMESTAMPTZ) FROM news.v_article"):
        wrong.append("v_article.first_seen_at is no time to it")
    for view, column in (("v_copy", "lag_minutes"), ("v_first_reporter", "lead_minutes"), ("v_outlet_originality", "own"),
                         ("v_agency_daily", "articles"), ("v_figure", "value"), ("v_statement", "stories"),
                         ("v_event", "articles"), ("v_claim", "value"), ("v_day", "stories")):
        typed = file.execute(f"SELECT typeof({column}) FROM news.{view} LIMIT 1").fetchone()
        if typed and typed[0] == "VARCHAR":
            wrong.append(f"{view}.{column} is text to it")
    return {"version": duckdb.__version__, "counts": counts, "wrong": wrong}


def version(package):
    import importlib.metadata

    return importlib.metadata.version(package)


def main():
    tool, db = sys.argv[1:]
    try:
        told = globals()[f"with_{tool.replace('-', '_')}"](db)
    except ModuleNotFoundError as error:
        told = {"skipped": f"{error.name} is not installed"}
    except Exception as error:  # whatever a tool raises is its answer
        told = {"failed": " ".join(f"{type(error).__name__}: {error}".split())[:400]}
    print(json.dumps({"wrong": [], **told}))


if __name__ == "__main__":
    main()
