//! A stored article made comparable once more.

use super::boilerplate::unmarked;
use super::fingerprint::fingerprint;
use crate::model::{Article, ClaimedTime, Reading, StoredText, TextFrom};
use crate::normalise;

/// The reading of an article as far as comparing needs it: text, sections, credits, dateline, fingerprint.
///
/// The dateline is read again, as it is not stored as a whole, in the report as it was before boilerplate was taken
/// out of it; everything else is taken as it was recorded, learnt boilerplate included.
#[must_use]
pub fn again(stored: StoredText) -> Reading {
    let mut article = Article {
        title: stored.title,
        byline: None,
        published_at: None,
        language: None,
        url: None,
        canonical_url: None,
        site_name: None,
        section: None,
        text: stored.text,
        text_from: TextFrom::Archive,
        sections: stored.sections,
        dateline: None,
    };
    let marked = std::mem::take(&mut article.sections);
    article.sections = unmarked(&marked);
    article.dateline = normalise::article_dateline(&article, stored.published_at);
    article.sections = marked;
    Reading {
        id: String::new(),
        published: ClaimedTime {
            at: stored.published_at,
            ..ClaimedTime::default()
        },
        metadata: Vec::new(),
        facts: Vec::new(),
        fingerprint: fingerprint(&article, &stored.credits),
        credits: stored.credits,
        notes: Vec::new(),
        article,
    }
}
