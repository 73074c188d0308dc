//! Whose word a figure, a time or a happening is: the statement's around it, else its sentence's.

use std::collections::{BTreeMap, BTreeSet};

use super::AgencyNames;
use super::cast::Cast;
use super::entity;
use super::quote::Statement;
use super::speaker;
use super::token::{Passage, Token};
use crate::model::{Attribution, FactKind, Mention, Span};

/// What an article names by its kind once it has named it: `the bank`, `the airline`.
const KINDS: &[&str] = &[
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
    "zoo",
    "museum",
    "club",
    "theatre",
    "university",
    "hospital",
    "railway",
    "brewery",
    "foundation",
    "charity",
    "start-up",
    "startup",
    "giant",
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

/// Words behind which a paper names who gave it out.
const GIVEN_BY: &[&str] = &["from", "by", "of"];

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

    /// The one of that kind; else the one that the article is about: named twice at the least, and more often than any other.
    fn meant_by(&self, kind: Option<&str>) -> Option<&str> {
        let of_kind = |name: &&String| {
            let kind = kind.unwrap_or_default();
            let words = NAMES_OF_KINDS.iter().find(|(known, _)| *known == kind);
            let own = [kind];
            let words = words.map_or(&own[..], |(_, words)| words);
            let mut parts = name.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
        };
        let mut such = self.named.keys().filter(of_kind);
        if let (Some(only), None) = (such.next(), such.next()) {
            return Some(only);
        }
        let most = self.named.values().copied().max().filter(|&most| most > 1)?;
        let mut best = self.named.iter().filter(|(_, times)| **times == most);
        let (name, _) = best.next()?;
        best.next().is_none().then_some(name)
    }
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
        let attribution = match self.statement(span) {
            Some(statement) => statement.attribution.clone()?,
            None => self.by_sentence(span)?,
        };
        Some(self.issued(attribution))
    }

    fn by_sentence(&self, span: Span) -> Option<Attribution> {
        let sentence = self.passage.sentence_at(span.start)?;
        let source = speaker::of_sentence(self.passage, sentence, span, self.agencies)?;
        let mention = source.mention.map(|span| Mention {
            span,
            text: span.of(self.passage.text).to_owned(),
            name: self
                .cast
                .resolve(self.passage, span)
                .map(|found| found.name.to_owned()),
        });
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
        let mut end = tokens.len();
        if let Some(paper) = tokens.iter().position(|token| token.is_any(PAPERS)) {
            // `a statement from the ministry`: the words that name a source end before `from`.
            let behind = range.start + paper + 1;
            let all = &self.passage.tokens;
            if all.get(behind).is_some_and(|next| next.is_any(GIVEN_BY)) {
                let giver = behind + 1..speaker::source_end(all, behind + 1, all.len());
                let owner = all.get(giver.clone()).filter(|owner| !owner.is_empty())?;
                return self.owner(owner, self.passage.span_of(&giver));
            }
            end = paper;
        } else if let Some(spokesman) = tokens.iter().position(|token| token.is_any(SPOKESMEN)) {
            end = spokesman;
        } else if !tokens.last()?.is_any(KINDS) {
            return None;
        }
        // `the Harbour Board's statement`
        let owner = tokens[..end]
            .iter()
            .rposition(|token| token.is_any(&["'s", "’s", "'", "’"]))
            .and_then(|mark| tokens.get(..mark))
            .filter(|owner| !owner.is_empty());
        match owner {
            Some(owner) => self.owner(owner, Span::new(source.start, owner.last()?.span.end)),
            None if tokens[..end].iter().skip(1).any(Token::is_capital) => None,
            None => self.of_kind(tokens),
        }
    }

    /// The organisation that words such as `the bank` mean.
    fn of_kind(&self, tokens: &[Token<'_>]) -> Option<String> {
        let kind = tokens.iter().rev().find(|token| token.is_any(KINDS));
        let meant = self.organisations.meant_by(kind.map(|kind| kind.lower.as_ref()));
        meant.map(str::to_owned)
    }

    /// The owner as named, or the organisation meant by `the company`.
    fn owner(&self, owner: &[Token<'_>], span: Span) -> Option<String> {
        if owner.iter().any(|token| token.is_any(KINDS) && token.is_lower()) {
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
        let facts = crate::facts::extract(&article, None, &|_| None);
        let is_it = |fact: &&Fact| fact.kind == FactKind::Figure && fact.span.of(text) == words;
        let source = facts.iter().find(is_it)?.attribution.clone()?.source?;
        Some(source.name.unwrap_or(source.text))
    }

    const BANK: &str = "Quay Bank closed two branches in Ostravia. Clerks of Quay Bank wept. ";

    #[test]
    fn the_bank_is_the_one_that_the_article_is_about() {
        for said in [
            "The bank said it would lose 31 million euros.",
            "It will lose 31 million euros, according to a filing.",
            "The bank's spokeswoman said the loss was 31 million euros.",
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
    fn what_nobody_is_named_for_is_the_writers_own() {
        let text = format!("{BANK}The branches had 31 clerks.");
        assert_eq!(told(&text, "31 clerks"), None);
        assert_eq!(told(&text, "31"), None);
    }
}
