//! Which place the words of a dateline mean.

use super::{Gazetteer, Place, PlaceKind};

/// How many times as many people as the next one of the name a town needs to be meant without a word.
const LARGER_TIMES: u32 = 5;

/// Parts of a place that are looked at: town, district, state, country.
const PARTS_MAX: usize = 6;

impl Gazetteer {
    /// The place that `words` mean, as datelines write them: `Mumbai (Maharashtra) [India]`,
    /// `CAMBRIDGE, Mass.`, `TOKYO/SEOUL` (the first of several).
    ///
    /// What stands behind the town decides between places of one name; without it the clearly largest
    /// is meant: a capital, or a town with at least five times the people of the next in another
    /// country. A town nobody knows is where its state or country is: that place comes back. `None` for
    /// words nobody knows, and for names that several share.
    pub fn resolve(&self, words: &str) -> Option<&Place> {
        let one = words.split(['/', ';', '|']).next().unwrap_or("");
        let one = one.split(" and ").next().unwrap_or(one);
        let mut parts = one
            .split([',', '，', '،', '(', ')', '[', ']', '（', '）'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .take(PARTS_MAX);
        let town = parts.next()?;
        let around: Vec<&Place> = parts.filter_map(|part| self.frame(part)).collect();
        // "Atlanta, Georgia" and "Tbilisi, Georgia": the frame that has such a town is meant.
        let Some(outermost) = around.last().copied() else {
            return self.most_likely(town);
        };
        let frames = self.frames(outermost);
        let fits = |place: &&Place, frame: &Place| {
            place.country == frame.country && (frame.region.is_none() || place.region == frame.region)
        };
        frames
            .iter()
            .find_map(|frame| {
                self.named(town)
                    .filter(|place| place.kind.is_town())
                    .find(|place| fits(place, frame))
            })
            .or(Some(outermost))
    }

    /// The ISO 3166-1 alpha-2 code of the country in which the place that `words` mean lies; `None` as
    /// in [`Gazetteer::resolve`].
    pub fn country_of(&self, words: &str) -> Option<&'static str> {
        self.resolve(words).map(|place| place.country)
    }

    /// Whether `words` are a country, a state or its abbreviation.
    pub fn is_frame(&self, words: &str) -> bool {
        self.frame(words).is_some()
    }

    /// The country, else the region, called `name`.
    fn frame(&self, name: &str) -> Option<&Place> {
        let of = |kind| self.named(name).find(move |place| place.kind == kind);
        of(PlaceKind::Country).or_else(|| of(PlaceKind::Region))
    }

    /// The countries and regions that share the name of `frame`, itself first.
    fn frames<'a>(&'a self, frame: &'a Place) -> Vec<&'a Place> {
        let others = self
            .named(frame.name)
            .filter(|place| !place.kind.is_town() && *place != frame);
        std::iter::once(frame).chain(others).collect()
    }

    /// The place meant by a name without anything behind it.
    fn most_likely(&self, name: &str) -> Option<&Place> {
        // A name that is somebody's own is not read as somebody else's nickname.
        let has_own = self.entries(name).any(|(_, is_own)| is_own);
        let candidates = || {
            self.entries(name)
                .filter(move |(_, is_own)| *is_own || !has_own)
                .map(|(place, _)| place)
        };
        if let Some(capital) = candidates().find(|place| place.kind == PlaceKind::Capital) {
            return Some(capital);
        }
        let largest = candidates().max_by_key(|place| place.population)?;
        let is_clear = candidates().all(|other| {
            other.country == largest.country
                || other.population.saturating_mul(LARGER_TIMES) <= largest.population && other.kind.is_town()
        });
        is_clear.then_some(largest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn country(words: &str) -> Option<&'static str> {
        Gazetteer::shipped().country_of(words)
    }

    #[test]
    fn a_town_alone_is_the_capital_or_the_clearly_largest() {
        for (words, code) in [
            ("LONDON", "GB"),
            ("Paris", "FR"),
            ("Berlin", "DE"),
            ("WASHINGTON", "US"),
            ("NEW YORK", "US"),
            ("Santiago", "CL"),
            ("Wien", "AT"),
            ("Genf", "CH"),
            ("Den Haag", "NL"),
            ("Bruselas", "BE"),
            ("北京", "CN"),
            ("ロンドン", "GB"),
            ("서울", "KR"),
            ("القاهرة", "EG"),
            ("КАЗАНЬ", "RU"),
            ("UNITED NATIONS", "US"),
            ("Singapore", "SG"),
            ("RAMALLAH", "PS"),
            ("Davos", "CH"),
            ("Frankfurt", "DE"),
            ("BATON ROUGE", "US"),
        ] {
            assert_eq!(country(words), Some(code), "{words}");
        }
        for words in [
            "Valencia",
            "Georgia",
            "Nowhereville",
            "",
            "/",
            "ABOARD THE ICEBREAKER",
        ] {
            assert_eq!(country(words), None, "{words}");
        }
    }

    #[test]
    fn what_stands_behind_the_town_decides() {
        for (words, code) in [
            ("CAMBRIDGE, Mass.", "US"),
            ("CAMBRIDGE, England", "GB"),
            ("VALENCIA, Spain", "ES"),
            ("Valencia, Venezuela", "VE"),
            ("ATLANTA, Georgia", "US"),
            ("TBILISI, Georgia", "GE"),
            ("SANTA FE, N.M.", "US"),
            ("Mumbai (Maharashtra) [India]", "IN"),
            ("Nações Unidas, Estados Unidos", "US"),
            ("CHARLOTTETOWN, Prince Edward Island", "CA"),
            ("OFER PRISON, West Bank", "PS"),
            ("NOWHEREVILLE, Calif.", "US"),
            ("Gdzieś, Polska", "PL"),
            ("LONDON, Ont.", "CA"),
        ] {
            assert_eq!(country(words), Some(code), "{words}");
        }
    }

    #[test]
    fn of_several_places_the_first_counts() {
        assert_eq!(country("TOKYO/SEOUL"), Some("JP"));
        assert_eq!(country("Washington/Moskau"), Some("US"));
        assert_eq!(country("Frankfurt/Main"), Some("DE"));
    }

    proptest! {
        #[test]
        fn any_words_have_an_answer(words in "\\PC{0,60}") {
            let _ = country(&words);
        }
    }
}
