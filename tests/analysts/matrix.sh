#!/usr/bin/env bash
# Opens one store with every tool an analyst is likely to bring, in every state the file can be in, and
# compares what they count: rows of every view of the dictionary, and sums of what those of stories, events, claims,
# statements, entities and days count. Prints a table; exits 1 when any tool differs or fails. See docs/analysts.md.
#
#   tests/analysts/matrix.sh [--binary FILE] [--db FILE]
#
# PYTHON has datasette, sqlite-utils and pandas (default: python3). DUCKDB_PYTHON has duckdb (default: PYTHON),
# DUCKDB_SQLITE is its extension's file where it cannot be downloaded. What is not installed is skipped,
# and the last lines say so. As root it also asks as `nobody`, who may read the file and write nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec "${PYTHON:-python3}" "$here/matrix.py" "$@"
