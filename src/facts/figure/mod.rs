//! Figures: exact values with unit, how exact they are said to be, how often, and what they count.
//!
//! Dates, clock times, scores, addresses, telephone and flight numbers and the numbering of lists are not
//! figures. The span holds the number and its unit; `about` and `drones` stay outside.

mod age;
mod bare;
mod counted;
mod currency;
mod label;
mod range;
mod refused;
mod share;
mod surroundings;
mod unit;
mod vague;

use rust_decimal::Decimal;

use super::number::{self, Number};
use super::token::{Passage, Token, TokenKind};
use crate::model::{Approximation, Figure, FigureKind, Span};

/// Longest sentence, in tokens, that is read as one; what is longer is read in pieces of this size.
const CLAUSE_TOKENS_MAX: usize = 400;

/// A figure found in a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub span: Span,
    pub figure: Figure,
    /// Head noun of what is counted, for the key.
    pub head: Option<String>,
    pub confidence: f64,
}

/// The figures of `passage`, in order; `taken` are the spans of time expressions, in order.
pub(super) fn read(passage: &Passage<'_>, taken: &[Span]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut taken = taken;
    for sentence in &passage.sentences {
        let mut first = sentence.tokens.start;
        while first < sentence.tokens.end {
            let last = sentence.tokens.end.min(first + CLAUSE_TOKENS_MAX);
            let tokens = &passage.tokens[first..last];
            read_clause(passage, tokens, &mut taken, &mut found);
            first = last;
        }
    }
    found
}

fn read_clause(passage: &Passage<'_>, tokens: &[Token<'_>], taken: &mut &[Span], found: &mut Vec<Found>) {
    let mut at = 0;
    let first = found.len();
    while at < tokens.len() {
        while taken
            .first()
            .is_some_and(|span| span.end <= tokens[at].span.start)
        {
            *taken = &taken[1..];
        }
        if let Some(date) = taken.first().filter(|date| date.overlaps(tokens[at].span)) {
            while at < tokens.len() && tokens[at].span.start < date.end {
                at += 1;
            }
            continue;
        }
        // A number may not run into the next date: `5 percent in 2024` is cut before `2024`.
        let free_end = taken.first().map_or(usize::MAX, |date| date.start);
        let free = tokens[at..].partition_point(|token| token.span.start < free_end) + at;
        let clause = Clause {
            passage,
            tokens: &tokens[..free],
            all: tokens,
        };
        match clause.figure(at) {
            Step::Figure(mut figure, end) => {
                let money = found[first..]
                    .iter()
                    .rev()
                    .find(|before| before.figure.kind == FigureKind::Money);
                if let Some(money) = money {
                    share_currency(&mut figure, &money.figure, tokens, at);
                }
                found.push(*figure);
                at = end.max(at + 1);
            }
            Step::Skip(end) => at = end.max(at + 1),
        }
    }
}

/// Gives the currency of the sum before to a sum without one: `214 million dollars, against 198 million`.
fn share_currency(found: &mut Found, money: &Figure, tokens: &[Token<'_>], at: usize) {
    let figure = &found.figure;
    let bare = figure.kind == FigureKind::Count && figure.unit.is_none() && found.head.is_none();
    let large = figure.value >= SCALED_MIN && money.value >= SCALED_MIN;
    if bare && large && surroundings::is_set_beside(tokens, at) {
        found.figure.kind = FigureKind::Money;
        found.figure.unit.clone_from(&money.unit);
        found.confidence = 0.8;
    }
}

/// From here on two sums in a sentence, one with its currency, are of one kind: a million.
const SCALED_MIN: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

enum Step {
    Figure(Box<Found>, usize),
    /// No figure up to that token.
    Skip(usize),
}

/// One sentence's tokens.
struct Clause<'p, 'a> {
    passage: &'p Passage<'a>,
    /// Up to the next time expression.
    tokens: &'p [Token<'a>],
    /// All of the sentence, for rates and what is counted.
    all: &'p [Token<'a>],
}

/// A number with the unit around it.
struct Measured {
    number: Number,
    high: Option<Decimal>,
    kind: FigureKind,
    unit: Option<String>,
    /// Tokens of number and unit.
    start: usize,
    end: usize,
    confidence: f64,
}

impl Clause<'_, '_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.lower.as_ref())
    }

    fn figure(&self, at: usize) -> Step {
        if let Some(end) = refused::stretch(self.tokens, at) {
            return Step::Skip(end);
        }
        if let Some(measured) = self.unnumbered(at) {
            return self.finish(measured);
        }
        let (currency, start) = match currency::currency_before(self.tokens, at) {
            Some(currency) => (Some(currency.name), currency.end),
            None => (None, at),
        };
        let Some(number) = number::number(self.tokens, start) else {
            return Step::Skip(at + 1);
        };
        let number = self.letter_scale(number, currency.is_some());
        let (number, high) = self.range(number, currency);
        let end = number.tokens.end;
        let measured = self
            .money(at, &number, high, currency)
            .or_else(|| self.with_unit(at, &number, high))
            .or_else(|| self.magnitude(at, &number, high))
            .or_else(|| self.age(at, &number, high))
            .or_else(|| self.ordinal(at, &number))
            .or_else(|| self.odds(at, &number));
        if let Some(measured) = measured {
            return self.finish(measured);
        }
        if label::is_label(self.tokens, at, end) || refused::is_tied(self.tokens, end) {
            // What hangs on it goes with it: the `1` of `United 3-1`.
            return Step::Skip(refused::glued_end(self.tokens, end));
        }
        // `3-1`: a score; a range would have joined.
        let scored = |at: usize, kind| self.tokens.get(at).is_some_and(|t| t.glued && t.kind == kind);
        if self.tokens.get(end).is_some_and(Token::is_dash)
            && scored(end, TokenKind::Mark)
            && scored(end + 1, TokenKind::Number)
        {
            return Step::Skip(end + 2);
        }
        match self.count(at, number, high) {
            Some(measured) => self.finish(measured),
            None => Step::Skip(end),
        }
    }

    fn money(
        &self,
        at: usize,
        number: &Number,
        high: Option<Decimal>,
        before: Option<&str>,
    ) -> Option<Measured> {
        let end = number.tokens.end;
        let hyphen = usize::from(self.tokens.get(end).is_some_and(|t| t.is_dash() && t.glued));
        // `30 MUSD`, as Nordic companies write it.
        let millions = self.tokens.get(end).and_then(currency::millions_of);
        if let Some((name, value)) = millions.and_then(|name| Some((name, million(number.value)?))) {
            let mut number = number.clone();
            number.value = value;
            number.scale = Some(SCALED_MIN);
            let high = high.and_then(million);
            return Some(Measured {
                number,
                high,
                kind: FigureKind::Money,
                unit: Some(name.to_owned()),
                start: at,
                end: end + 1,
                confidence: 0.9,
            });
        }
        let scaled = number.scale.is_some() || self.speaks_of_price(at);
        let after = currency::currency_after(self.tokens, end + hyphen, scaled);
        let (name, end) = match (before, after) {
            // `$5 USD`, `C$5 Canadian dollars`: the words tell more than the sign.
            (Some("usd"), Some(after)) if after.name != "cent" => (after.name, after.end),
            (Some(name), _) => (name, end),
            (None, Some(after)) => (after.name, after.end),
            (None, None) => return None,
        };
        let (number, end) = self.with_cents(number, name, end);
        let indian = name == "rupee" && number.scale.is_some_and(is_indian_scale);
        let unit = if indian { "inr" } else { name }.to_owned();
        Some(Measured {
            number,
            high,
            kind: FigureKind::Money,
            unit: Some(unit),
            start: at,
            end,
            confidence: 0.95,
        })
    }

    /// `3 dollars 50 cents`, `thirteen pounds and five pence`: joins the hundredths; `75 USD million` its scale.
    fn with_cents(&self, number: &Number, currency: &str, end: usize) -> (Number, usize) {
        let mut whole = number.clone();
        let scale = number::scale_word(self.word(end)).filter(|_| number.scale.is_none());
        if let Some(value) = scale.and_then(|scale| number.value.checked_mul(scale)) {
            whole.value = value;
            whole.scale = scale;
            return (whole, end + 1);
        }
        if !matches!(currency, "usd" | "eur" | "gbp" | "aud" | "cad") {
            return (whole, end);
        }
        let start = end + usize::from(self.word(end) == "and");
        let Some(cents) = number::number(self.tokens, start) else {
            return (whole, end);
        };
        let named = matches!(self.word(cents.tokens.end), "cent" | "cents" | "pence" | "penny");
        // `fifteen dollars fifty.`: nothing else can be meant where the clause ends.
        let closes = self
            .tokens
            .get(cents.tokens.end)
            .is_none_or(|t| t.kind == TokenKind::Mark && !t.is_dash());
        let worded = self.tokens[end - 1].kind == TokenKind::Word;
        let bare = closes && worded && start == end && cents.value >= Decimal::TEN && cents.scale.is_none();
        let fits = (named || bare) && cents.value < Decimal::ONE_HUNDRED && whole.value.fract().is_zero();
        let hundredths = cents
            .value
            .checked_div(Decimal::ONE_HUNDRED)
            .filter(|_| fits && whole.scale.is_none());
        if let Some(hundredths) = hundredths {
            whole.value += hundredths;
            return (whole, cents.tokens.end + usize::from(named));
        }
        (whole, end)
    }

    /// Percent, temperature or measure.
    fn with_unit(&self, at: usize, number: &Number, high: Option<Decimal>) -> Option<Measured> {
        let end = number.tokens.end;
        let (kind, unit) = unit::share(self.tokens, end)
            .map(|unit| (FigureKind::Percent, unit))
            .or_else(|| unit::temperature(self.tokens, end).map(|unit| (FigureKind::Temperature, unit)))
            .or_else(|| self.measure_after(number).map(|unit| (FigureKind::Measure, unit)))?;
        let mut whole = number.clone();
        let mut end = unit.end;
        if let Some((inches, next)) = self.inches(unit.name, unit.end) {
            whole.value = number.value.checked_add(inches).map(number::rounded)?;
            end = next;
        }
        Some(Measured {
            number: whole,
            high,
            kind,
            unit: Some(unit.name.to_owned()),
            start: at,
            end,
            confidence: 0.95,
        })
    }

    /// The `2 inches` of `5 feet 2 inches`, in feet, and the token after them.
    fn inches(&self, unit: &str, at: usize) -> Option<(Decimal, usize)> {
        let inches = number::number(self.tokens, at).filter(|_| unit == "foot")?;
        let named = self
            .tokens
            .get(inches.tokens.end)?
            .is_any(&["in", "inch", "inches", "ins"]);
        let fits = named && inches.value < Decimal::from(12) && inches.value >= Decimal::ZERO;
        let part = inches.value.checked_div(Decimal::from(12)).filter(|_| fits)?;
        Some((part, inches.tokens.end + 1))
    }

    /// Whether words just before the number speak of what something costs or earns, so that pounds are money.
    fn speaks_of_price(&self, at: usize) -> bool {
        const PRICE: &[&str] = &[
            "cost", "costs", "costing", "pay", "pays", "paid", "paying", "price", "prices", "priced",
            "worth", "earn", "earns", "earned", "earning", "fine", "fined", "fee", "fees", "salary", "wage",
            "spend", "spends", "spent", "charge", "charges", "charged", "rent", "bill", "bills", "budget",
            "sold", "bought", "raised", "owed", "save", "saves", "saved", "donated",
        ];
        self.tokens[at.saturating_sub(6)..at]
            .iter()
            .any(|token| token.is_any(PRICE))
    }

    /// `6.4-magnitude`, `magnitude 6.4`, `6.4 on the Richter scale`.
    fn magnitude(&self, at: usize, number: &Number, high: Option<Decimal>) -> Option<Measured> {
        let end = number.tokens.end;
        let dash = usize::from(self.tokens.get(end).is_some_and(Token::is_dash));
        let (tied, behind) = match self.word(end + dash) {
            "magnitude" => (true, end + dash + 1),
            _ => (self.word(end) == "on" && self.word(end + 2) == "richter", end),
        };
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        let led = before(1) == "magnitude"
            || before(2) == "magnitude"
                && matches!(before(1), "of" | "about" | "around" | "-" | "over" | "above");
        let fits = number.in_digits && number.value < Decimal::from(11);
        (fits && (tied || led)).then(|| Measured {
            number: number.clone(),
            high,
            kind: FigureKind::Measure,
            unit: Some("magnitude".to_owned()),
            start: at,
            end: behind,
            confidence: 0.9,
        })
    }

    fn measure_after(&self, number: &Number) -> Option<unit::Unit> {
        let end = number.tokens.end;
        if number.in_digits {
            let glued = |text: &str| self.tokens.get(end).is_some_and(|t| t.glued && t.text == text);
            if glued("m") {
                return Some(unit::Unit {
                    name: "meter",
                    end: end + 1,
                });
            }
        }
        // `five g`, `10 G`: single letters are units only behind digits and in their own case.
        let letter = self
            .tokens
            .get(end)
            .is_some_and(|t| t.text.len() == 1 && t.kind == TokenKind::Word);
        if letter && !(number.in_digits && self.tokens[end].is_lower()) {
            return None;
        }
        let hyphen = usize::from(self.tokens.get(end).is_some_and(|t| t.is_dash() && t.glued));
        unit::measure(self.tokens, end + hyphen)
    }

    fn finish(&self, measured: Measured) -> Step {
        let Measured {
            number,
            high,
            kind,
            unit,
            start,
            end,
            confidence,
        } = measured;
        let mut approximation = surroundings::approximation(self.all, start, end);
        if high.is_some() {
            approximation = Approximation::Range;
        } else if let Some(least) = vague::approximation(self.word(start)).filter(|_| !number.in_digits) {
            approximation = least;
        }
        let (of_what, head) = self.of_what(kind, start, end);
        let after = of_what.as_ref().map_or(end, |range| range.end.max(end));
        let rate = surroundings::rate(self.all, end).or_else(|| surroundings::rate(self.all, after));
        let span = Span::new(self.all[start].span.start, self.all[end - 1].span.end);
        let text = self.passage.text;
        let figure = Figure {
            kind,
            value: number.value.normalize(),
            value_high: high.map(|value| value.normalize()),
            unit,
            approximation,
            rate: rate.map(str::to_owned),
            of_what: of_what
                .map(|range| Span::new(self.all[range.start].span.start, self.all[range.end - 1].span.end))
                .map(|span| span.of(text).to_owned()),
            whose: None,
            period_from: None,
            period_to: None,
        };
        Step::Figure(
            Box::new(Found {
                span,
                figure,
                head,
                confidence,
            }),
            end,
        )
    }

    /// The tokens that say what is counted, and their head noun.
    fn of_what(
        &self,
        kind: FigureKind,
        start: usize,
        end: usize,
    ) -> (Option<std::ops::Range<usize>>, Option<String>) {
        if matches!(kind, FigureKind::Count | FigureKind::Ratio) {
            let told = counted::told(self.all, end);
            if told.is_some() || kind == FigureKind::Count {
                return told.map_or((None, None), |(range, noun)| (Some(range), Some(noun)));
            }
        }
        if let Some((range, noun)) = counted::more_of(self.all, end) {
            return (Some(range), Some(noun));
        }
        if let Some(range) = surroundings::of_phrase(self.all, end)
            .filter(|range| matches!(kind, FigureKind::Money) || self.all[range.start].lower == "of")
        {
            let head = self.all[range.clone()]
                .iter()
                .rev()
                .find(|t| t.kind == TokenKind::Word && !matches!(t.text, "'s" | "’s"));
            let head = head.map(|token| counted::singular(&token.lower));
            return (Some(range), head);
        }
        match surroundings::led_in(self.all, start) {
            Some(noun) => (
                Some(noun..noun + 1),
                Some(counted::singular(&self.all[noun].lower)),
            ),
            None => (None, None),
        }
    }
}

fn million(value: Decimal) -> Option<Decimal> {
    value.checked_mul(SCALED_MIN)
}

/// Lakh or crore: rupees counted so are India's.
fn is_indian_scale(scale: Decimal) -> bool {
    scale == Decimal::from(100_000) || scale == Decimal::from(10_000_000)
}

#[cfg(test)]
mod tests;
