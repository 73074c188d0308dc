//! The same articles in the same order give the same stories and the same learnt habits, however they are cut
//! into batches.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dateline::attribute::{Agencies, OutletRules};
use dateline::config::Config;
use dateline::daemon::{outlet_ref, record_rules};
use dateline::model::{ClaimedTime, DateQuality, PageSource, ReadInput, parse_instant};
use dateline::pipeline;
use dateline::store::{self, RecordSource, Recording, Rows};

const ARTICLES: usize = 300;

const PLACES: [&str; 7] = [
    "Ellery",
    "Morvane",
    "Tarn Hill",
    "Osk",
    "Quillan",
    "Veld Bay",
    "Lowmoor",
];
const DEEDS: [&str; 6] = [
    "approved a bridge of stone over the eastern river",
    "closed the fishing harbour after the storm of the week",
    "opened an inquiry into the grain that had gone missing",
    "raised the price of every ticket on the ferry",
    "sent engineers to the valley that the water had taken",
    "put off the vote on the budget of the old school",
];

fn noon() -> DateTime<Utc> {
    parse_instant("2025-03-03T12:00:00Z").unwrap()
}

/// The report of the `n`th source: names and figures of its own in sentences that others have too.
fn report(n: usize) -> String {
    let sentence = |step: usize| {
        let (place, deed) = (PLACES[(n + step) % 7], DEEDS[(n * 5 + step) % 6]);
        format!(
            "The council of {place} {deed}, {} days after Name{n}x{step} of Borough{n} had asked for {}.{step} million \
             crowns to be paid by {} households.",
            n % 40 + step + 2,
            n + 3,
            n * 17 + step * 5,
        )
    };
    (0..6).map(sentence).collect::<Vec<_>>().join("\n\n")
}

const SAME_DEEDS: [&str; 6] = [
    "said yes to spanning the stream in the east with masonry",
    "shut the quays where boats land their catch once the gale was over",
    "want to learn where all the missing corn went",
    "made ferry rides dearer for everybody",
    "let builders look at the flooded dale",
    "will decide later what the ageing classrooms may spend",
];

/// The same in other words, with its names and figures.
fn told_anew(n: usize) -> String {
    let sentence = |step: usize| {
        let (place, deed) = (PLACES[(n + step) % 7], SAME_DEEDS[(n * 5 + step) % 6]);
        format!(
            "Some {} families share a bill of {}.{step} million crowns: that was what Name{n}x{step}, who lives in \
             Borough{n}, wanted. Then, {} days later, members of the assembly in {place} {deed}.",
            n * 17 + step * 5,
            n + 3,
            n % 40 + step + 2,
        )
    };
    (0..6).map(sentence).collect::<Vec<_>>().join("\n\n")
}

fn text(n: usize) -> String {
    let source = n / 5 * 5;
    let text = match n % 5 {
        0 => format!("ELLERY, March 3 (IANS) {}", report(source)),
        1 => report(source),
        2 => told_anew(source),
        3 => report(source).lines().take(7).collect::<Vec<_>>().join("\n"),
        _ => report(n),
    };
    format!(
        "{text}\n\nRead all of the Outlet {} every morning at breakfast.",
        n % 4
    )
}

fn recording(n: usize) -> Recording {
    let at = noon() + TimeDelta::minutes(37 * i64::try_from(n).unwrap());
    let mut input = ReadInput::new(n.to_string());
    input.url = Some(format!("https://outlet{}.example/{n}", n % 4));
    input.title = Some(format!(
        "Council of {} decides on case {}",
        PLACES[n / 5 % 7],
        n / 5
    ));
    input.published = ClaimedTime {
        raw: None,
        at: Some(at),
        quality: DateQuality::Ok,
    };
    input.page = Some(PageSource::Text(text(n)));
    let (rules, agencies) = (OutletRules::shipped(), Agencies::shipped());
    let outlet = rules.outlet_of(rules.address_of(&input), None, None, agencies);
    Recording {
        reading: pipeline::read(&input, &outlet, agencies),
        outlet: outlet_ref(outlet),
        source: RecordSource::Archive {
            archive: "replay".into(),
            external_id: n.to_string(),
            first_seen_at: at,
            seen_basis: "seen",
            is_markup: false,
        },
        recorded_at: at,
    }
}

async fn recorded_in_batches_of(batch: usize, articles: &[Recording]) -> Vec<Rows> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replay.db").display().to_string();
    let rules = Arc::new(record_rules(&Config::default()));
    let store = store::open(&path, noon()).await.unwrap();
    for articles in articles.chunks(batch) {
        let batch = Arc::new(articles.to_vec());
        store.record(batch, Arc::clone(&rules)).await.unwrap();
    }
    store.close().await;
    store::read_rows(
        &path,
        &[
            "SELECT * FROM v_placement ORDER BY external_id",
            "SELECT outlet_id, outlet_key, habit_articles, habit_rewritten FROM outlet ORDER BY outlet_id",
            "SELECT * FROM outlet_line ORDER BY bucket, outlet_id, line_hash",
            "SELECT * FROM v_section WHERE kind = 'boilerplate' ORDER BY article_id, position",
            "SELECT * FROM placement_sign ORDER BY article_id, sign",
            "SELECT * FROM v_claim ORDER BY claim_id",
            "SELECT * FROM claim_fact ORDER BY statement_id",
            "SELECT * FROM claim_story ORDER BY claim_id, story_id",
        ],
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn batches_of_any_size_give_the_same_placements_and_habits() {
    let articles: Vec<Recording> = (0..ARTICLES).map(recording).collect();
    let alone = recorded_in_batches_of(1, &articles).await;
    assert_eq!(alone[0].rows.len(), ARTICLES);
    for (learnt, rows) in [
        ("habits", 1),
        ("lines", 2),
        ("furniture", 3),
        ("signs", 4),
        ("claims", 5),
    ] {
        assert!(!alone[rows].rows.is_empty(), "the articles teach {learnt}");
    }
    for batch in [7, ARTICLES] {
        assert_eq!(
            recorded_in_batches_of(batch, &articles).await,
            alone,
            "batches of {batch}"
        );
    }
}
