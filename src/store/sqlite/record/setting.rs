//! What is known of articles beside their texts, for those who tell copies from reports.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::values;
use crate::model::{
    CreditKind, DateQuality, Habit, PRESS_RELEASE, Placement, Reading, Setting, parse_instant,
};
use crate::store::{OutletRef, RecordRules, RecordSource, Recording, StoreError};

/// The setting of an article that is being recorded.
pub(super) fn of_recording(recording: &Recording, habit: Habit) -> Setting {
    let reading = &recording.reading;
    let OutletRef { key, agency_id, .. } = &recording.outlet;
    let (seen_is_ours, polling_gap_s) = match recording.source {
        RecordSource::Entry { polling_gap_s, .. } => (true, polling_gap_s),
        RecordSource::Archive { .. } => (false, None),
    };
    let mut setting = Setting {
        outlet_key: key.clone(),
        outlet_name: reading.article.site_name.clone().unwrap_or_default(),
        outlet_agency: agency_id.clone(),
        is_release: is_release(reading),
        claimed_at: reading
            .published
            .at
            .filter(|_| reading.published.quality == DateQuality::Ok),
        seen_at: Some(values::first_seen(recording)),
        seen_is_ours,
        polling_gap_s,
        habit,
        ..Setting::default()
    };
    let named = reading
        .credits
        .iter()
        .filter_map(|credit| Some((credit.kind, credit.agency.as_deref()?)));
    for (kind, agency) in named {
        add_agency(&mut setting, kind, agency);
    }
    setting
}

/// Whether a press-release wire sent the article out.
pub(super) fn is_release(reading: &Reading) -> bool {
    reading.notes.iter().any(|note| note == PRESS_RELEASE)
}

fn add_agency(setting: &mut Setting, kind: CreditKind, agency: &str) {
    let agencies = match kind {
        CreditKind::Inline => &mut setting.cited_agencies,
        _ => &mut setting.credited_agencies,
    };
    if !agencies.iter().any(|known| known == agency) {
        agencies.push(agency.to_owned());
    }
}

/// The outlet's habit as it stands.
pub(super) async fn habit(connection: &mut SqliteConnection, outlet_id: i64) -> Result<Habit, StoreError> {
    let (articles, rewritten) =
        sqlx::query_as("SELECT habit_articles, habit_rewritten FROM outlet WHERE outlet_id = $1")
            .bind(outlet_id)
            .fetch_one(connection)
            .await
            .map_err(|error| StoreError::from_driver("outlet_habit", error))?;
    Ok(Habit { articles, rewritten })
}

/// Counts one more article of the outlet; its habit from then on.
pub(super) async fn learn(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    known: Habit,
    placement: &Placement,
    rules: &RecordRules,
) -> Result<Habit, StoreError> {
    let habit = (rules.learn_habit)(known, placement);
    write_habit(connection, outlet_id, habit).await?;
    Ok(habit)
}

/// Counts the rewrite whose source has just come for the outlet that rewrote; that outlet and its habit from
/// then on. `None` when the placement tells of no such thing.
pub(super) async fn learn_late(
    connection: &mut SqliteConnection,
    placement: &Placement,
    rules: &RecordRules,
) -> Result<Option<(i64, Habit)>, StoreError> {
    let rewrite = placement.possible_of_article_id.or(placement.of_article_id);
    let Some(rewrite) = rewrite.filter(|_| placement.is_source) else {
        return Ok(None);
    };
    let outlet_id = sqlx::query_scalar("SELECT outlet_id FROM article WHERE article_id = $1")
        .bind(rewrite)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("outlet_of_rewrite", error))?;
    let known = habit(connection, outlet_id).await?;
    let learnt = (rules.learn_late_habit)(known, placement);
    write_habit(connection, outlet_id, learnt).await?;
    Ok(Some((outlet_id, learnt)))
}

async fn write_habit(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    habit: Habit,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE outlet SET habit_articles = $2, habit_rewritten = $3 WHERE outlet_id = $1")
        .bind(outlet_id)
        .bind(values::finite(habit.articles))
        .bind(values::finite(habit.rewritten))
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("outlet_learn", error))?;
    Ok(())
}

/// What the tables say of an article's setting, credits apart.
#[derive(sqlx::FromRow)]
pub(super) struct SettingRow {
    pub(super) article_id: i64,
    outlet_key: String,
    outlet_name: Option<String>,
    agency_id: Option<String>,
    habit_articles: f64,
    habit_rewritten: f64,
    is_release: bool,
    claimed_at: Option<String>,
    claimed_quality: String,
    first_seen_at: String,
    seen_basis: String,
    polling_gap_s: Option<i64>,
}

impl SettingRow {
    fn into_setting(self) -> Setting {
        let is_trusted = self.claimed_quality == DateQuality::Ok.as_str();
        Setting {
            outlet_key: self.outlet_key,
            outlet_name: self.outlet_name.unwrap_or_default(),
            outlet_agency: self.agency_id,
            is_release: self.is_release,
            claimed_at: self
                .claimed_at
                .filter(|_| is_trusted)
                .as_deref()
                .and_then(parse_instant),
            seen_at: parse_instant(&self.first_seen_at),
            seen_is_ours: self.seen_basis == "feed",
            polling_gap_s: self.polling_gap_s,
            habit: Habit {
                articles: self.habit_articles,
                rewritten: self.habit_rewritten,
            },
            ..Setting::default()
        }
    }
}

/// The settings of recorded articles, by article id.
pub(super) async fn of_articles(
    connection: &mut SqliteConnection,
    article_ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Setting>, StoreError> {
    let rows: Vec<SettingRow> = sqlx::query_as(
        "SELECT a.article_id, o.outlet_key, o.agency_id, o.habit_articles, o.habit_rewritten, a.is_release,
                a.claimed_at, a.claimed_quality, a.first_seen_at, a.seen_basis, a.polling_gap_s,
                (SELECT said.value FROM metadata said
                 WHERE said.revision_id = a.current_revision_id AND said.field = 'site_name') AS outlet_name
         FROM json_each($1) AS wanted
         JOIN article a ON a.article_id = wanted.value
         JOIN outlet o ON o.outlet_id = a.outlet_id",
    )
    .bind(values::integer_list(article_ids))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("settings", error))?;
    with_credits(connection, rows).await
}

/// The settings of `rows`, by article id, with the agencies that the articles name.
pub(super) async fn with_credits(
    connection: &mut SqliteConnection,
    rows: impl IntoIterator<Item = SettingRow>,
) -> Result<HashMap<i64, Setting>, StoreError> {
    let mut settings: HashMap<i64, Setting> = rows
        .into_iter()
        .map(|row| (row.article_id, row.into_setting()))
        .collect();
    let credits: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT a.article_id, c.kind, c.agency
         FROM json_each($1) AS wanted
         JOIN article a ON a.article_id = wanted.value
         JOIN credit c ON c.revision_id = a.current_revision_id
         WHERE c.agency IS NOT NULL
         ORDER BY c.credit_id",
    )
    .bind(values::integer_list(settings.keys().copied()))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("setting_credits", error))?;
    for (article_id, kind, agency) in credits {
        let kind = CreditKind::parse(&kind);
        if let (Some(setting), Some(kind)) = (settings.get_mut(&article_id), kind) {
            add_agency(setting, kind, &agency);
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::super::candidates;
    use super::super::sample::{REPORT, archived};
    use super::super::tests::{execute, put};
    use crate::model::{MetadataField, MetadataValue};
    use crate::store::sqlite::tests::store;

    #[tokio::test]
    async fn a_text_that_others_are_compared_to_knows_its_outlets_name_and_agencies() {
        let (_folder, store) = store().await;
        let mut report = archived("valley-echo.example", "a", REPORT);
        report.reading.metadata.push(MetadataValue {
            field: MetadataField::SiteName,
            value: "Valley Echo".to_owned(),
            source: "opengraph",
        });
        put(&store, vec![report]).await;
        // The sample makes fingerprints of a version of its own.
        assert_eq!(crate::dedup::VERSION, 2);
        execute(&store, "UPDATE exemplar SET version = 2").await;
        let mut reader = store.reader().await.unwrap();
        let story = candidates::of_story(&mut reader, 1).await.unwrap().unwrap();
        let setting = &story.exemplars[0].setting;
        assert_eq!(setting.outlet_name, "Valley Echo");
        assert_eq!(
            (
                setting.credited_agencies.as_slice(),
                setting.cited_agencies.as_slice()
            ),
            (["ians".to_owned()].as_slice(), ["xinhua".to_owned()].as_slice())
        );
    }
}
