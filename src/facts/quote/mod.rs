//! Quotations and reported statements.
//!
//! First the quotations in marks that stand for themselves (direct); then, in what is left, reported
//! clauses (indirect, or mixed when they hold a quoted part); then longer quoted parts nobody claimed.

mod behind;
mod classes;
mod clause;
mod marks;
mod nominal;
mod post;
mod reported;
mod request;
mod singles;
mod stance;
#[cfg(test)]
mod tests;
mod title;

use std::ops::Range;

pub(super) use self::marks::{Quoted, quoted};
pub(super) use self::post::{may_hold_posts, posts};
use super::AgencyNames;
use super::cast::Cast;
use super::cue;
use super::speaker::{self, Source};
use super::token::{Passage, TokenKind};
use crate::model::{Attribution, Mention, QuoteForm, Span};

/// Shortest quotation, in words, that is a statement without an attribution beside it.
const WORDS_MIN: usize = 4;

/// Bytes between two quotations of one paragraph within which the second continues the first.
const CONTINUES_WITHIN: usize = 200;

/// Rules: the source of the quotation that this one goes on with, that goes on with this one; a guess.
const BEFORE: &str = "goes on with the quotation before";
const BEHIND: &str = "the quotation behind goes on with it";
const NEARBY: &str = "subject of the words before";

/// Longest crosshead, in words.
const CROSSHEAD_WORDS_MAX: usize = 8;

/// A statement with its source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    pub span: Span,
    pub form: QuoteForm,
    pub attribution: Option<Attribution>,
    pub confidence: f64,
}

/// The statements of `passage`, whose quotations in marks are `quoted`, in order of place.
pub(super) fn read(
    passage: &Passage<'_>,
    quoted: &[Quoted],
    cast: &Cast,
    agencies: &AgencyNames<'_>,
) -> Vec<Statement> {
    let reader = Reader {
        passage,
        cast,
        agencies,
        quoted,
    };
    let mut statements = reader.direct();
    let taken: Vec<Span> = statements
        .iter()
        .flatten()
        .map(|statement| statement.span)
        .collect();
    let reported = reported::read(passage, &taken, quoted, agencies);
    let claimed: Vec<Span> = reported.iter().map(|clause| clause.span).collect();
    reader.left_over(&mut statements, &claimed);
    let mut all: Vec<Statement> = statements.into_iter().flatten().collect();
    all.extend(reported.into_iter().map(|clause| {
        let (form, confidence) = if clause.holds_quote {
            (QuoteForm::Mixed, 0.7)
        } else {
            (QuoteForm::Indirect, 0.6)
        };
        let (attribution, sureness) = reader.attribution(clause.source);
        Statement {
            span: clause.span,
            form,
            confidence: confidence * clause.sureness * sureness,
            attribution: Some(attribution),
        }
    }));
    all.sort_by_key(|statement| statement.span);
    all
}

struct Reader<'r, 'a> {
    passage: &'r Passage<'a>,
    cast: &'r Cast,
    agencies: &'r AgencyNames<'r>,
    quoted: &'r [Quoted],
}

impl Reader<'_, '_> {
    /// One place for each quotation in marks, filled where it is direct.
    fn direct(&self) -> Vec<Option<Statement>> {
        let mut statements: Vec<Option<Statement>> = Vec::with_capacity(self.quoted.len());
        for (at, quoted) in self.quoted.iter().enumerate() {
            let after = self.source_after(at);
            let opens = self.opens_statement(quoted);
            // `“Big time,” she said`: even words written as a title.
            if self.is_name(quoted) && !(opens && after.is_some()) {
                statements.push(None);
                continue;
            }
            // Short ones need a source beside them or a speaker who is in the middle of a statement.
            let is_direct = after.is_some() && (opens || quoted.words >= WORDS_MIN)
                || opens && (quoted.words >= WORDS_MIN || self.is_announced(quoted))
                || opens && quoted.words > 1 && self.carried_over(at, &statements).is_some()
                || quoted.continues;
            if !is_direct {
                statements.push(None);
                continue;
            }
            let found = after
                .or_else(|| self.source_before(at))
                .map(|source| self.attribution(source));
            let (attribution, confidence) = match found {
                Some((attribution, sureness)) => (Some(attribution), 0.95 * sureness),
                None => match self.carried_over(at, &statements) {
                    // No surer than the quotation it goes on with.
                    Some((attribution, before)) => (Some(attribution), before.min(0.8)),
                    None => weighed(self.nearby_subject(at)),
                },
            };
            statements.push(Some(Statement {
                span: quoted.inner,
                form: QuoteForm::Direct,
                attribution,
                confidence,
            }));
        }
        self.carry_back(&mut statements);
        statements
    }

    /// Gives the sentences of one statement that are opened again and again the source that stands behind the last.
    fn carry_back(&self, statements: &mut [Option<Statement>]) {
        for at in (1..statements.len()).rev() {
            let (earlier, later) = statements.split_at_mut(at);
            let (Some(Some(before)), Some(Some(after))) = (earlier.last_mut(), later.first()) else {
                continue;
            };
            let goes_on = self.quoted[at].continues && self.quoted[at - 1].unclosed;
            let weak = before.attribution.as_ref().is_none_or(|a| a.rule == NEARBY);
            let Some(source) = after.attribution.as_ref().filter(|a| a.rule != NEARBY) else {
                continue;
            };
            if goes_on && weak {
                let rule = BEHIND;
                before.attribution = Some(Attribution {
                    rule,
                    ..source.clone()
                });
                before.confidence = after.confidence.min(0.8);
            }
        }
    }

    /// Fills the places of longer quoted parts that no reported clause holds.
    fn left_over(&self, statements: &mut [Option<Statement>], claimed: &[Span]) {
        for (at, (quoted, place)) in self.quoted.iter().zip(statements).enumerate() {
            let next = claimed.partition_point(|span| span.end <= quoted.inner.start);
            let is_claimed = claimed.get(next).is_some_and(|span| span.overlaps(quoted.inner));
            if place.is_some() || is_claimed || self.is_name(quoted) {
                continue;
            }
            let after_cue = self
                .token_before(quoted)
                .is_some_and(|before| self.is_cue(before));
            if quoted.words < WORDS_MIN && !after_cue {
                continue;
            }
            let source = self.source_before(at);
            if source.is_none() && quoted.words < WORDS_MIN {
                continue;
            }
            let found = source
                .map(|source| self.attribution(source))
                .or_else(|| self.nearby_subject(at));
            let (attribution, confidence) = weighed(found);
            *place = Some(Statement {
                span: quoted.inner,
                form: QuoteForm::Direct,
                attribution,
                confidence,
            });
        }
    }

    /// Whether a verb of speech stands at `at`; not in `so-called`.
    fn is_cue(&self, at: usize) -> bool {
        let tokens = &self.passage.tokens;
        let compound = at > 0 && tokens[at - 1].is_dash();
        cue::verb(&tokens[at].lower).is_some() && !compound
    }

    /// Whether somebody is said to say the quoted words, right before them: `he said, “No.”`
    fn is_announced(&self, quoted: &Quoted) -> bool {
        let ends = quoted.inner.of(self.passage.text).ends_with(['.', '!', '?', ',']);
        ends && title::is_announced(self.passage, quoted)
    }

    /// Whether the quoted words name something and nobody says them.
    fn is_name(&self, quoted: &Quoted) -> bool {
        title::is_nickname(self.passage, quoted)
            || title::is_cited(self.passage, quoted)
            || title::is_title(self.passage, quoted) && !title::is_announced(self.passage, quoted)
            || self.is_crosshead(quoted)
    }

    /// Whether a line between paragraphs is nothing but a few words in single marks, where double ones are used
    /// for speech before it: American papers set crossheads so.
    fn is_crosshead(&self, quoted: &Quoted) -> bool {
        let text = self.passage.text;
        let single = |quoted: &Quoted| quoted.outer.of(text).starts_with(['\'', '‘']);
        let alone = text[self.passage.span.start..quoted.outer.start].ends_with('\n')
            && text[quoted.outer.end..self.passage.span.end].starts_with('\n');
        let next = self
            .quoted
            .partition_point(|other| other.outer.start < quoted.outer.start);
        let before = next.checked_sub(1).map(|at| &self.quoted[at]);
        quoted.words <= CROSSHEAD_WORDS_MAX
            && alone
            && single(quoted)
            && before.is_some_and(|before| !single(before))
    }

    fn token_before(&self, quoted: &Quoted) -> Option<usize> {
        self.passage.token_at(quoted.outer.start).checked_sub(1)
    }

    /// Whether the quotation begins a sentence of its own: at the start of one, behind a colon, or behind
    /// a cue and a comma.
    fn opens_statement(&self, quoted: &Quoted) -> bool {
        let Some(before) = self.token_before(quoted) else {
            return true;
        };
        let sentence = self.passage.sentence_at(quoted.outer.start);
        if sentence.is_some_and(|sentence| sentence.span.start >= quoted.outer.start) {
            return true;
        }
        let token = &self.passage.tokens[before];
        let capital = quoted
            .inner
            .of(self.passage.text)
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
        match token.text {
            ":" => true,
            "," | "—" | "–" | "…" | "." | "?" | "!" | "”" | ")" => {
                capital || cue_within(self.passage, before, 12)
            }
            _ => capital && cue::verb(&token.lower).is_some(),
        }
    }

    /// The tokens after a quotation up to the end of the sentence or the next quotation.
    fn frame_after(&self, at: usize) -> Option<Range<usize>> {
        let quoted = &self.quoted[at];
        let start = self.passage.token_at(quoted.outer.end);
        let first = self.passage.tokens.get(start)?;
        let between = &self.passage.text[quoted.outer.end..first.span.start];
        if between.contains('\n') {
            return None;
        }
        // Words after a full stop inside the marks are the next sentence's, unless they go on in lower case.
        let last = quoted.inner.of(self.passage.text).chars().next_back();
        if last == Some('.') && !quoted.unclosed && !first.is_lower() && first.kind == TokenKind::Word {
            return None;
        }
        let sentence = self.passage.sentence_at(first.span.start)?;
        let end = self
            .passage
            .token_at(sentence.span.end)
            .max(sentence.tokens.end.min(start));
        let next = self
            .quoted
            .get(at + 1)
            .map_or(usize::MAX, |next| self.passage.token_at(next.outer.start));
        Some(start..end.min(next).max(start))
    }

    fn source_after(&self, at: usize) -> Option<Source> {
        if self.quoted[at].unclosed {
            return None;
        }
        speaker::after(self.passage, self.frame_after(at)?, self.agencies)
    }

    /// The tokens of the sentence before a quotation, back to the quotation before; the whole sentence
    /// before when that ends with a colon.
    fn frame_before(&self, at: usize) -> Option<Range<usize>> {
        let quoted = &self.quoted[at];
        let end = self.passage.token_at(quoted.outer.start);
        let index = self.passage.sentence_index(quoted.outer.start)?;
        let sentence = &self.passage.sentences[index];
        let mut start = sentence.tokens.start;
        if start >= end {
            let led = self.passage.tokens.get(end.checked_sub(1)?)?.text == ":";
            let previous = self
                .passage
                .sentences
                .get(index.checked_sub(1)?)
                .filter(|_| led)?;
            start = previous.tokens.start;
        }
        let previous = at
            .checked_sub(1)
            .map_or(0, |at| self.passage.token_at(self.quoted[at].outer.end));
        Some(start.max(previous.min(end))..end)
    }

    fn source_before(&self, at: usize) -> Option<Source> {
        let frame = self.frame_before(at).filter(|frame| !frame.is_empty())?;
        speaker::before(self.passage, frame, self.agencies)
    }

    /// The source of the quotation before, when this one goes on with it: in the same paragraph close by,
    /// or as the next paragraph of an unclosed one; with the confidence of that quotation.
    fn carried_over(&self, at: usize, statements: &[Option<Statement>]) -> Option<(Attribution, f64)> {
        let previous = at.checked_sub(1)?;
        let before = &self.quoted[previous];
        let quoted = &self.quoted[at];
        let gap = Span::new(before.outer.end, quoted.outer.start).of(self.passage.text);
        let same_paragraph = !gap.contains('\n') && gap.len() <= CONTINUES_WITHIN;
        // A paragraph that is only a quotation goes on with the last speaker.
        let monologue = gap.len() <= CONTINUES_WITHIN
            && gap.trim_start_matches(|c| c != '\n').trim().is_empty()
            && self.passage.text[quoted.outer.end..]
                .chars()
                .next()
                .is_none_or(|c| c == '\n');
        if !(quoted.continues || same_paragraph || monologue) {
            return None;
        }
        let statement = statements[previous].as_ref()?;
        let mut attribution = statement.attribution.clone()?;
        // A guess stays one.
        if attribution.rule != NEARBY {
            attribution.rule = BEFORE;
        }
        Some((attribution, statement.confidence))
    }

    /// The subject of the words before a quotation, or of the sentence before, when nothing attributes it.
    fn nearby_subject(&self, at: usize) -> Option<(Attribution, f64)> {
        let frame = self.frame_before(at).filter(|frame| !frame.is_empty());
        let here =
            frame.and_then(|frame| speaker::first_subject(&self.passage.tokens, frame.start, frame.end));
        let subject = here.or_else(|| {
            let index = self
                .passage
                .sentence_index(self.quoted[at].outer.start)?
                .checked_sub(1)?;
            let tokens = &self.passage.sentences[index].tokens;
            speaker::first_subject(&self.passage.tokens, tokens.start, tokens.end)
        })?;
        let source = Source {
            mention: Some(self.passage.span_of(&subject)),
            cue: None,
            via: None,
            rule: NEARBY,
        };
        Some(self.attribution(source))
    }

    /// The source as the model has it, with the name it resolves to; and how sure that name is, 0 to 1.
    fn attribution(&self, source: Source) -> (Attribution, f64) {
        let resolved = source
            .mention
            .and_then(|span| self.cast.resolve(self.passage, span));
        let mention = source.mention.map(|span| Mention {
            span,
            text: span.of(self.passage.text).to_owned(),
            name: resolved.map(|found| found.name.to_owned()),
        });
        let attribution = Attribution {
            source: mention,
            cue: source.cue,
            via_agency: source.via,
            rule: source.rule,
        };
        (attribution, resolved.map_or(1.0, |found| found.sureness))
    }
}

/// A statement's attribution and confidence where no pattern tells its source.
fn weighed(found: Option<(Attribution, f64)>) -> (Option<Attribution>, f64) {
    match found {
        Some((attribution, sureness)) => (Some(attribution), 0.6 * sureness),
        None => (None, 0.6),
    }
}

/// Whether a cue verb stands at or shortly before token `at`, in the same sentence.
fn cue_within(passage: &Passage<'_>, at: usize, reach: usize) -> bool {
    passage.tokens[..=at]
        .iter()
        .rev()
        .take(reach)
        .take_while(|token| !matches!(token.text, "." | "!" | "?"))
        .any(|token| cue::verb(&token.lower).is_some())
}
