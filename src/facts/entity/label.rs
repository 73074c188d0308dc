//! What a token can be to a name: its beginning, its inside, its end, the whole of it, or no part.

/// Labels; the row of a weight table has room for sixteen.
pub const LABELS: usize = 15;

/// No part of a name.
pub const OUTSIDE: u8 = 0;

/// First label of names that are neither persons, organisations nor places (peoples, events, products): they are
/// found so that they are not taken for one of these.
const OTHER_BEGIN: u8 = 13;
const OTHER_INSIDE: u8 = 14;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    Person,
    Org,
    Place,
    /// A people, an event, a product: rejected, never reported.
    Other,
}

impl NameKind {
    /// Every kind, in the order of the labels.
    pub const ALL: [Self; 4] = [Self::Person, Self::Org, Self::Place, Self::Other];

    const fn index(self) -> u8 {
        match self {
            Self::Person => 0,
            Self::Org => 1,
            Self::Place => 2,
            Self::Other => 3,
        }
    }
}

/// Where in its name a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Begin,
    Inside,
    End,
    Whole,
}

/// The label of a token that is `part` of a name of `kind`.
pub const fn label(kind: NameKind, part: Part) -> u8 {
    match (kind, part) {
        (NameKind::Other, Part::Begin | Part::Whole) => OTHER_BEGIN,
        (NameKind::Other, Part::Inside | Part::End) => OTHER_INSIDE,
        (kind, part) => {
            let part = match part {
                Part::Begin => 0,
                Part::Inside => 1,
                Part::End => 2,
                Part::Whole => 3,
            };
            1 + 4 * kind.index() + part
        }
    }
}

/// The kind a label is of; `None` for the label of words outside every name.
pub const fn kind_of(label: u8) -> Option<NameKind> {
    match label {
        1..=4 => Some(NameKind::Person),
        5..=8 => Some(NameKind::Org),
        9..=12 => Some(NameKind::Place),
        OTHER_BEGIN | OTHER_INSIDE => Some(NameKind::Other),
        _ => None,
    }
}

/// Whether a name starts at a token of that label.
pub const fn opens(label: u8) -> bool {
    match label {
        OUTSIDE | OTHER_INSIDE => false,
        OTHER_BEGIN => true,
        _ => matches!((label - 1) % 4, 0 | 3),
    }
}

/// Whether a name of that label may end here.
const fn may_close(label: u8) -> bool {
    match label {
        OUTSIDE | OTHER_BEGIN | OTHER_INSIDE => true,
        _ => matches!((label - 1) % 4, 2 | 3),
    }
}

/// Whether a stretch may begin with `label`.
pub const fn may_begin(label: u8) -> bool {
    label == OUTSIDE || opens(label)
}

/// Whether a stretch may end with `label`.
pub const fn may_end(label: u8) -> bool {
    may_close(label)
}

/// Whether `next` may follow `label`.
pub fn may_follow(label: u8, next: u8) -> bool {
    let goes_on = match next {
        OTHER_INSIDE => true,
        OUTSIDE | OTHER_BEGIN => false,
        _ => matches!((next - 1) % 4, 1 | 2),
    };
    if goes_on {
        let is_open = match label {
            OUTSIDE => false,
            OTHER_BEGIN | OTHER_INSIDE => true,
            _ => matches!((label - 1) % 4, 0 | 1),
        };
        is_open && kind_of(label) == kind_of(next)
    } else {
        may_close(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_one_kind_and_may_follow_itself_only_where_a_name_goes_on() {
        for kind in NameKind::ALL {
            for part in [Part::Begin, Part::Inside, Part::End, Part::Whole] {
                assert_eq!(kind_of(label(kind, part)), Some(kind));
            }
        }
        let begin = label(NameKind::Person, Part::Begin);
        let inside = label(NameKind::Person, Part::Inside);
        let end = label(NameKind::Person, Part::End);
        assert!(may_follow(begin, inside) && may_follow(inside, end) && may_follow(begin, end));
        assert!(!may_follow(begin, OUTSIDE) && !may_follow(end, inside));
        assert!(!may_follow(begin, label(NameKind::Org, Part::Inside)));
        assert!(!may_follow(OUTSIDE, inside) && may_follow(end, begin));
        assert!(may_begin(begin) && !may_begin(inside) && may_end(end) && !may_end(begin));
    }
}
