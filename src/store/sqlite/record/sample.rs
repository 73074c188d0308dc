//! Readings made by hand and rules simple enough to foresee, for the tests of the record side.

use std::sync::Arc;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use crate::dedup;
use crate::model::{
    Approximation, Article, Attribution, Candidate, ClaimedTime, Credit, CreditKind, DateQuality, Evidence,
    Fact, FactDetail, FactKind, Figure, FigureKind, Fingerprint, FirstReport, Member, Mention, Modality,
    Origin, OriginKind, Placement, Polarity, Quote, QuoteForm, Reading, Relation, Section, SectionKind,
    Setting, Span, StoredText, TextFrom,
};
use crate::store::sqlite::tests::noon;
use crate::store::{OutletRef, RecordRules, RecordSource, Recording};

/// A report with one quotation, one figure, a dateline credit and an inline one; not ASCII, so that bytes
/// and characters differ.
pub(super) const REPORT: &str = "MINSK, March 14 (IANS) — “Дело идёт” was the motto, the minister said. \
    “We shall build the road this year,” Ivan Petrov said. Turnout was 54 percent, according to Xinhua.";

fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .collect()
}

fn hash(text: &str) -> i64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes()).cast_signed()
}

fn span(text: &str, part: &str) -> Option<Span> {
    text.find(part).map(|at| Span::new(at, at + part.len()))
}

fn fact(text: &str, part: &str, kind: FactKind, detail: FactDetail) -> Option<Fact> {
    let span = span(text, part)?;
    let sentence = crate::text::sentences(text, Span::new(0, text.len()))
        .into_iter()
        .find(|sentence| sentence.contains(span))
        .unwrap_or(span);
    Some(Fact {
        kind,
        span,
        sentence,
        section: SectionKind::Body,
        attribution: None,
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        confidence: 0.9,
        detail,
        key: hash(part),
    })
}

pub(super) fn facts(text: &str) -> Vec<Fact> {
    let quote = FactDetail::Quote(Quote {
        form: QuoteForm::Direct,
    });
    let figure = |value: i64| {
        FactDetail::Figure(Figure {
            kind: FigureKind::Percent,
            value: Decimal::from(value),
            value_high: None,
            unit: Some("percent".to_owned()),
            approximation: Approximation::Exact,
            rate: None,
            of_what: None,
            whose: None,
            period_from: None,
            period_to: None,
        })
    };
    let mut found = Vec::new();
    if let Some(mut said) = fact(text, "We shall build the road this year,", FactKind::Quote, quote) {
        let name = span(text, "Ivan Petrov").unwrap();
        said.attribution = Some(Attribution {
            source: Some(Mention {
                span: name,
                text: "Ivan Petrov".to_owned(),
                name: None,
            }),
            cue: span(text, "said"),
            via_agency: None,
            rule: "test",
        });
        found.push(said);
    }
    found.extend(
        [54, 61]
            .into_iter()
            .filter_map(|value| fact(text, &format!("{value} percent"), FactKind::Figure, figure(value))),
    );
    found
}

pub(super) fn credits(text: &str) -> Vec<Credit> {
    let credit = |part: &str, kind, agency: Option<&str>| {
        span(text, part).map(|span| Credit {
            agency: agency.map(str::to_owned),
            kind,
            text: part.to_owned(),
            span: Some(span),
            confidence: 0.9,
            rule: "test",
        })
    };
    [
        credit("(IANS)", CreditKind::Dateline, Some("ians")),
        credit("(NationPress)", CreditKind::Dateline, None),
        credit("according to Xinhua", CreditKind::Inline, Some("xinhua")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A reading of `text` under `title`, as the pure rooms would make it.
pub(super) fn reading(id: &str, title: &str, text: &str) -> Reading {
    let body = words(text);
    let mut shingles: Vec<i64> = body.windows(3).map(|window| hash(&window.join(" "))).collect();
    shingles.sort_unstable();
    shingles.dedup();
    Reading {
        id: id.to_owned(),
        article: Article {
            title: title.to_owned(),
            byline: None,
            published_at: None,
            language: Some("en".to_owned()),
            url: Some(format!("https://press.example/{id}?utm_source=rss")),
            canonical_url: Some(format!("https://press.example/{id}")),
            site_name: None,
            section: None,
            text: text.to_owned(),
            text_from: TextFrom::Page,
            sections: vec![Section {
                kind: SectionKind::Body,
                span: Span::new(0, text.len()),
            }],
            dateline: None,
        },
        published: ClaimedTime {
            raw: None,
            at: Some(noon()),
            quality: DateQuality::Ok,
        },
        metadata: Vec::new(),
        credits: credits(text),
        facts: facts(text),
        fingerprint: Fingerprint {
            version: 1,
            body_hash: hash(&body.join(" ")),
            shingles,
            folded: body.join(" ").into_bytes(),
            words: u32::try_from(body.len()).unwrap(),
            ..Fingerprint::default()
        },
        notes: vec!["made \"by hand\"".to_owned()],
    }
}

/// A line of an archive.
pub(super) fn archived(outlet: &str, id: &str, text: &str) -> Recording {
    Recording {
        reading: reading(id, "The road", text),
        outlet: OutletRef {
            key: outlet.to_owned(),
            agency_id: None,
            is_aggregator: false,
        },
        source: RecordSource::Archive {
            archive: "march".to_owned(),
            external_id: id.to_owned(),
            first_seen_at: noon(),
            seen_basis: "seen",
            is_markup: false,
        },
        recorded_at: noon(),
    }
}

pub(super) fn from_entry(entry_id: i64, outlet: &str, id: &str, text: &str) -> Recording {
    Recording {
        source: RecordSource::Entry {
            entry_id,
            feed_id: 1,
            first_seen_at: noon(),
            polling_gap_s: Some(900),
        },
        ..archived(outlet, id, text)
    }
}

pub(super) fn seen_later(mut recording: Recording, by: TimeDelta) -> Recording {
    if let RecordSource::Archive { first_seen_at, .. } = &mut recording.source {
        *first_seen_at += by;
    }
    recording.reading.published.at = Some(noon() + by);
    recording
}

/// Joins equal bodies as identical, and what shares half of its shingles as cut or extended.
fn place(reading: &Reading, _: &Setting, candidates: &[Candidate]) -> Placement {
    for candidate in candidates {
        for exemplar in &candidate.exemplars {
            let relation = if exemplar.body_hash == reading.fingerprint.body_hash {
                Relation::Identical
            } else if usize::try_from(candidate.shared).unwrap() * 2 < reading.fingerprint.shingles.len() {
                continue;
            } else if exemplar.folded.len() > reading.fingerprint.folded.len() {
                Relation::Cut
            } else {
                Relation::Extended
            };
            return Placement {
                story_id: Some(candidate.story_id),
                relation,
                of_article_id: Some(exemplar.article_id),
                coverage: 0.9,
                coverage_of_origin: 0.6,
                is_exemplar: relation != Relation::Identical,
                ..Placement::original()
            };
        }
    }
    Placement::original()
}

/// The first agency in a dateline is the origin, and the longest text with it the original.
fn origin(members: &[Member]) -> Origin {
    let credited = |member: &Member| {
        member
            .credits
            .iter()
            .find(|credit| credit.kind == CreditKind::Dateline)
            .and_then(|c| c.agency.clone())
    };
    let named = members
        .iter()
        .filter(|member| credited(member).is_some())
        .min_by_key(|member| (std::cmp::Reverse(member.words), member.article_id));
    Origin {
        kind: if named.is_some() {
            OriginKind::Agency
        } else {
            OriginKind::Unknown
        },
        agency: named.and_then(credited),
        article_id: named.map(|member| member.article_id),
        confidence: 0.9,
        likely_source_agency: None,
        evidence: named
            .map(|member| Evidence {
                article_id: member.article_id,
                kind: "dateline".to_owned(),
                agency: credited(member),
                weight: 1.0,
                text: "(IANS)".to_owned(),
            })
            .into_iter()
            .collect(),
    }
}

fn first(members: &[Member]) -> FirstReport {
    let first = members
        .iter()
        .min_by_key(|member| (member.first_seen_at, member.article_id))
        .unwrap();
    FirstReport {
        claimed_article_id: Some(first.article_id),
        claimed_at: first.claimed_at,
        seen_article_id: first.article_id,
        seen_at: first.first_seen_at,
        basis: "claimed",
    }
}

fn relabelled(member: &Member, origin: &Origin) -> &'static str {
    let hides = member
        .credits
        .iter()
        .any(|c| c.kind == CreditKind::Dateline && c.agency.is_none());
    if origin.kind == OriginKind::Agency && hides {
        "yes"
    } else {
        "no"
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of the rule")]
fn again(stored: crate::model::StoredText) -> Reading {
    reading("again", &stored.title, &stored.text)
}

pub(super) fn rules() -> Arc<RecordRules> {
    Arc::new(RecordRules {
        place,
        learn_habit: crate::dedup::learn_habit,
        learn_late_habit: crate::dedup::learn_late_habit,
        confirm: crate::dedup::confirm,
        merged: crate::dedup::merged,
        origin,
        first,
        relabelled,
        lines: crate::dedup::lines,
        is_learnt: crate::dedup::is_learnt,
        mark: crate::dedup::mark,
        again,
        gist: crate::dedup::gist,
        event: crate::event::choose,
        name_key: crate::entity::key,
        acronym: crate::entity::acronym,
        entity: crate::entity::choose,
        window_s: 3 * 24 * 3600,
        kept_s: crate::dedup::KEPT_S,
        kept_by_articles: crate::dedup::LATEST_ARTICLES,
    })
}

/// The program's own rules, of which nothing here is foreseen.
pub(super) fn real_rules() -> Arc<RecordRules> {
    Arc::new(RecordRules {
        place: dedup::place_in,
        origin: dedup::origin,
        first: dedup::first,
        relabelled: dedup::is_relabelled,
        again: dedup::again,
        window_s: dedup::WINDOW_S,
        ..*rules()
    })
}

/// A text as the program reads it, seen and published so many minutes after noon.
pub(super) fn read_article(outlet: &str, title: &str, text: &str, minute: i64) -> Recording {
    let mut recording = seen_later(
        archived(outlet, &format!("{outlet}: {title}"), text),
        TimeDelta::minutes(minute),
    );
    let seen = recording.reading.published.clone();
    recording.reading = dedup::again(StoredText {
        title: title.to_owned(),
        text: text.to_owned(),
        sections: vec![Section {
            kind: SectionKind::Body,
            span: Span::new(0, text.len()),
        }],
        credits: Vec::new(),
        published_at: seen.at,
    });
    recording.reading.published = seen;
    recording
}
