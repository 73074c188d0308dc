//! A place that names an agency or outlet as the source of a text.

use super::Span;

/// Where a credit stands. Evidence, not truth: outlets relabel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CreditKind {
    /// `MOSCOW, March 14 (Xinhua) --`.
    Dateline,
    /// `By Jane Roe, AP`.
    Byline,
    /// `--IANS ms/vd` at the end.
    Signoff,
    /// A line of its own that is only a credit: `(Agencies)`, `Quelle: dpa`.
    Credit,
    /// `Reporting by ...; Editing by ...`, copyright lines.
    Footer,
    /// Author fields and source tags of the feed or the page.
    Markup,
    /// `according to Xinhua news agency`, `told Reuters`: cited, not reprinted.
    Inline,
}

impl CreditKind {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Signoff => "signoff",
            Self::Credit => "credit",
            Self::Footer => "footer",
            Self::Markup => "markup",
            Self::Inline => "inline",
        }
    }

    /// Reads [`CreditKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "dateline" => Self::Dateline,
            "byline" => Self::Byline,
            "signoff" => Self::Signoff,
            "credit" => Self::Credit,
            "footer" => Self::Footer,
            "markup" => Self::Markup,
            "inline" => Self::Inline,
            _ => return None,
        })
    }
}

/// One credit found in an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// The agency's id in `config/agencies.toml`; `None` for a name that is not listed
    /// (an outlet that puts itself into the dateline, for instance).
    pub agency: Option<String>,
    pub kind: CreditKind,
    /// The words as they stand.
    pub text: String,
    /// Place in the article's text; `None` when it stands in markup or in the byline field.
    pub span: Option<Span>,
    /// How sure we are that this names the origin, 0 to 1. Inline credits: 0 as origin by
    /// definition, so here it is how sure we are that it is a citation.
    pub confidence: f64,
    /// The rule that found it, for `explain`.
    pub rule: &'static str,
}
