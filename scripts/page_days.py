#!/usr/bin/env python3
"""Precision and recall of publication days over labelled pages, for htmldate and for `dateline read`.

    page_days.py PAGES.jsonl DAYS.tsv [--strip] [--dateline BINARY]

PAGES holds one object a line with id, url and html; DAYS is `page<TAB>day[,day]`, two days where the
outlet's zone and UTC differ. `--strip` first removes what is written for machines alone: JSON-LD,
meta elements and datetime attributes. Needs htmldate 1.11.0; with `--dateline` the program's reading
(`published_on` where it is printed, else the day of `article.published_at`) is held beside it.
"""
import json
import re
import subprocess
import sys
import tempfile

SCRIPT = re.compile(r"(?is)<script[^>]*ld\+json[^>]*>.*?</script>")
META = re.compile(r"(?is)<meta\b[^>]*>")
DATETIME = re.compile(r"(?is)\sdatetime\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)")


def stripped(html):
    return DATETIME.sub("", META.sub("", SCRIPT.sub("", html)))


def report(name, found, days, verbose):
    given = [page for page in days if found.get(page)]
    right = [page for page in given if found[page] in days[page]]
    print(f"{name:28} precision {len(right) / max(1, len(given)):.3f} recall {len(right) / len(days):.3f}"
          f"  ({len(right)} right of {len(given)} given, {len(days)} pages)")
    if verbose:
        for page in days:
            if found.get(page) not in days[page]:
                print("   ", page[:8], found.get(page), "should be", ",".join(days[page]))


def main():
    pages, labels = sys.argv[1:3]
    strip, verbose = "--strip" in sys.argv, "--verbose" in sys.argv
    days = {}
    for line in open(labels).read().splitlines()[1:]:
        page, known = line.split("\t")
        days[page] = known.split(",")
    items = [json.loads(line) for line in open(pages)]
    for item in items:
        if strip:
            item["html"] = stripped(item["html"])
    if "--dateline" in sys.argv:
        program = sys.argv[sys.argv.index("--dateline") + 1]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(item) + "\n" for item in items))
            file.flush()
            output = subprocess.run([program, "read", file.name], capture_output=True, text=True, check=True).stdout
        found = {}
        for line in output.splitlines():
            reading = json.loads(line)
            article = reading["article"]
            found[reading["id"]] = (article.get("published_on") or article["published_at"] or "")[:10]
        report("dateline", found, days, verbose)
    if "--no-htmldate" in sys.argv:
        return
    from htmldate import find_date
    for name, extensive in (("htmldate extensive", True), ("htmldate fast", False)):
        found = {}
        for item in items:
            try:
                found[item["id"]] = find_date(item["html"], url=item.get("url"), original_date=True,
                                              extensive_search=extensive)
            except Exception:
                found[item["id"]] = None
        report(name, found, days, verbose)


main()
