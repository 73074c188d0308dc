//! Units of one dimension, so that 181 kilograms and 400 pounds can be one figure.

/// Unit, dimension, and how many of the dimension's unit it is.
const UNITS: [(&str, &str, f64); 24] = [
    ("kilometer", "length", 1_000.0),
    ("meter", "length", 1.0),
    ("centimeter", "length", 0.01),
    ("millimeter", "length", 0.001),
    ("mile", "length", 1_609.344),
    ("foot", "length", 0.3048),
    ("inch", "length", 0.0254),
    ("yard", "length", 0.9144),
    ("acre", "area", 4_046.856),
    ("hectare", "area", 10_000.0),
    ("gram", "mass", 0.001),
    ("kilogram", "mass", 1.0),
    ("pound", "mass", 0.453_592),
    ("ounce", "mass", 0.028_349_5),
    ("tonne", "mass", 1_000.0),
    // Which ton is meant is seldom said; they differ by less than news rounds.
    ("ton", "mass", 1_000.0),
    ("liter", "volume", 1.0),
    ("milliliter", "volume", 0.001),
    ("gallon", "volume", 3.785_41),
    ("mile per hour", "speed", 1.609_344),
    ("kilometer per hour", "speed", 1.0),
    ("knot", "speed", 1.852),
    ("megawatt", "power", 1.0),
    ("gigawatt", "power", 1_000.0),
];

/// How many of its dimension's unit a unit is; 1 for one that is not listed.
#[must_use]
pub fn scale(unit: &str) -> f64 {
    dimension(unit).1
}

/// The dimension of a unit with its scale; a unit that is not listed is a dimension of its own.
pub(super) fn dimension(unit: &str) -> (&str, f64) {
    let found = UNITS.iter().find(|(name, ..)| *name == unit);
    found.map_or((unit, 1.0), |(_, dimension, scale)| (*dimension, *scale))
}
