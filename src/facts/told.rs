//! Whose word a figure, a time or a happening is: the statement's around it, else its sentence's.

use std::collections::{BTreeMap, BTreeSet};

use super::AgencyNames;
use super::cast::Cast;
use super::cue;
use super::entity;
use super::quote::Statement;
use super::speaker;
use super::token::{Passage, Token};
use crate::model::{Attribution, FactKind, Mention, QuoteForm, Span};

/// What an article names by its kind once it has named it: `the bank`, `the airline`. It may be whomever the article is
/// about.
const COMPANIES: &[&str] = &[
    "company",
    "firm",
    "bank",
    "lender",
    "airline",
    "carrier",
    "operator",
    "provider",
    "utility",
    "maker",
    "manufacturer",
    "automaker",
    "carmaker",
    "retailer",
    "insurer",
    "builder",
    "brewery",
    "start-up",
    "startup",
    "giant",
];

/// The same for houses whose names tell what they are: `the museum` is no radio station.
const HOUSES: &[&str] = &[
    "zoo",
    "museum",
    "club",
    "theatre",
    "theater",
    "university",
    "college",
    "hospital",
    "foundation",
    "charity",
    "union",
    "church",
];

/// Words in the names of those of a kind, where the kind's own word need not stand.
const NAMES_OF_KINDS: &[(&str, &[&str])] = &[
    ("airline", &["airline", "airlines", "airways", "air", "aviation"]),
    ("carrier", &["airline", "airlines", "airways", "air", "aviation"]),
    ("bank", &["bank", "banking", "bancorp"]),
    ("lender", &["bank", "banking", "bancorp"]),
];

/// Papers through which somebody speaks: whoever gave them out does.
const PAPERS: &[&str] = &[
    "statement",
    "statements",
    "filing",
    "filings",
    "release",
    "email",
    "e-mail",
    "memo",
    "letter",
    "website",
    "notice",
    "announcement",
    "bulletin",
    "disclosure",
];

/// Those who speak for another: `the company's spokesman`.
const SPOKESMEN: &[&str] = &["spokesman", "spokeswoman", "spokesperson", "representative"];

/// What somebody who says so tells of himself, and not of what he feels it about.
const FEELINGS: &[&str] = &[
    "horrified",
    "shocked",
    "saddened",
    "appalled",
    "devastated",
    "stunned",
    "heartbroken",
    "outraged",
    "disgusted",
    "sorry",
    "proud",
    "grateful",
    "concerned",
    "disappointed",
    "relieved",
    "sad",
];

/// How far behind `he was` such a word may stand, marks counted.
const FEELING_REACH: usize = 6;

/// Words behind which a paper names who gave it out, and a spokesman for whom he speaks.
const GIVEN_BY: &[&str] = &["from", "by", "of"];
const SPEAKS_FOR: &[&str] = &["for", "of", "at", "with"];

/// Papers and spokesmen that anybody can have: alone they are not those of whom the article is about.
const OPEN_TO_ALL: &[&str] = &[
    "statement",
    "release",
    "releases",
    "statements",
    "email",
    "e-mail",
    "memo",
    "letter",
    "website",
    "notice",
    "announcement",
    "bulletin",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "representative",
];

/// The organisations that an article names, newsrooms to which somebody spoke (`told the Herald`) left out.
#[derive(Debug, Default)]
pub(super) struct Organisations {
    /// Each with how often it is named, in the order of the names.
    named: BTreeMap<String, usize>,
}

impl Organisations {
    pub fn new(text: &str, mentions: &[entity::Mention]) -> Self {
        let is_told_to = |mention: &entity::Mention| {
            let before = text.get(..mention.span.start).unwrap_or_default().trim_end();
            before
                .trim_end_matches(" the")
                .trim_end_matches(" The")
                .ends_with(" told")
        };
        let organisations = || mentions.iter().filter(|mention| mention.kind == FactKind::Org);
        let newsrooms: BTreeSet<&str> = organisations()
            .filter(|mention| is_told_to(mention))
            .map(|mention| mention.entity.name.as_str())
            .collect();
        let mut named = BTreeMap::new();
        for mention in organisations() {
            if !newsrooms.contains(mention.entity.name.as_str()) {
                *named.entry(mention.entity.name.clone()).or_default() += 1;
            }
        }
        Self { named }
    }

    /// The organisation meant by a word for its kind; by words for none, the one that the article is about.
    fn meant_by(&self, kind: Option<&str>) -> Option<&str> {
        match kind {
            Some(kind) if HOUSES.contains(&kind) => self.only_one_of(kind),
            Some(kind) => self.main().or_else(|| self.only_one_of(kind)),
            None => self.main(),
        }
    }

    /// The one whose name has a word for that kind, if it is one.
    fn only_one_of(&self, kind: &str) -> Option<&str> {
        let own = [kind];
        let words = NAMES_OF_KINDS.iter().find(|(known, _)| *known == kind);
        let words = words.map_or(&own[..], |(_, words)| words);
        let is_such = |name: &&String| {
            let mut parts = name.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
        };
        let mut such = self.named.keys().filter(is_such);
        let first = such.next()?;
        such.next().is_none().then_some(first)
    }

    /// The one that the article is about: named twice at the least, and more often than any other.
    fn main(&self) -> Option<&str> {
        let most = self.named.values().copied().max().filter(|&most| most > 1)?;
        let mut best = self.named.iter().filter(|(_, times)| **times == most);
        let (name, _) = best.next()?;
        best.next().is_none().then_some(name)
    }
}

/// Whether a word before `company`, `filing` or `spokesman` leaves open whose or which it is; `a family spokeswoman` is no
/// company's.
fn tells_nothing(token: &Token<'_>) -> bool {
    token.is_any(&[
        "the",
        "a",
        "an",
        "its",
        "this",
        "regulatory",
        "news",
        "press",
        "official",
        "recent",
    ]) || is_kind(token)
}

fn is_kind(token: &Token<'_>) -> bool {
    token.is_lower() && (token.is_any(COMPANIES) || token.is_any(HOUSES))
}

/// Whether the words end inside a clause such as `, which had`, that none of them reports.
fn before_aside(tokens: &[Token<'_>]) -> bool {
    let Some(comma) = tokens.iter().rposition(|token| token.text == ",") else {
        return false;
    };
    let clause = &tokens[comma + 1..];
    let opens = clause
        .first()
        .is_some_and(|next| next.is_any(&["who", "which", "whose"]));
    opens && !clause.iter().any(cue::reports_alone)
}

/// Whether the clause is closed by a comma before the end of the words, and the sentence goes on.
fn goes_on_behind(tokens: &[Token<'_>]) -> bool {
    let comma = tokens.iter().position(|token| token.text == ",");
    comma.is_some_and(|comma| tokens.len() > comma + 2)
}

/// Whether somebody says what he feels: `he was "horrified" by`.
fn opens_with_feeling(tokens: &[Token<'_>]) -> bool {
    tokens
        .first()
        .is_some_and(|first| first.is_any(&["he", "she", "they"]))
        && tokens
            .get(1)
            .is_some_and(|verb| verb.is_any(&["is", "was", "are", "were"]))
        && tokens
            .iter()
            .take(FEELING_REACH)
            .any(|token| token.is_any(FEELINGS))
}

/// What tells of a passage whose word its facts are.
pub(super) struct Told<'t, 'a> {
    pub passage: &'t Passage<'a>,
    /// In order of place.
    pub statements: &'t [Statement],
    pub cast: &'t Cast,
    pub agencies: &'t AgencyNames<'t>,
    pub organisations: &'t Organisations,
}

impl Told<'_, '_> {
    /// The statement around `span`.
    pub fn statement(&self, span: Span) -> Option<&Statement> {
        let next = self
            .statements
            .partition_point(|statement| statement.span.end <= span.start);
        self.statements
            .get(next)
            .filter(|statement| statement.span.contains(span))
    }

    /// Whose word a fact at `span` is; `None` for the writer's own.
    pub fn attribution(&self, span: Span) -> Option<Attribution> {
        let statement = self.statement(span);
        let attribution = match statement {
            Some(statement) => statement.attribution.clone()?,
            None => self.by_sentence(span)?,
        };
        let is_own = self.is_by_the_way(span, statement, &attribution);
        (!is_own).then(|| self.issued(self.cited(attribution)))
    }

    /// `attribution` with the source that its agency gives: `Citing harbour officials, Xinhua reported`.
    fn cited(&self, mut attribution: Attribution) -> Attribution {
        let Some(cue) = attribution.cue.filter(|_| attribution.source.is_none()) else {
            return attribution;
        };
        let all = &self.passage.tokens;
        let sentence = self
            .passage
            .sentence_at(cue.start)
            .map(|sentence| sentence.tokens.clone());
        let citing =
            sentence.and_then(|mut tokens| tokens.find(|&at| all[at].is_any(&["citing", "quoting"])));
        let cited = citing.map(|at| at + 1..speaker::source_end(all, at + 1, all.len()));
        if let Some(cited) =
            cited.filter(|cited| !cited.is_empty() && !speaker::is_nobody(all, cited.clone()))
        {
            let span = self.passage.span_of(&cited);
            attribution.source = Some(self.mention(span));
        }
        attribution
    }

    fn mention(&self, span: Span) -> Mention {
        Mention {
            span,
            text: span.of(self.passage.text).to_owned(),
            name: self
                .cast
                .resolve(self.passage, span)
                .map(|found| found.name.to_owned()),
        }
    }

    /// Whether the writer tells it by the way, in words that he reports: `The crane, which weighs 40 tonnes, stands
    /// still, the harbour office said`; `She said she was horrified by a fire that cost nine lives`. In a direct quotation all
    /// words are the speaker's.
    fn is_by_the_way(&self, span: Span, statement: Option<&Statement>, attribution: &Attribution) -> bool {
        let Some(sentence) = self.passage.sentence_at(span.start) else {
            return false;
        };
        if statement.is_some_and(|statement| statement.form == QuoteForm::Direct) {
            return false;
        }
        let around = statement.map_or(sentence.span, |statement| statement.span);
        let source = attribution.source.as_ref().map(|source| source.span);
        let named_at = [source, attribution.cue]
            .into_iter()
            .flatten()
            .map(|span| span.start)
            .min();
        let end = named_at
            .filter(|&at| at > span.start)
            .unwrap_or(around.end)
            .min(around.end);
        let at = |byte: usize| self.passage.token_at(byte);
        let before = &self.passage.tokens[at(around.start)..at(span.start)];
        let behind = &self.passage.tokens[at(span.end)..at(end).max(at(span.end))];
        before_aside(before) && goes_on_behind(behind) || statement.is_some() && opens_with_feeling(before)
    }

    fn by_sentence(&self, span: Span) -> Option<Attribution> {
        let sentence = self.passage.sentence_at(span.start)?;
        let source = speaker::of_sentence(self.passage, sentence, span, self.agencies)?;
        let mention = source.mention.map(|span| self.mention(span));
        Some(Attribution {
            source: mention,
            cue: source.cue,
            via_agency: source.via,
            rule: source.rule,
        })
    }

    /// `attribution` with the organisation meant by `the bank`, or whose paper or spokesman speaks.
    fn issued(&self, mut attribution: Attribution) -> Attribution {
        if let Some(source) = attribution.source.as_mut().filter(|source| source.name.is_none()) {
            source.name = self.issuer(source.span);
        }
        attribution
    }

    fn issuer(&self, source: Span) -> Option<String> {
        let range = self.passage.token_at(source.start)..self.passage.token_at(source.end);
        let tokens = self.passage.tokens.get(range.clone())?;
        let at = |words: &[&str]| tokens.iter().position(|token| token.is_any(words));
        let (head, joints) = at(PAPERS)
            .map(|paper| (paper, GIVEN_BY))
            .or_else(|| at(SPOKESMEN).map(|spokesman| (spokesman, SPEAKS_FOR)))
            .or_else(|| {
                let is_meant = is_kind(tokens.last()?) && tokens.first()?.is_any(&["the", "its", "this"]);
                is_meant.then(|| (tokens.len() - 1, &[][..]))
            })?;
        // `a statement from the ministry`: the words that name a source end before `from`.
        let behind = range.start + head + 1;
        let all = &self.passage.tokens;
        if all.get(behind).is_some_and(|next| next.is_any(joints)) {
            let giver = behind + 1..speaker::source_end(all, behind + 1, all.len());
            let owner = all.get(giver.clone()).filter(|owner| !owner.is_empty())?;
            return self.owner(owner, self.passage.span_of(&giver));
        }
        // `the Harbour Board's statement`
        let owner = tokens[..head]
            .iter()
            .rposition(|token| token.is_any(&["'s", "’s", "'", "’"]))
            .and_then(|mark| tokens.get(..mark))
            .filter(|owner| !owner.is_empty());
        match owner {
            Some(owner) => self.owner(owner, Span::new(source.start, owner.last()?.span.end)),
            None if tokens[head].is_any(OPEN_TO_ALL) && !tokens[..head].iter().any(is_kind) => None,
            None if tokens[..head].iter().all(tells_nothing) => self.of_kind(tokens),
            None => None,
        }
    }

    /// The organisation that words such as `the bank` mean.
    fn of_kind(&self, tokens: &[Token<'_>]) -> Option<String> {
        let kind = tokens.iter().rev().find(|token| is_kind(token));
        let meant = self.organisations.meant_by(kind.map(|kind| kind.lower.as_ref()));
        meant.map(str::to_owned)
    }

    /// The owner as named, or the organisation meant by `the company`.
    fn owner(&self, owner: &[Token<'_>], span: Span) -> Option<String> {
        if owner.iter().any(is_kind) {
            return self.of_kind(owner);
        }
        Some(span.of(self.passage.text).trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, Fact, Section, SectionKind, TextFrom};

    /// To whom the figure with these words is attributed.
    fn told(text: &str, words: &str) -> Option<String> {
        let body = Section {
            kind: SectionKind::Body,
            span: Span::new(0, text.len()),
        };
        let article = Article {
            title: String::new(),
            byline: None,
            published_at: None,
            language: Some("en".to_owned()),
            url: None,
            canonical_url: None,
            site_name: None,
            section: None,
            text: text.to_owned(),
            text_from: TextFrom::Archive,
            sections: vec![body],
            dateline: None,
        };
        let facts = crate::facts::extract(&article, None, &|name| {
            name.starts_with("Xinhua").then(|| "xinhua".to_owned())
        });
        let is_it = |fact: &&Fact| fact.kind == FactKind::Figure && fact.span.of(text) == words;
        let fact = facts
            .iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("{words}: {facts:?}"));
        let source = fact.attribution.clone()?.source?;
        Some(source.name.unwrap_or(source.text))
    }

    const BANK: &str = "Quay Bank closed two branches in Ostravia. Clerks of Quay Bank wept. ";

    #[test]
    fn the_bank_is_the_one_that_the_article_is_about() {
        for said in [
            "The bank said it would lose 31 million euros.",
            "It will lose 31 million euros, according to a filing.",
            "The bank's spokeswoman said the loss was 31 million euros.",
            "A company spokesman said the loss was 31 million euros.",
        ] {
            let text = format!("{BANK}{said}");
            assert_eq!(
                told(&text, "31 million euros").as_deref(),
                Some("Quay Bank"),
                "{said}"
            );
        }
    }

    #[test]
    fn a_paper_is_the_word_of_whoever_gave_it_out() {
        let text =
            format!("{BANK}The loss is 31 million euros, according to a statement from the Harbour Board.");
        assert_eq!(
            told(&text, "31 million euros").as_deref(),
            Some("the Harbour Board")
        );
    }

    #[test]
    fn a_spokeswoman_of_others_does_not_speak_for_it() {
        let text = format!("{BANK}A family spokeswoman said they had lost 31 euros.");
        assert_eq!(told(&text, "31 euros").as_deref(), Some("A family spokeswoman"));
        let text = format!("{BANK}A spokesman for the Harbour Board said it had lost 31 euros.");
        assert_eq!(told(&text, "31 euros").as_deref(), Some("the Harbour Board"));
    }

    #[test]
    fn whom_an_agency_cites_is_the_source_and_the_agency_the_channel() {
        for text in [
            "Citing harbour officials, the Xinhua news agency reports that 31 ships were held.",
            "Some 31 ships were held, Xinhua reported, citing harbour officials.",
        ] {
            assert_eq!(told(text, "31").as_deref(), Some("harbour officials"), "{text}");
        }
    }

    #[test]
    fn what_is_told_by_the_way_is_the_writers_own() {
        for text in [
            "The crane, which weighs 31 tonnes, stands still, the harbour office said.",
            "Ana Rube said she was \"horrified\" by a fire that cost 31 sailors their ship.",
        ] {
            let words = if text.contains("tonnes") {
                "31 tonnes"
            } else {
                "31"
            };
            assert_eq!(told(text, words), None, "{text}");
        }
        let text =
            "The ferry rammed the quay, which cost 31 sailors their ship, according to the harbour office.";
        assert_eq!(told(text, "31").as_deref(), Some("the harbour office"));
        let text = "The ferry took 31 nurses home, the harbour office said.";
        assert_eq!(told(text, "31").as_deref(), Some("the harbour office"));
    }

    #[test]
    fn what_nobody_is_named_for_is_the_writers_own() {
        let text = format!("{BANK}The branches had 31 clerks.");
        assert_eq!(told(&text, "31"), None);
    }
}
