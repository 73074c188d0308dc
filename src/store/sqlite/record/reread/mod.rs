//! Kept articles read again, written in the place of what was read before.
//!
//! The outlet changed nothing, so revisions, articles and stories keep their numbers. What reads the same is not
//! touched: a run by the rules that made the rows writes none. What was learnt from articles as they came (habits,
//! furniture) is not learnt a second time; lines that were set apart stay so.

mod diff;
mod load;
mod retold;
mod run;
mod write;

use std::collections::BTreeSet;

use sqlx::SqliteConnection;

use self::diff::{Changes, Rows};
use crate::model::Reading;
use crate::store::{RecordRules, Reread, RereadExample, RereadForeseen, RereadReport, StoreError};

pub(in crate::store) use self::load::kept;
pub(in crate::store) use self::retold::retell;
pub(super) use self::retold::{claims, event_of};
pub(super) use self::run::{at, save};
pub(in crate::store) use self::run::{begin, finish, last, plan};
pub(in crate::store) use self::write::write;

/// What writing `batch` would change about its articles. `outlets` are agencies now, or none any more, by what the run
/// has found so far: their articles are told of again.
pub(in crate::store) async fn foresee(
    connection: &mut SqliteConnection,
    batch: &[Reread],
    outlets: &BTreeSet<i64>,
    rules: &RecordRules,
) -> Result<RereadForeseen, StoreError> {
    let mut foreseen = RereadForeseen::default();
    for (at, again) in batch.iter().enumerate() {
        let reading = marked(again, rules);
        let Some(changes) = diff::changes(connection, again, &reading).await? else {
            // Revised since it was read: that was by today's rules.
            foreseen.report.skipped += 1;
            continue;
        };
        if changes.is_any() || outlets.contains(&changes.standing.outlet_id) {
            foreseen.changed.push(at);
        }
        tell(&mut foreseen.report, outlets, again, &reading, &changes);
    }
    Ok(foreseen)
}

/// The reading with the lines set apart that were so when the article was recorded.
fn marked(again: &Reread, rules: &RecordRules) -> Reading {
    if again.boilerplate.is_empty() {
        return again.reading.clone();
    }
    let text = &again.reading.article.text;
    let lines = (rules.lines)(&again.reading);
    let learnt: Vec<_> = lines
        .iter()
        .map(|line| line.span)
        .filter(|span| again.boilerplate.iter().any(|known| known == span.of(text)))
        .collect();
    (rules.mark)(&again.reading, &learnt)
}

/// Adds what changes about one article to the report. An outlet that is another agency now is told of once in a run,
/// with the first of its articles; `outlets` are those that have been.
fn tell(
    report: &mut RereadReport,
    outlets: &BTreeSet<i64>,
    again: &Reread,
    reading: &Reading,
    changes: &Changes<'_>,
) {
    let outlet_id = changes.standing.outlet_id;
    let is_outlet_new =
        changes.outlet && !outlets.contains(&outlet_id) && !report.outlets.contains(&outlet_id);
    if !is_outlet_new && !changes.is_about_article() {
        return;
    }
    let mut what = Vec::new();
    for (is_so, words) in [
        (changes.title, "title"),
        (changes.text, "text"),
        (changes.sections, "sections"),
        (changes.metadata, "metadata"),
        (changes.columns.is_some(), "article"),
        (is_outlet_new, "outlet"),
    ] {
        if is_so {
            what.push(words.to_owned());
        }
    }
    report.changed += 1;
    report.text += u64::from(changes.text || changes.title);
    report.sections += u64::from(changes.sections);
    report.metadata += u64::from(changes.metadata || changes.columns.is_some());
    if is_outlet_new {
        report.outlets.insert(outlet_id);
    }
    if let Some(rows) = &changes.credits {
        report.credits += 1;
        report.credits_added += rows.new.len() as u64;
        report.credits_removed += rows.gone.len() as u64;
        what.push(format!("credits:{}", named(rows)));
    }
    if let Some(rows) = &changes.facts {
        let [new, gone, altered] = rows.counts();
        what.push(format!(
            "facts: +{} -{} ~{}",
            rows.new.len(),
            rows.gone.len(),
            rows.altered.len()
        ));
        report.add(RereadReport {
            facts: 1,
            facts_added: new,
            facts_removed: gone,
            facts_altered: altered,
            ..RereadReport::default()
        });
    }
    let example = RereadExample {
        id: again.article_id,
        outlet: again.outlet.key.clone(),
        title: reading.article.title.clone(),
        what,
    };
    report.add(RereadReport {
        examples: vec![example],
        ..RereadReport::default()
    });
}

/// The agencies that came and went: ` +anp -ap`; `?` for a name that is not listed.
fn named(rows: &Rows<'_>) -> String {
    let signed = |sign: char, word: &String| format!(" {sign}{}", if word.is_empty() { "?" } else { word });
    let new = rows.new.iter().map(|(_, word)| signed('+', word));
    let gone = rows.gone.iter().map(|(_, word)| signed('-', word));
    let altered = rows.altered.iter().map(|(_, _, word)| signed('~', word));
    new.chain(gone).chain(altered).collect()
}
