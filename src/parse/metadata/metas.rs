//! The `meta` elements of a page.

use std::collections::HashMap;

use super::elements::Attributes;
use crate::model::ValueSource;
use crate::text::collapsed;

/// Value of an OpenGraph property.
pub(super) const OPENGRAPH: ValueSource = "opengraph";
/// Value of any other `meta` or `link` element.
pub(super) const META: ValueSource = "meta";
/// Value of microdata.
pub(super) const MICRODATA: ValueSource = "microdata";

/// `meta` elements read; pages have some dozens.
const METAS_MAX: usize = 1_000;
/// Longest value kept, in bytes.
const VALUE_BYTES_MAX: usize = 4_000;
/// Values of a property that may be repeated.
const REPEATS_MAX: usize = 50;

/// The first value of each name, property and microdata property, and all `article:tag` and
/// `article:author` values.
#[derive(Debug, Default)]
pub(super) struct Metas {
    /// By name in lower case.
    first: HashMap<String, (String, ValueSource)>,
    pub tags: Vec<String>,
    pub authors: Vec<String>,
    count: usize,
}

impl Metas {
    pub(super) fn add(&mut self, attributes: &Attributes<'_>) {
        let Some(content) = attributes
            .content
            .filter(|content| content.len() <= VALUE_BYTES_MAX)
        else {
            return;
        };
        if self.count == METAS_MAX {
            return;
        }
        self.count += 1;
        let names = [
            (attributes.property, META),
            (attributes.name, META),
            (attributes.itemprop, MICRODATA),
            (attributes.http_equiv, META),
        ];
        for (name, source) in names {
            for name in name.unwrap_or("").split_ascii_whitespace() {
                let name = name.to_ascii_lowercase();
                match name.as_str() {
                    "article:tag" | "og:article:tag" => push(&mut self.tags, content),
                    "article:author" | "og:article:author" => push(&mut self.authors, content),
                    _ => {}
                }
                let is_open = ["og:", "article:"].iter().any(|start| name.starts_with(start));
                let source = if is_open { OPENGRAPH } else { source };
                self.first
                    .entry(name)
                    .or_insert_with(|| (collapsed(content), source));
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<(&str, ValueSource)> {
        self.first
            .get(name)
            .map(|(value, source)| (value.as_str(), *source))
    }

    /// The value of the first of `names` that the page has.
    pub(super) fn any(&self, names: &[&str]) -> Option<(&str, ValueSource)> {
        names.iter().find_map(|name| self.get(name))
    }
}

fn push(values: &mut Vec<String>, value: &str) {
    if values.len() < REPEATS_MAX {
        values.push(collapsed(value));
    }
}
