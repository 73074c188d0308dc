//! What an article states: quotes, figures, dates, happenings, and whom it names. One extractor per file. Pure.

mod alone;
mod cast;
mod cue;
mod date;
pub mod entity;
mod figure;
mod happening;
mod json;
mod key;
mod lexicon;
mod modality;
mod names;
mod number;
mod quote;
mod speaker;
mod token;
mod told;
mod whose;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::alone::{dates, figures};
use self::cast::Cast;
use self::date::{DateReader, Moment};
pub use self::json::to_json;
use self::quote::{Quoted, Statement};
use self::token::{Passage, Sentence};
use self::told::{Organisations, Told};
use crate::model::{
    Article, Attribution, Fact, FactDetail, FactKind, Modality, Polarity, Quote, QuoteForm, Section,
    SectionKind, Span,
};

/// Days a dateline's date may lie from the day of publication and still be the anchor; a dateline far
/// off is a misreading or an old report.
const DATELINE_DAYS_MAX: i64 = 31;

/// Most of an article's text that is read, in bytes. The longest live blogs stay far below; what is longer is
/// no report, and its tokens would cost memory by the hundred megabytes.
const READ_BYTES_MAX: usize = 1 << 20;

/// Most facts of an article, so that a page of numbers does not flood the store.
const FACTS_MAX: usize = 10_000;

/// Longest sentence kept with a fact, in bytes; of a longer one (a table, a text without stops) the fact's
/// surroundings are kept, else each of its thousand facts would carry the whole.
const SENTENCE_BYTES_MAX: usize = 1_200;

/// Most dates of a sentence that are weighed for the period of a figure; a table has hundreds.
const PERIOD_DATES_MAX: usize = 16;

/// Resolves the name of an agency (`Xinhua news agency`) to its id.
pub type AgencyNames<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Whether facts are read from texts of that language: English, or not known (`None`).
pub fn supports(language: Option<&str>) -> bool {
    language.is_none_or(|tag| {
        tag.split(['-', '_'])
            .next()
            .is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
    })
}

/// The quotes, figures, dates, happenings, persons, organisations and places of `article`, ordered by place.
///
/// `published` anchors incomplete dates when the article has no dateline; `agencies` tells the channel
/// (`according to Xinhua`) from the speaker. Empty for languages that [`supports`] refuses. Boxes that are
/// not the report (related links, subscriptions, credits) are not read, but for signed posts; captions only for names. At most the first mebibyte
/// is read and 10,000 facts are returned, so hostile texts cost little.
pub fn extract(article: &Article, published: Option<DateTime<Utc>>, agencies: &AgencyNames<'_>) -> Vec<Fact> {
    if !supports(article.language.as_deref()) {
        return Vec::new();
    }
    let mut dates = DateReader::new(&article.text, anchor(article, published));
    let passages = passages(article);
    let mentions = entity::read(&article.text, passages.iter().map(|part| &part.passage));
    let organisations = Organisations::new(&article.text, &mentions);
    let mut cast = Cast::default();
    for part in passages.iter().filter(|part| part.use_for == UseFor::All) {
        cast.add(&part.passage, &part.quoted);
    }
    let mut facts = Vec::new();
    for part in &passages {
        let passage = &part.passage;
        let moments = match part.use_for {
            UseFor::Names => Vec::new(),
            UseFor::All | UseFor::Filing => dates.read(passage),
        };
        let statements = match part.use_for {
            UseFor::All => quote::read(passage, &part.quoted, &cast, agencies),
            UseFor::Names | UseFor::Filing => Vec::new(),
        };
        let mut reading = SectionReading {
            passage,
            kind: part.kind,
            told: Told {
                passage,
                statements: &statements,
                cast: &cast,
                agencies,
                organisations: &organisations,
            },
            facts: Vec::new(),
        };
        if part.use_for == UseFor::All {
            reading.add_quotes();
            reading.add_figures(&moments, &mentions);
            reading.add_happenings(&mentions, &moments);
        }
        reading.add_dates(&moments);
        reading.add_mentions(&mentions);
        facts.append(&mut reading.facts);
    }
    for section in &article.sections {
        facts.append(&mut posted(article, section, agencies));
    }
    facts.sort_by_key(|fact| (fact.span, fact.kind));
    facts.truncate(FACTS_MAX);
    facts
}

/// The posts that a box beside the report shows, as what their writers say. Nothing else of it is the report's.
fn posted(article: &Article, section: &Section, agencies: &AgencyNames<'_>) -> Vec<Fact> {
    let holds_posts = section.kind == SectionKind::Related
        && section.span.end <= READ_BYTES_MAX
        && article
            .text
            .get(section.span.start..section.span.end)
            .is_some_and(quote::may_hold_posts);
    if !holds_posts {
        return Vec::new();
    }
    let passage = Passage::new(&article.text, section.span);
    let mut reading = SectionReading {
        passage: &passage,
        kind: section.kind,
        told: Told {
            passage: &passage,
            statements: &quote::posts(&passage),
            cast: &Cast::default(),
            agencies,
            organisations: &Organisations::default(),
        },
        facts: Vec::new(),
    };
    reading.add_quotes();
    reading.facts
}

/// A stretch of a section, read by itself.
struct Part<'a> {
    kind: SectionKind,
    passage: Passage<'a>,
    quoted: Vec<Quoted>,
    use_for: UseFor,
}

/// What a part is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UseFor {
    All,
    /// Place, date and credit before the report: its dates and names.
    Filing,
    /// A caption: who and where is in the picture.
    Names,
}

/// The parts of the article that are read, in order; the dateline is cut off the section it opens.
fn passages(article: &Article) -> Vec<Part<'_>> {
    let filed = article.dateline.as_ref().map(|dateline| dateline.span);
    let mut parts = Vec::new();
    let mut left = READ_BYTES_MAX;
    let mut add = |kind, span: Span, use_for| {
        let span = Span::new(
            span.start,
            span.end.min(article.text.floor_char_boundary(span.start + left)),
        );
        left = left.saturating_sub(span.len());
        // A span off a character boundary is another room's mistake; it costs its section only.
        if !span.is_empty() && article.text.get(span.start..span.end).is_some() {
            let passage = Passage::new(&article.text, span);
            let quoted = quote::quoted(&passage);
            parts.push(Part {
                kind,
                passage,
                quoted,
                use_for,
            });
        }
    };
    // A gallery tells its report in its captions.
    let is_gallery = !article
        .sections
        .iter()
        .any(|section| is_read(section.kind) && section.kind != SectionKind::Headline);
    for section in &article.sections {
        let span = section.span;
        let use_for = match section.kind {
            SectionKind::Caption if is_gallery => UseFor::All,
            SectionKind::Caption => UseFor::Names,
            kind if is_read(kind) => UseFor::All,
            _ => continue,
        };
        match filed.filter(|filed| span.contains(*filed)) {
            Some(filed) => {
                add(section.kind, Span::new(span.start, filed.start), use_for);
                add(section.kind, filed, UseFor::Filing);
                add(section.kind, Span::new(filed.end, span.end), use_for);
            }
            None => add(section.kind, span, use_for),
        }
    }
    parts
}

const fn is_read(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Headline
            | SectionKind::Synopsis
            | SectionKind::KeyTakeaways
            | SectionKind::Highlights
            | SectionKind::Faq
            | SectionKind::Body
            | SectionKind::LiveBlog
    )
}

/// The dateline's day, when it fits the day of publication, else the latter.
fn anchor(article: &Article, published: Option<DateTime<Utc>>) -> Option<NaiveDate> {
    let published = published.or(article.published_at).map(|at| at.date_naive());
    let filed = article.dateline.as_ref().and_then(|dateline| dateline.date_on);
    match (filed, published) {
        (Some(filed), Some(published)) => {
            let fits = (published - filed).num_days().abs() <= DATELINE_DAYS_MAX;
            Some(if fits { filed } else { published })
        }
        (filed, published) => filed.or(published),
    }
}

/// One section on its way to facts.
struct SectionReading<'p, 'a> {
    passage: &'p Passage<'a>,
    kind: SectionKind,
    told: Told<'p, 'a>,
    facts: Vec<Fact>,
}

impl SectionReading<'_, '_> {
    fn sentence(&self, span: Span) -> Option<&Sentence> {
        self.passage.sentence_at(span.start)
    }

    fn add_quotes(&mut self) {
        for statement in self.told.statements {
            let speaker = statement.attribution.as_ref().and_then(|a| a.source.as_ref());
            let speaker = speaker.map(|source| source.name.as_deref().unwrap_or(&source.text));
            let key = key::quote(statement.span.of(self.passage.text), speaker);
            let detail = FactDetail::Quote(Quote { form: statement.form });
            let attribution = statement.attribution.clone();
            self.push(
                FactKind::Quote,
                statement.span,
                attribution,
                statement.confidence,
                detail,
                key,
            );
        }
    }

    /// What the cue of a reported statement makes of it: what is demanded is not asserted.
    fn cue_modality(&self, statement: &Statement) -> Option<Modality> {
        let cue = statement.attribution.as_ref()?.cue?;
        let reported = statement.form != QuoteForm::Direct;
        modality::of_cue(cue.of(self.passage.text)).filter(|_| reported)
    }

    fn add_figures(&mut self, moments: &[Moment], mentions: &[entity::Mention]) {
        let taken: Vec<Span> = moments.iter().map(|moment| moment.span).collect();
        let all = figure::read(self.passage, &taken);
        let spans: Vec<Span> = all.iter().map(|found| found.span).collect();
        for (at, found) in all.into_iter().enumerate() {
            let mut figure = found.figure;
            if let Some((from, to)) = self.period(found.span, spans.get(at + 1).copied(), moments) {
                figure.period_from = Some(from.to_string());
                figure.period_to = Some(to.to_string());
            }
            let around = self.sentence(found.span).map_or(found.span, |sentence| {
                surroundings(self.passage.text, sentence.span, found.span)
            });
            let key = key::figure(&figure, found.head.as_deref(), around.of(self.passage.text));
            let attribution = self.told.attribution(found.span);
            figure.whose = self.whose(found.span, attribution.as_ref(), mentions);
            self.push(
                FactKind::Figure,
                found.span,
                attribution,
                found.confidence,
                FactDetail::Figure(figure),
                key,
            );
        }
    }

    /// The name of whom or what the figure at `span` measures.
    fn whose(
        &self,
        span: Span,
        attribution: Option<&Attribution>,
        mentions: &[entity::Mention],
    ) -> Option<String> {
        let tokens = &self.sentence(span)?.tokens;
        let speaker = attribution
            .and_then(|said| said.source.as_ref())
            .map(|source| source.span);
        let mention = whose::whose(self.passage, tokens, span, speaker, mentions)?;
        Some(mention.entity.name.clone())
    }

    /// The days of which the figure at `span` speaks: of the one date in its sentence; of several, of the one behind it
    /// and before the `next` figure (`47 in May and 52 in June`), else of the last before it (`In May it rose 5 percent
    /// to 30, after 2 percent in April`).
    fn period(&self, span: Span, next: Option<Span>, moments: &[Moment]) -> Option<(NaiveDate, NaiveDate)> {
        let sentence = self.sentence(span)?.span;
        let first = moments.partition_point(|moment| moment.span.start < sentence.start);
        let dated: Vec<_> = moments[first..]
            .iter()
            .take_while(|moment| moment.span.start < sentence.end)
            .filter_map(|moment| Some((moment.span, moment.when.interval()?)))
            .take(PERIOD_DATES_MAX)
            .collect();
        let chosen = if let [only] = dated.as_slice() {
            Some(only)
        } else {
            let bound = next.map_or(sentence.end, |next| next.start);
            let behind = dated
                .iter()
                .find(|(date, _)| date.start >= span.end && date.start < bound);
            behind.or_else(|| dated.iter().rev().find(|(date, _)| date.end <= span.start))
        };
        let (from, to) = chosen?.1;
        let (from, to) = (from.date(), to.date());
        // Half open and in whole days: an hour of a day is that day.
        Some((from, if to > from { to } else { from.succ_opt()? }))
    }

    fn add_dates(&mut self, moments: &[Moment]) {
        for moment in moments {
            let date = moment.when.fact();
            let key = key::date(&date, moment.span.of(self.passage.text));
            let confidence = if date.value.is_some() { 0.9 } else { 0.6 };
            let attribution = self.told.attribution(moment.span);
            self.push(
                FactKind::Date,
                moment.span,
                attribution,
                confidence,
                FactDetail::Date(date),
                key,
            );
        }
    }

    /// Adds what the passage says that took place; `mentions` are those of the article, in order.
    fn add_happenings(&mut self, mentions: &[entity::Mention], moments: &[Moment]) {
        let first = mentions.partition_point(|mention| mention.span.start < self.passage.span.start);
        let end = mentions.partition_point(|mention| mention.span.start < self.passage.span.end);
        let here = mentions.get(first..end).unwrap_or_default();
        for found in happening::read(self.passage, here, moments) {
            // The clause may begin with the source (`Police said`), the word never.
            let attribution = self.told.attribution(found.word);
            self.push(
                FactKind::Happening,
                found.span,
                attribution,
                found.confidence,
                FactDetail::Happening(found.happening),
                found.key,
            );
            let told = self
                .told
                .statement(found.span)
                .and_then(|around| self.cue_modality(around));
            // Its clause says how it is put forward, not what stands near its first word.
            if let Some(fact) = self.facts.last_mut().filter(|fact| fact.span == found.span) {
                fact.polarity = found.polarity;
                fact.modality = match found.modality {
                    Modality::Asserted | Modality::Future => told.unwrap_or(found.modality),
                    told_here => told_here,
                };
            }
        }
    }

    /// Adds those of `mentions`, which are in order, that lie in this passage.
    fn add_mentions(&mut self, mentions: &[entity::Mention]) {
        let first = mentions.partition_point(|mention| mention.span.start < self.passage.span.start);
        let here = mentions[first..]
            .iter()
            .take_while(|mention| mention.span.start < self.passage.span.end);
        for mention in here {
            let key = key::entity(mention.kind, &mention.entity);
            let attribution = self.told.attribution(mention.span);
            let detail = FactDetail::Entity(mention.entity.clone());
            self.push(
                mention.kind,
                mention.span,
                attribution,
                mention.confidence,
                detail,
                key,
            );
        }
    }

    fn push(
        &mut self,
        kind: FactKind,
        span: Span,
        attribution: Option<Attribution>,
        confidence: f64,
        detail: FactDetail,
        key: i64,
    ) {
        if self.facts.len() >= FACTS_MAX {
            return;
        }
        let sentence = self.sentence(span);
        let (polarity, modality) = match sentence {
            _ if kind == FactKind::Quote => {
                let cue = attribution.as_ref().and_then(|attribution| attribution.cue);
                modality::of_statement(self.passage, span, cue.map(|cue| cue.of(self.passage.text)))
            }
            Some(sentence) => modality::of(self.passage, sentence, span),
            None => (Polarity::default(), Modality::default()),
        };
        let told = self
            .told
            .statement(span)
            .and_then(|around| self.cue_modality(around));
        let modality = match modality {
            Modality::Asserted | Modality::Future => told.unwrap_or(modality),
            told_here => told_here,
        };
        let sentence = sentence.map_or(span, |sentence| {
            surroundings(self.passage.text, sentence.span, span)
        });
        let section = self.kind;
        self.facts.push(Fact {
            kind,
            span,
            sentence,
            section,
            attribution,
            polarity,
            modality,
            confidence,
            detail,
            key,
        });
    }
}

/// `sentence`, or of a very long one the stretch around `fact`, cut at spaces where there are any.
fn surroundings(text: &str, sentence: Span, fact: Span) -> Span {
    if sentence.len() <= SENTENCE_BYTES_MAX {
        return sentence;
    }
    let margin = SENTENCE_BYTES_MAX.saturating_sub(fact.len()) / 2;
    let start = text
        .ceil_char_boundary(fact.start.saturating_sub(margin))
        .max(sentence.start)
        .min(fact.start);
    let end = text
        .floor_char_boundary(fact.end + margin)
        .min(sentence.end)
        .max(fact.end);
    let before = &text[start..fact.start];
    let start = if start == sentence.start {
        start
    } else {
        start + before.find(' ').map_or(0, |at| at + 1)
    };
    let after = &text[fact.end..end];
    let end = if end == sentence.end {
        end
    } else {
        fact.end + after.rfind(' ').unwrap_or(after.len())
    };
    Span::new(start, end)
}

#[cfg(test)]
mod tests;
