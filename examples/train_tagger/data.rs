//! Reads annotated documents: one JSON object a line with `doc_id`, `text`, and `gold`, a list of
//! `{kind, start, end}` whose offsets count characters.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use dateline::facts::entity::training::{Name, NameKind};
use dateline::text::CharIndex;
use serde::Deserialize;

/// A document with the names that somebody marked.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: String,
    pub text: String,
    pub names: Vec<Name>,
}

#[derive(Deserialize)]
struct Line {
    doc_id: String,
    text: String,
    gold: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    kind: String,
    start: Option<usize>,
    end: Option<usize>,
}

/// The documents of a file. Of names that overlap the longer stays.
pub fn read(path: &Path) -> Result<Vec<Document>> {
    let file = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    file.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Ok(document(serde_json::from_str(line)?)))
        .collect()
}

fn document(line: Line) -> Document {
    let index = CharIndex::new(&line.text);
    let mut names: Vec<Name> = line
        .gold
        .iter()
        .filter_map(|marked| {
            let kind = kind(&marked.kind)?;
            let span = index.byte_span(marked.start?, marked.end?)?.trimmed(&line.text);
            (!span.is_empty()).then_some(Name { kind, span })
        })
        .collect();
    names.sort_by_key(|name| (name.span.start, usize::MAX - name.span.end));
    let mut kept: Vec<Name> = Vec::with_capacity(names.len());
    for name in names {
        if kept.last().is_none_or(|last| last.span.end <= name.span.start) {
            kept.push(name);
        }
    }
    Document {
        id: line.doc_id,
        text: line.text,
        names: kept,
    }
}

fn kind(word: &str) -> Option<NameKind> {
    match word {
        "person" => Some(NameKind::Person),
        "org" => Some(NameKind::Org),
        "place" => Some(NameKind::Place),
        "misc" => Some(NameKind::Other),
        _ => None,
    }
}

/// Whether a document is kept back to measure on: one in five, by a hash of its id.
pub fn is_kept_back(id: &str) -> bool {
    let hash = id.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    });
    (hash >> 33) % 5 == 0
}
