//! The dates a reader sees, with points for how surely each is the article's.

use chrono::{Datelike, NaiveDate};

use super::order::Order;
use super::{DAYS_NEAR, Page, days};
use crate::parse::metadata::cues::{self, Meaning, Naming};
use crate::parse::metadata::date::{self, AddressDate, Stamp};
use crate::parse::metadata::scan::{Mark, Place};
use crate::parse::metadata::written::{self, Written};

// Points of a visible date; the sums that are believed were set by the labelled pages.

/// What the words or the element's name say.
const CALLED_PUBLISHED: i32 = 40;
const CALLED_NOTHING: i32 = 20;
/// What the element is.
const IS_TIME_WITH_VALUE: i32 = 25;
const IS_DATE_BY_NAME: i32 = 20;
const IS_IN_LINE_BY_NAME: i32 = 8;
const IS_SHORT_LINE: i32 = 5;
const IS_LONG_LINE: i32 = -20;
const IS_PUBDATE: i32 = 20;
/// Where it stands.
const IS_RIGHT_BELOW: i32 = 20;
const IS_RIGHT_ABOVE: i32 = 14;
const IS_NEAR_BELOW: i32 = 8;
const IS_FAR_ABOVE: i32 = -10;
/// The address speaks of that month.
const IS_OF_ADDRESS: i32 = 10;
const IS_AGAINST_ADDRESS: i32 = -30;
/// From here a date is believed.
const BELIEVED: i32 = 40;

/// Visible text, in bytes, between the headline and a date line.
const RIGHT_BELOW_BYTES: usize = 700;
const RIGHT_ABOVE_BYTES: usize = 250;
const NEAR_BELOW_BYTES: usize = 2_500;
/// Letters beside the dates that a date line may have: a byline, a place, an outlet.
const LINE_LETTERS_MAX: usize = 60;

/// A visible date with its points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub stamp: Stamp,
    meaning: Meaning,
    points: i32,
    offset: usize,
}

/// The best believed candidate that can mean `meaning`; of equals the first.
pub(super) fn best(candidates: &[Candidate], meaning: Meaning) -> Option<Stamp> {
    candidates
        .iter()
        .filter(|candidate| match meaning {
            Meaning::Modified => candidate.meaning == Meaning::Modified,
            _ => candidate.meaning != Meaning::Modified,
        })
        .filter(|candidate| candidate.points >= BELIEVED)
        .max_by_key(|candidate| (candidate.points, std::cmp::Reverse(candidate.offset)))
        .map(|candidate| candidate.stamp)
}

/// The visible dates of the page that may be the article's.
pub(super) fn visible(page: &Page<'_>, address: &AddressDate) -> Vec<Candidate> {
    let scan = page.scan;
    let order = Order::of(page);
    let mut candidates = Vec::new();
    let can_be = |place: Place| !place.is_caption && !place.is_other_item && scan.is_here(place);
    for mark in scan
        .marks
        .iter()
        .filter(|mark| can_be(mark.place) && !mark.place.is_link)
    {
        of_mark(mark, address, order, &mut candidates);
    }
    for line in scan
        .lines
        .iter()
        .filter(|line| can_be(line.place) && !line.place.is_link)
    {
        of_line(&line.text, line.offset, address, order, &mut candidates);
    }
    for candidate in &mut candidates {
        candidate.points += match candidate.meaning {
            Meaning::Unknown => CALLED_NOTHING,
            // Being called "updated" is as sure a sign of a date line.
            Meaning::Published | Meaning::Modified => CALLED_PUBLISHED,
        };
        candidate.points +=
            nearness(candidate.offset, scan.headline) + agreement(candidate.stamp.on, address);
    }
    candidates
}

fn of_mark(mark: &Mark, address: &AddressDate, order: Order, candidates: &mut Vec<Candidate>) {
    let has_value = mark.value.is_some();
    let mut points = match (mark.is_time, mark.naming) {
        (true, Naming::Date) if has_value => IS_TIME_WITH_VALUE + IS_SHORT_LINE,
        (true, _) if has_value => IS_TIME_WITH_VALUE,
        (_, Naming::Date) | (true, _) => IS_DATE_BY_NAME,
        (false, Naming::Line) => IS_IN_LINE_BY_NAME,
        (false, Naming::None) => IS_DATE_BY_NAME,
    };
    if mark.is_pubdate {
        points += IS_PUBDATE;
    }
    if let Some(stamp) = mark.value.as_deref().and_then(date::instant) {
        let meaning = match mark.meaning {
            Meaning::Unknown => cues::meaning(&mark.text),
            known => known,
        };
        candidates.push(Candidate {
            stamp,
            meaning,
            points,
            offset: mark.offset,
        });
        return;
    }
    let found = written::dates(&mark.text);
    let is_short = letters_beside(&mark.text, &found) <= LINE_LETTERS_MAX;
    for (at, date) in found.iter().enumerate() {
        let meaning = match cue(&mark.text, &found, at) {
            Meaning::Unknown if at == 0 => mark.meaning,
            read => read,
        };
        if let Some(stamp) = stamp(&mark.text, &found, at, address, order) {
            candidates.push(Candidate {
                stamp,
                meaning,
                points: points + if is_short { 0 } else { IS_LONG_LINE },
                offset: mark.offset + date.range.start,
            });
        }
    }
}

fn of_line(text: &str, offset: usize, address: &AddressDate, order: Order, candidates: &mut Vec<Candidate>) {
    let found = written::dates(text);
    if found.is_empty() || text.contains('©') {
        return;
    }
    let points = if letters_beside(text, &found) <= LINE_LETTERS_MAX {
        IS_SHORT_LINE
    } else {
        IS_LONG_LINE
    };
    for (at, date) in found.iter().enumerate() {
        if let Some(stamp) = stamp(text, &found, at, address, order) {
            candidates.push(Candidate {
                stamp,
                meaning: cue(text, &found, at),
                points,
                offset: offset + date.range.start,
            });
        }
    }
}

/// What the words between the date before and this one say of it, or, behind the last, those that follow.
fn cue(text: &str, found: &[Written], at: usize) -> Meaning {
    let from = at.checked_sub(1).map_or(0, |before| found[before].range.end);
    let read = text
        .get(from..found[at].range.start)
        .map_or(Meaning::Unknown, cues::meaning);
    let is_last = at + 1 == found.len();
    match (read, text.get(found[at].range.end..)) {
        (Meaning::Unknown, Some(after)) if is_last && cues::says_published(after) => Meaning::Published,
        _ => read,
    }
}

/// The date with its time of day, where one stands beside it and is read.
fn stamp(text: &str, found: &[Written], at: usize, address: &AddressDate, order: Order) -> Option<Stamp> {
    let on = order.resolve(found[at].day, address)?;
    let from = found[at].range.start;
    let to = found.get(at + 1).map_or(text.len(), |next| next.range.start);
    let timed = text
        .get(from..to)
        .map(|part| part.split(['|', '·', '•']).next().unwrap_or(part))
        .and_then(date::instant)
        .filter(|stamp| stamp.on == on);
    Some(timed.unwrap_or_else(|| Stamp::of_day(on)))
}

/// Letters of `text` outside its dates.
fn letters_beside(text: &str, found: &[Written]) -> usize {
    let of_dates: usize = found
        .iter()
        .map(|date| {
            text[date.range.clone()]
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
        })
        .sum();
    text.chars()
        .filter(|c| c.is_alphabetic())
        .count()
        .saturating_sub(of_dates)
}

fn nearness(offset: usize, headline: Option<usize>) -> i32 {
    let Some(headline) = headline else {
        return if offset <= NEAR_BELOW_BYTES {
            IS_NEAR_BELOW
        } else {
            0
        };
    };
    match offset.checked_sub(headline) {
        Some(below) if below <= RIGHT_BELOW_BYTES => IS_RIGHT_BELOW,
        Some(below) if below <= NEAR_BELOW_BYTES => IS_NEAR_BELOW,
        Some(_) => 0,
        None if headline - offset <= RIGHT_ABOVE_BYTES => IS_RIGHT_ABOVE,
        None => IS_FAR_ABOVE,
    }
}

/// Whether the address speaks for `on`.
fn agreement(on: NaiveDate, address: &AddressDate) -> i32 {
    if let Some(day) = address.on {
        return if days(on, day).abs() <= DAYS_NEAR {
            IS_OF_ADDRESS
        } else {
            IS_AGAINST_ADDRESS
        };
    }
    match address.month {
        Some((year, month)) if (year, month) == (on.year(), on.month()) => IS_OF_ADDRESS,
        // The first day of the next month may be the last of this one elsewhere.
        Some((year, month)) => {
            let apart = (on.year() - year) * 12 + i32::try_from(on.month()).unwrap_or(0)
                - i32::try_from(month).unwrap_or(0);
            if apart.abs() == 1 { 0 } else { IS_AGAINST_ADDRESS }
        }
        None => 0,
    }
}
