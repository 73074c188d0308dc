//! Something stated in an article: who says so, how sure, since when.

use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::{Entity, SectionKind, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    Quote,
    Figure,
    Date,
    Happening,
    Person,
    Org,
    Place,
}

impl FactKind {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Figure => "figure",
            Self::Date => "date",
            Self::Happening => "happening",
            Self::Person => "person",
            Self::Org => "org",
            Self::Place => "place",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Polarity {
    #[default]
    Positive,
    Negative,
}

impl Polarity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "pos",
            Self::Negative => "neg",
        }
    }
}

/// How a fact is put forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Modality {
    #[default]
    Asserted,
    Necessity,
    Possible,
    Unlikely,
    Proposal,
    Future,
    Rule,
    Condition,
}

impl Modality {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Necessity => "necessity",
            Self::Possible => "possible",
            Self::Unlikely => "unlikely",
            Self::Proposal => "proposal",
            Self::Future => "future",
            Self::Rule => "rule",
            Self::Condition => "condition",
        }
    }
}

/// Words that name somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub span: Span,
    /// As written: `he`, `the Belarusian leader`, `Lukashenko`.
    pub text: String,
    /// Whom it means, as fully as this article names him; `None` when not resolved.
    pub name: Option<String>,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    pub source: Option<Mention>,
    /// The verb or phrase: `said`, `according to`.
    pub cue: Option<Span>,
    /// The agency that carried it (`according to Xinhua news agency`): the channel, not the speaker.
    pub via_agency: Option<String>,
    /// The rule that chose the source, for `explain`.
    pub rule: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteForm {
    /// The whole statement stands in quotation marks.
    Direct,
    /// Part of it does.
    Mixed,
    /// Reported without marks.
    Indirect,
}

impl QuoteForm {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// The fact's span is the content, quotation marks left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub form: QuoteForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    Percent,
    Money,
    Count,
    Measure,
    Age,
    Ordinal,
    Temperature,
    Ratio,
    /// Of claims alone, in seconds: as a fact a duration is a date.
    Duration,
    /// Of claims alone, in minutes since midnight: as a fact a time is a date.
    Clock,
}

impl FigureKind {
    const ALL: [Self; 10] = [
        Self::Percent,
        Self::Money,
        Self::Count,
        Self::Measure,
        Self::Age,
        Self::Ordinal,
        Self::Temperature,
        Self::Ratio,
        Self::Duration,
        Self::Clock,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Money => "money",
            Self::Count => "count",
            Self::Measure => "measure",
            Self::Age => "age",
            Self::Ordinal => "ordinal",
            Self::Temperature => "temperature",
            Self::Ratio => "ratio",
            Self::Duration => "duration",
            Self::Clock => "clock",
        }
    }

    /// The kind of that word; `None` for a word of another version.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Approximation {
    #[default]
    Exact,
    About,
    /// `up to`, `no more than`.
    AtMost,
    AtLeast,
    MoreThan,
    LessThan,
    Nearly,
    Range,
}

impl Approximation {
    const ALL: [Self; 8] = [
        Self::Exact,
        Self::About,
        Self::AtMost,
        Self::AtLeast,
        Self::MoreThan,
        Self::LessThan,
        Self::Nearly,
        Self::Range,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::AtMost => "at_most",
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::LessThan => "less_than",
            Self::Nearly => "nearly",
            Self::Range => "range",
        }
    }

    /// The hedge of that word; `Exact` for a word of another version.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|hedge| hedge.as_str() == word)
            .unwrap_or_default()
    }
}

/// A number that counts or measures something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub kind: FigureKind,
    pub value: Decimal,
    /// Upper end of a range.
    pub value_high: Option<Decimal>,
    /// `percent`, an ISO 4217 code in lower case for money, a singular English unit
    /// (`kilometre`), or the counted noun's lemma (`drone`).
    pub unit: Option<String>,
    pub approximation: Approximation,
    /// `annually`, `per day`: as a unit word (`year`, `day`).
    pub rate: Option<String>,
    /// What is counted, as written: `of the votes`, `drones`.
    pub of_what: Option<String>,
    /// Whom or what it measures or counts, of those the text names, as fully as it names them: `Norvik Energy`.
    pub whose: Option<String>,
    /// The period it speaks of, resolved, as `YYYY-MM-DD`.
    pub period_from: Option<String>,
    pub period_to: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

impl TimexKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Set => "set",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Granularity {
    Time,
    Day,
    Week,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Vague,
}

impl Granularity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Season => "season",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Vague => "vague",
        }
    }
}

/// A time expression, resolved against the day of publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFact {
    pub kind: TimexKind,
    /// TIMEX3 value: `2025-03-14`, `2025-W10`, `P3Y`, `PRESENT_REF`; `None` when not resolved.
    pub value: Option<String>,
    /// The interval it covers, half open, in the article's own days.
    pub from: Option<NaiveDateTime>,
    pub to: Option<NaiveDateTime>,
    pub granularity: Granularity,
}

/// Something that took place, or is said to; the fact's span is the clause that says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happening {
    /// A word of `config/happenings.tsv`: `arrest`, `election`, `deal`.
    pub type_: String,
    /// When, half open, in the article's own days.
    pub from: Option<NaiveDateTime>,
    pub to: Option<NaiveDateTime>,
    /// Where: the gazetteer's name, or the article's.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-2 code of the place.
    pub country: Option<String>,
    /// Degrees north and east of a town.
    pub position: Option<(f32, f32)>,
    /// Who takes part, by full name, in order.
    pub participants: Vec<String>,
}

/// The part of a fact that depends on its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum FactDetail {
    Quote(Quote),
    Figure(Figure),
    Date(DateFact),
    /// A person, organisation or place.
    Entity(Entity),
    Happening(Happening),
}

/// One fact, with its place in the article's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub kind: FactKind,
    pub span: Span,
    pub sentence: Span,
    pub section: SectionKind,
    pub attribution: Option<Attribution>,
    pub polarity: Polarity,
    pub modality: Modality,
    /// 0 to 1.
    pub confidence: f64,
    pub detail: FactDetail,
    /// What makes two facts the same statement: see `facts::key`. 0 before it is set.
    pub key: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_hedges_are_read_back_from_their_words() {
        for kind in FigureKind::ALL {
            assert_eq!(FigureKind::of(kind.as_str()), Some(kind));
        }
        for hedge in Approximation::ALL {
            assert_eq!(Approximation::of(hedge.as_str()), hedge);
        }
        assert_eq!(FigureKind::of("other"), None);
        assert_eq!(Approximation::of("other"), Approximation::Exact);
    }
}
