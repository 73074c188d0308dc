//! Reads agencies in what stands outside the text: author fields, source tags, canonical addresses.

use url::Url;

use super::byline;
use super::found::{Desk, Found};
use crate::model::{Article, Credit, CreditKind, PageMetadata, ReadInput, SectionKind, Span};

/// A source tag or a canonical address that names an agency: the outlet says so itself.
const SOURCE: f64 = 0.9;

/// Sections of credits among which the byline's line is looked for; it stands before the report.
const BYLINE_SECTIONS_MAX: usize = 4;

/// Value sources that a reader of the page can see.
const VISIBLE: [&str; 2] = ["html", "microdata"];

/// Adds the agencies that byline, author fields and source tags name.
pub(super) fn read(
    desk: &Desk<'_>,
    article: &Article,
    metadata: &PageMetadata,
    input: &ReadInput,
    found: &mut Found,
) {
    if let Some(byline) = &article.byline {
        // A byline of the text is read where it stands: the time of update beside it tells a credit
        // ("PTI | Updated: ...") from an author.
        match line_of(article, byline).filter(|_| metadata.authors.is_empty()) {
            Some(span) => byline::field_in_text(desk, span, found),
            None => byline::field(desk, byline, CreditKind::Byline, "byline", found),
        }
    }
    for (author, source) in &metadata.authors {
        let kind = if VISIBLE.contains(source) {
            CreditKind::Byline
        } else {
            CreditKind::Markup
        };
        byline::field(desk, author, kind, "author", found);
    }
    for author in &input.authors {
        byline::field(desk, author, CreditKind::Markup, "feed_author", found);
    }
    if let Some((source, _)) = &metadata.original_source {
        named_or_hosted(desk, source, "original_source", found);
    }
    let source_tag = [&input.source_url, &input.source_name];
    for source in source_tag.into_iter().flatten() {
        named_or_hosted(desk, source, "feed_source", found);
    }
    if let Some((canonical, _)) = &metadata.canonical_url {
        let own = article.url.as_deref().and_then(host);
        let target = host(canonical);
        if target != own {
            hosted(desk, canonical, "canonical", found);
        }
    }
}

/// The line of the text from which the byline was taken.
fn line_of(article: &Article, byline: &str) -> Option<Span> {
    article
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Credit)
        .take(BYLINE_SECTIONS_MAX)
        .flat_map(|section| article.paragraphs(section.span))
        .find(|line| crate::text::collapsed(line.of(&article.text)).starts_with(byline))
}

/// A source given as an address or as a name.
fn named_or_hosted(desk: &Desk<'_>, source: &str, rule: &'static str, found: &mut Found) {
    if source.contains("://") {
        hosted(desk, source, rule, found);
        return;
    }
    if let Some((agency, _)) = desk.agencies.by_name_folded(source.trim(), desk.language) {
        markup(&agency.id, source, rule, found);
    }
}

fn hosted(desk: &Desk<'_>, address: &str, rule: &'static str, found: &mut Found) {
    if let Some(agency) = host(address).and_then(|host| desk.agencies.for_host(&host)) {
        markup(&agency.id, address, rule, found);
    }
}

fn markup(agency: &str, words: &str, rule: &'static str, found: &mut Found) {
    found.add(Credit {
        agency: Some(agency.to_owned()),
        kind: CreditKind::Markup,
        text: words.trim().to_owned(),
        span: None,
        confidence: SOURCE,
        rule,
    });
}

fn host(address: &str) -> Option<String> {
    Url::parse(address.trim()).ok()?.host_str().map(str::to_owned)
}
