//! The gazetteer: where in the world a name lies.
//!
//! Places are data (`config/places.tsv`, made by `scripts/make_places.py` from GeoNames, CC BY 4.0, and
//! CLDR); this module reads the file once and answers who is meant by a name, as written in a dateline
//! or a sentence. It decides nothing about texts.

mod resolve;

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::folded;

/// The file that comes with the program.
const SHIPPED: &str = include_str!("../../../config/places.tsv");

/// Columns of a line: kind, name, ascii name, other names, country, region, latitude, longitude, population.
const COLUMNS: usize = 9;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A state, or a territory with a code of its own.
    Country,
    /// A part of a country that reports name behind a town: a state, a province.
    Region,
    /// A country's seat.
    Capital,
    City,
}

impl PlaceKind {
    /// The word in the data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::Capital => "capital",
            Self::City => "city",
        }
    }

    /// Whether it is a town.
    pub const fn is_town(self) -> bool {
        matches!(self, Self::Capital | Self::City)
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Country, Self::Region, Self::Capital, Self::City]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// One place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its English name, or the local one where English has none.
    pub name: &'static str,
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2; `XK` for Kosovo.
    pub country: &'static str,
    /// Of towns and regions of the United States: the state's two letters. `None` elsewhere.
    pub region: Option<&'static str>,
    /// Degrees north; `None` for countries and regions.
    pub latitude: Option<f32>,
    /// Degrees east; `None` for countries and regions.
    pub longitude: Option<f32>,
    /// People; 0 for regions.
    pub population: u32,
}

/// All places, ready for lookups. About 400 KB beside the text of the file.
#[derive(Debug)]
pub struct Gazetteer {
    places: Vec<Place>,
    /// Hash of a folded name, whether it is the place's own, and the place; sorted by hash, then own
    /// names first, then by population.
    names: Vec<Name>,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    key: u64,
    place: u32,
    is_own: bool,
}

impl Gazetteer {
    /// The gazetteer that comes with the program, read at the first call.
    pub fn shipped() -> &'static Self {
        static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(SHIPPED));
        &GAZETTEER
    }

    /// Every name of the file with what it names, own names and others; places of one name come several times.
    pub fn names() -> impl Iterator<Item = (&'static str, PlaceKind)> {
        SHIPPED
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let kind = PlaceKind::parse(cells.next()?)?;
                Some((kind, cells.take(3)))
            })
            .flat_map(|(kind, cells)| {
                let names = cells.flat_map(|cell| cell.split('|'));
                names
                    .filter(|name| !name.is_empty())
                    .map(move |name| (name, kind))
            })
    }

    /// Reads a file of places; lines that are no places are left out.
    fn parse(tsv: &'static str) -> Self {
        let mut places: Vec<Place> = Vec::new();
        let mut names = Vec::new();
        for line in tsv.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&'static str> = line.split('\t').collect();
            let Some(place) = place(&cells) else { continue };
            let Ok(at) = u32::try_from(places.len()) else {
                break;
            };
            places.push(place);
            let own = [cells[1], cells[2]];
            let others = cells[3].split('|');
            for (name, is_own) in own
                .into_iter()
                .map(|name| (name, true))
                .chain(others.map(|name| (name, false)))
            {
                let folded = folded(name);
                if !folded.is_empty() {
                    names.push(Name {
                        key: xxh3_64(folded.as_bytes()),
                        place: at,
                        is_own,
                    });
                }
            }
        }
        let population = |name: &Name| {
            places
                .get(name.place as usize)
                .map_or(0, |place| place.population)
        };
        names.sort_unstable_by(|one, other| {
            one.key
                .cmp(&other.key)
                .then(other.is_own.cmp(&one.is_own))
                .then(population(other).cmp(&population(one)))
                .then(one.place.cmp(&other.place))
        });
        names.dedup_by(|next, first| next.key == first.key && next.place == first.place);
        Self { places, names }
    }

    /// Every place called `name`, whatever its case and accents: those whose own name it is before those
    /// that others call so, larger ones first. Empty when nobody knows it.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.entries(name).map(|(place, _)| place)
    }

    /// Whether some place has that name.
    pub fn knows(&self, name: &str) -> bool {
        self.entries(name).next().is_some()
    }

    /// [`Gazetteer::named`], with whether the name is the place's own.
    fn entries(&self, name: &str) -> impl Iterator<Item = (&Place, bool)> {
        let key = xxh3_64(folded(name).as_bytes());
        let start = self.names.partition_point(|name| name.key < key);
        self.names[start..]
            .iter()
            .take_while(move |name| name.key == key)
            .filter_map(|name| Some((self.places.get(name.place as usize)?, name.is_own)))
    }
}

/// The place in the cells of a line; `None` for a line of another shape.
fn place(cells: &[&'static str]) -> Option<Place> {
    let &[kind, name, _, _, country, region, latitude, longitude, population] = cells else {
        return None;
    };
    debug_assert_eq!(cells.len(), COLUMNS);
    Some(Place {
        name,
        kind: PlaceKind::parse(kind)?,
        country,
        region: Some(region).filter(|region| !region.is_empty()),
        latitude: latitude.parse().ok(),
        longitude: longitude.parse().ok(),
        population: population.parse().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_place_with_a_country() {
        let shipped = Gazetteer::shipped();
        let lines = SHIPPED.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(shipped.places.len(), lines);
        assert!(lines > 6_000);
        for place in &shipped.places {
            assert_eq!(place.country.len(), 2, "{}", place.name);
            assert_eq!(place.latitude.is_some(), place.kind.is_town(), "{}", place.name);
            assert!(shipped.knows(place.name), "{}", place.name);
        }
    }

    #[test]
    fn the_file_says_where_it_comes_from() {
        assert!(SHIPPED.contains("GeoNames") && SHIPPED.contains("CC BY 4.0"));
    }

    #[test]
    fn names_are_known_in_many_languages_whatever_the_case() {
        let shipped = Gazetteer::shipped();
        for name in [
            "Moscow",
            "MOSKAU",
            "Moskva",
            "Москва",
            "Mosca",
            "莫斯科",
            "モスクワ",
            "모스크바",
            "موسكو",
            "मास्को",
        ] {
            let first = shipped.named(name).next().unwrap_or_else(|| panic!("{name}"));
            assert_eq!((first.name, first.country), ("Moscow", "RU"), "{name}");
        }
        assert!(!shipped.knows("Nowhereville"));
        assert!(!shipped.knows(""));
        assert!(!shipped.knows("—"));
    }

    #[test]
    fn a_town_has_a_position_and_people() {
        let moscow = Gazetteer::shipped().named("Moscow").next().unwrap();
        assert_eq!(moscow.kind, PlaceKind::Capital);
        assert!((moscow.latitude.unwrap() - 55.75).abs() < 0.1);
        assert!(moscow.population > 8_000_000);
    }
}
