//! The last lines of a report: credits, the author, and notes that correct it.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;
use super::{Sorted, furniture, words};
use crate::model::SectionKind;
use crate::parse::blocks::Role;

/// Lines behind the report that may be credits.
const CLOSING_LINES: usize = 10;
/// Longest note about the author, in bytes.
const AUTHOR_BYTES_MAX: usize = 400;

/// Turns the last lines of the report into credits, as far as they are, from the end upwards.
///
/// Corrections among them stay report and do not end the search.
pub(super) fn mark_credits(text: &str, lines: &[Line], kinds: &mut [Sorted]) {
    let first_report = kinds.iter().position(|sorted| sorted.kind == SectionKind::Body);
    let mut report_lines_left = CLOSING_LINES;
    let mut is_last = true;
    for index in (0..lines.len()).rev() {
        if kinds[index].kind != SectionKind::Body {
            continue;
        }
        if Some(index) == first_report || report_lines_left == 0 {
            break;
        }
        report_lines_left -= 1;
        let line = &lines[index];
        let written = words(text, line);
        if furniture::is_correction(written) {
            continue;
        }
        let stands_alone = !matches!(
            line.role,
            Role::Heading | Role::ListItem | Role::TableRow | Role::Quote
        );
        // The last sentence of the report ends before the name; a heading's lone word does not.
        let follows_sentence = index > 0
            && words(text, &lines[index - 1]).ends_with(['.', '!', '?', '”', '"', ')', '’', '…', '。', '।']);
        let is_credit = stands_alone
            && (furniture::is_credit(written)
                || furniture::is_stamp(written)
                || is_about_author(written)
                || (is_last && follows_sentence && furniture::is_bare_name(written)));
        if !is_credit {
            break;
        }
        kinds[index] = Sorted {
            kind: SectionKind::Credit,
            is_head: false,
        };
        is_last = false;
    }
}

/// Whether `line` says what its author does: `Jane Roe is a reporter at the Valley Post.`
fn is_about_author(line: &str) -> bool {
    static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:(?i:about the author:?\s))?\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}|de|van|von|der|al|bin|el)[\p{L}.'’-]*){1,4},? (?:is|ist|est|es|é|è)\s(?:(?:an?|the|one of|our|ein|eine|un|une|uma|um|il|la|le|[A-ZÀ-Þ][\p{L}’']+|senior|chief|deputy|staff|freelance|political|national|foreign|business|economics?|sports?|science|health|award-winning|independent|data|investigative|multimedia|lead|breaking|news|crime|climate|environment|technology|digital|features?|general|local|regional|city|court|education|europe|asia|diplomatic|security|defen[cs]e) )*(?:author of|journalist|reporter|correspondent|editor|sub-?editor|columnist|contributor|writer|bureau chief|producer|redakteur|redakteurin|korrespondent|korrespondentin|periodista|corresponsal|repórter|jornalista|giornalista)\b",
        )
        .expect("static pattern")
    });
    line.len() <= AUTHOR_BYTES_MAX && AUTHOR.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_told_from_people_in_the_report() {
        for line in [
            "Jane Roe is a reporter at the Valley Post.",
            "Ann van Poe is the Valley Post’s chief political correspondent, based in Riga.",
            "Jane Roe is an award-winning freelance journalist.",
        ] {
            assert!(is_about_author(line), "{line}");
        }
        for line in [
            "The editor is a friend of the mayor.",
            "Jane Roe is the mayor of the valley.",
            "Jane Roe was a reporter before she went into politics.",
            "Ann Poe is a lawyer who represents the reporter.",
        ] {
            assert!(!is_about_author(line), "{line}");
        }
    }
}
