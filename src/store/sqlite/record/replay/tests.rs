//! What telling stories anew promises.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use sqlx::AssertSqlSafe;

use super::super::sample::{REPORT, archived, read_article, real_rules, rules, seen_later};
use super::super::tests::{assert_consistent, execute, value};
use crate::dedup::scenarios::{OTHER_WIRE, REWRITE, WIRE, thin_rewrite, two_in_one};
use crate::model::{Candidate, Credit, CreditKind, Placement, Reading, Relation, Setting};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{
    RecordRules, Recording, RereadFilter, RereadReport, RereadRun, RereadStage, RereadTask, Store, StoryEdit,
};

/// Articles placed in one step: few, so that every test takes several.
const STEP: u32 = 3;

fn task(filter: RereadFilter) -> RereadTask {
    RereadTask {
        stage: RereadStage::Stories,
        filter,
        rules: "present".to_owned(),
    }
}

/// Takes up to `steps` steps of the run, and ends it when nothing is left.
async fn go_on(
    store: &SqliteStore,
    filter: RereadFilter,
    steps: usize,
    rules: &Arc<RecordRules>,
) -> RereadRun {
    let mut run = store.begin_reread(task(filter), false, noon()).await.unwrap();
    for _ in 0..steps {
        if run.next_id > run.last_id {
            return store.finish_reread(&run, noon()).await.unwrap();
        }
        run = store
            .retell_stories(&run, STEP, noon(), Arc::clone(rules))
            .await
            .unwrap();
    }
    run
}

async fn retell(store: &SqliteStore, filter: RereadFilter, rules: &Arc<RecordRules>) -> RereadReport {
    let run = go_on(store, filter, 1_000, rules).await;
    assert!(run.finished_at.is_some());
    assert_consistent(store).await;
    run.report
}

async fn record(store: &SqliteStore, articles: &[Recording], rules: &Arc<RecordRules>) {
    store
        .record(Arc::new(articles.to_vec()), Arc::clone(rules))
        .await
        .unwrap();
}

/// Every row of every table, but for what is kept of runs and starts.
async fn dump(store: &SqliteStore) -> BTreeMap<String, Vec<String>> {
    let mut reader = store.reader().await.unwrap();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, (SELECT group_concat('quote(\"' || c.name || '\")', ' || ''|'' || ')
                         FROM pragma_table_info(t.name) c)
         FROM sqlite_master t WHERE t.type = 'table' AND t.name NOT IN ('reread', 'meta', '_sqlx_migrations')
           AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND t.sql NOT LIKE 'CREATE VIRTUAL%'",
    )
    .fetch_all(&mut *reader)
    .await
    .unwrap();
    let mut dump = BTreeMap::new();
    for (table, columns) in tables {
        let sql = format!("SELECT {columns} FROM \"{table}\" ORDER BY 1");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut *reader)
            .await
            .unwrap();
        dump.insert(table, rows);
    }
    dump
}

async fn assert_same(store: &SqliteStore, before: &BTreeMap<String, Vec<String>>) {
    for (table, rows) in dump(store).await {
        assert_eq!(before.get(&table), Some(&rows), "{table}");
    }
}

/// What is said of articles and their stories, stories named by their first articles.
async fn told(store: &SqliteStore) -> Vec<String> {
    sqlx::query_scalar(
        "WITH named AS (SELECT story_id, min(article_id) AS first FROM article GROUP BY story_id)
         SELECT concat_ws('|', a.article_id, n.first, a.relation, a.grade, a.of_article_id, round(a.score, 6),
             round(a.coverage, 6), round(a.coverage_of_origin, 6), a.relabelled, a.is_representative,
             coalesce(p.first, '-'), s.articles, s.outlets, s.originals, s.identical, s.merged, s.origin_kind,
             s.origin_agency, s.origin_article_id, s.first_seen_article_id, s.first_seen_at, s.last_seen_at, s.title,
             s.exemplars, s.is_roundup,
             (SELECT group_concat(c.kind || c.canonical || c.independent_reports || c.independent_reports_max)
              FROM v_claim c JOIN v_claim_source v USING (claim_id) WHERE v.article_id = a.article_id),
             (SELECT group_concat(l.kind || t.first) FROM story_link l JOIN named t ON t.story_id = l.to_story_id
              WHERE l.story_id = a.story_id),
             (SELECT group_concat(g.sign || round(g.weight, 6)) FROM placement_sign g WHERE g.article_id = a.article_id),
             (SELECT group_concat(m.of_article_id) FROM merged_part m WHERE m.article_id = a.article_id),
             (SELECT group_concat(f.fact_key || ':' || f.story_count) FROM v_fact f WHERE f.article_id = a.article_id),
             (SELECT group_concat(b.article_id) FROM (SELECT c.article_id FROM event_story e JOIN event_story o USING (event_id)
              JOIN article c ON c.story_id = o.story_id WHERE e.story_id = a.story_id ORDER BY 1) AS b))
         FROM article a JOIN story s ON s.story_id = a.story_id JOIN named n ON n.story_id = a.story_id
         LEFT JOIN named p ON p.story_id = a.possible_story_id
         ORDER BY a.article_id",
    )
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap()
}

async fn stories(store: &SqliteStore) -> Vec<i64> {
    sqlx::query_scalar("SELECT story_id FROM article ORDER BY article_id")
        .fetch_all(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
}

/// Copies, a possible copy that late evidence joins, a second story, a source that comes after its rewrite, and a
/// text that its outlet changed.
fn press() -> Vec<Recording> {
    const MINE: &str = "Equinor to close Hammerlund refinery";
    let mut articles = vec![
        read_article("NationPress", "640 jobs go as Equinor shuts refinery", REWRITE, 0),
        read_article("wire", MINE, WIRE, 30),
        read_article("gazette", MINE, &two_in_one(), 40),
        read_article("echo", "Lake Ohrid hotels to close", OTHER_WIRE, 60),
        read_article("tribune", "Equinor shuts refinery", &thin_rewrite(), 600),
        read_article("herald", "Refinery to close", WIRE, 700),
        read_article("post", "Lake Ohrid hotels to close", OTHER_WIRE, 710),
    ];
    articles[5].reading.credits.push(Credit {
        agency: Some("ntb".to_owned()),
        kind: CreditKind::Signoff,
        text: "NTB".to_owned(),
        span: None,
        confidence: 0.9,
        rule: "test",
    });
    let mut again = read_article(
        "echo",
        "Lake Ohrid hotels to close",
        &OTHER_WIRE.replace("Eleven", "Twelve"),
        60,
    );
    again.recorded_at = noon() + TimeDelta::minutes(720);
    articles.push(again);
    articles.push(read_article("courier", "Hotels shut", OTHER_WIRE, 730));
    articles
}

#[tokio::test]
async fn by_the_same_rules_not_a_row_changes() {
    let (_folder, store) = store().await;
    for recording in press() {
        record(&store, &[recording], &real_rules()).await;
    }
    let kinds: i64 = value(
        &store,
        "SELECT count(DISTINCT relation) + (SELECT count(*) > 0 FROM merged_part)
             + (SELECT count(*) > 0 FROM article WHERE possible_of_article_id IS NOT NULL)
             + (SELECT count(*) > 0 FROM article WHERE revisions > 1) FROM article",
    )
    .await;
    assert!(kinds >= 6, "{kinds}");
    let before = dump(&store).await;
    let report = retell(&store, RereadFilter::default(), &real_rules()).await;
    assert_eq!((report.changed, report.stories, report.done), (0, 0, 8));
    assert_same(&store, &before).await;
}

/// A rule that joins what shares so many hundredths of its shingles.
fn place_from(percent: usize, reading: &Reading, candidates: &[Candidate]) -> Placement {
    for candidate in candidates {
        let Some(exemplar) = candidate.exemplars.first() else {
            continue;
        };
        let is_same = exemplar.body_hash == reading.fingerprint.body_hash;
        let shared = usize::try_from(candidate.shared).unwrap() * 100;
        if !is_same && shared < percent * reading.fingerprint.shingles.len() {
            continue;
        }
        return Placement {
            story_id: Some(candidate.story_id),
            relation: if is_same {
                Relation::Identical
            } else {
                Relation::Edited
            },
            of_article_id: Some(exemplar.article_id),
            coverage: 0.9,
            coverage_of_origin: 0.6,
            is_exemplar: !is_same,
            ..Placement::original()
        };
    }
    let possible = candidates.first().filter(|candidate| candidate.shared > 4);
    Placement {
        possible: possible.map(|candidate| (candidate.story_id, 0.5)),
        possible_of_article_id: possible.map(|candidate| candidate.exemplars[0].article_id),
        ..Placement::original()
    }
}

fn loose(reading: &Reading, _: &Setting, candidates: &[Candidate]) -> Placement {
    place_from(30, reading, candidates)
}

fn tight(reading: &Reading, _: &Setting, candidates: &[Candidate]) -> Placement {
    place_from(95, reading, candidates)
}

fn with(place: fn(&Reading, &Setting, &[Candidate]) -> Placement) -> Arc<RecordRules> {
    Arc::new(RecordRules { place, ..*rules() })
}

/// Reports of their own, each with a copy, and with a text of which half is another's.
fn halves() -> Vec<Recording> {
    let words = |name: &str, range: std::ops::Range<usize>| {
        let words: Vec<String> = range.map(|n| format!("{name}{n}")).collect();
        words.join(" ")
    };
    let mut articles = vec![archived("ians", "report", REPORT)];
    for (n, name) in ["alpha", "beta", "gamma", "delta"].into_iter().enumerate() {
        let whole = format!(
            "{}. Turnout was {} percent.",
            words(name, 0..40),
            54 + 7 * (n % 2)
        );
        let half = format!(
            "{} {}. Turnout was 54 percent.",
            words(name, 10..30),
            words(&format!("other{name}"), 0..20)
        );
        articles.push(archived("wire", &format!("{name}-whole"), &whole));
        articles.push(archived("post", &format!("{name}-half"), &half));
        articles.push(archived("herald", &format!("{name}-copy"), &whole));
        articles.push(archived("gazette", &format!("{name}-half-copy"), &half));
    }
    let minute = |n: usize| TimeDelta::minutes(i64::try_from(n).unwrap());
    let seen = articles.into_iter().enumerate();
    seen.map(|(n, article)| seen_later(article, minute(n))).collect()
}

#[tokio::test]
async fn by_other_rules_stories_are_those_of_a_fresh_recording() {
    for (old, new) in [(with(loose), with(tight)), (with(tight), with(loose))] {
        let (_folder, store) = store().await;
        let (_other, fresh) = crate::store::sqlite::tests::store().await;
        record(&store, &halves(), &old).await;
        record(&fresh, &halves(), &new).await;
        let (before, expected) = (told(&store).await, told(&fresh).await);
        assert_ne!(before, expected);
        let ids = stories(&store).await;
        let report = retell(&store, RereadFilter::default(), &new).await;
        for (told, expected) in told(&store).await.iter().zip(&expected) {
            assert_eq!(told, expected);
        }
        let moved = stories(&store).await;
        let differing = ids.iter().zip(&moved).filter(|(one, other)| one != other).count();
        assert_eq!(report.articles_moved, differing as u64);
        assert_eq!(report.articles_moved, 8, "{report:?}");
        assert_eq!((report.stories_opened + report.stories_emptied), 4, "{report:?}");
        assert!(report.possible_copies >= 4, "{report:?}");
        let edits: i64 = value(
            &store,
            "SELECT count(*) FROM v_story_edit WHERE reason = 'changed rules'",
        )
        .await;
        assert_eq!(edits, 8);
        let before = dump(&store).await;
        let again = retell(&store, RereadFilter::default(), &new).await;
        assert_eq!((again.changed, again.stories), (0, 0));
        assert_same(&store, &before).await;
    }
}

#[tokio::test]
async fn a_story_that_loses_an_article_to_one_far_behind_is_told_with_it() {
    let (_folder, store) = store().await;
    let mut articles = halves();
    // So many reports between a story and the one that parts from it that they are not looked at together.
    for n in 0..300 {
        let words: Vec<String> = (0..9).map(|word| format!("between{n}x{word}")).collect();
        articles.insert(3, archived("wire", &format!("between-{n}"), &words.join(" ")));
    }
    let late = articles.remove(2);
    articles.push(seen_later(late, TimeDelta::minutes(30)));
    record(&store, &articles, &with(loose)).await;
    let report = retell(&store, RereadFilter::default(), &with(tight)).await;
    assert_eq!((report.articles_moved, report.stories_opened), (8, 4));
    assert_eq!(
        retell(&store, RereadFilter::default(), &with(tight))
            .await
            .changed,
        0
    );
}

#[tokio::test]
async fn what_would_change_is_told_beforehand_and_not_written() {
    let (_folder, store) = store().await;
    record(&store, &halves(), &with(loose)).await;
    let before = dump(&store).await;
    let rules = with(tight);
    let mut run = store
        .plan_reread(task(RereadFilter::default()), noon())
        .await
        .unwrap();
    while run.finished_at.is_none() {
        run = store
            .foresee_stories(&run, STEP, noon(), Arc::clone(&rules))
            .await
            .unwrap();
    }
    assert_same(&store, &before).await;
    let written = retell(&store, RereadFilter::default(), &rules).await;
    let foreseen = RereadReport {
        moved: written.moved,
        claims: written.claims,
        ..run.report
    };
    assert_eq!(foreseen, written);
}

#[tokio::test]
async fn what_was_split_or_joined_by_hand_stays_so() {
    let (_folder, store) = store().await;
    record(&store, &halves(), &with(loose)).await;
    let edit = |edit| store.edit_story(edit, None, noon(), with(loose));
    // Of the first report's story a copy is taken out, and the last two reports are put together.
    edit(StoryEdit::Split { article_ids: vec![4] }).await.unwrap();
    edit(StoryEdit::Join { story_id: 5, into: 4 }).await.unwrap();
    let by_hand = [2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17];
    let before = stories(&store).await;
    let stands: Vec<String> = told(&store).await;
    let same = retell(&store, RereadFilter::default(), &with(loose)).await;
    assert_eq!((same.changed, same.stories), (0, 0));
    assert_eq!(told(&store).await, stands);
    let report = retell(&store, RereadFilter::default(), &with(tight)).await;
    let after = stories(&store).await;
    for article_id in by_hand {
        assert_eq!(
            after[article_id - 1],
            before[article_id - 1],
            "article {article_id}"
        );
    }
    assert_eq!(report.articles_moved, 2, "the second report's halves");
}

#[tokio::test]
async fn cut_off_at_any_step_it_ends_as_if_it_had_not_been() {
    let (_folder, whole) = store().await;
    record(&whole, &halves(), &with(loose)).await;
    let report = retell(&whole, RereadFilter::default(), &with(tight)).await;
    let expected = dump(&whole).await;
    for steps in 1..9 {
        let (folder, cut) = store().await;
        record(&cut, &halves(), &with(loose)).await;
        go_on(&cut, RereadFilter::default(), steps, &with(tight)).await;
        cut.close().await;
        let file = folder.path().join("news.db");
        if steps % 3 == 0 {
            // What was placed beside the store is placed again where it is lost.
            super::remove(&file);
        }
        let again = SqliteStore::open(file.to_str().unwrap(), noon()).await.unwrap();
        let run = go_on(&again, RereadFilter::default(), 1_000, &with(tight)).await;
        assert_eq!(
            (run.report.articles_moved, run.report.stories_opened),
            (report.articles_moved, report.stories_opened)
        );
        for (table, rows) in dump(&again).await {
            assert_eq!(expected.get(&table), Some(&rows), "{table} after {steps} steps");
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
        assert!(
            left.iter()
                .all(|file| !file.file_name().to_string_lossy().contains("reread"))
        );
        again.close().await;
    }
}

#[tokio::test]
async fn articles_that_do_not_pass_the_filter_stay() {
    let (_folder, store) = store().await;
    record(&store, &halves(), &with(loose)).await;
    let before = stories(&store).await;
    let filter = RereadFilter {
        article_id: Some(3),
        ..RereadFilter::default()
    };
    let same = retell(&store, filter.clone(), &with(loose)).await;
    assert_eq!((same.changed, same.stories), (0, 0));
    let report = retell(&store, filter, &with(tight)).await;
    assert_eq!((report.articles_moved, report.stories_opened), (1, 1));
    let after = stories(&store).await;
    for (at, (before, after)) in before.iter().zip(&after).enumerate() {
        assert_eq!(before == after, at + 1 != 3, "article {}", at + 1);
    }
    // The rest of a day later joins the half that has parted before.
    let filter = RereadFilter {
        since: Some(noon() + TimeDelta::minutes(3)),
        until: Some(noon() + TimeDelta::minutes(5)),
        ..RereadFilter::default()
    };
    let report = retell(&store, filter, &with(tight)).await;
    assert_eq!((report.articles_moved, report.stories_opened), (1, 0));
    let moved = stories(&store).await;
    assert_eq!(moved[4], moved[2], "the copy of the half");
    let outlet = RereadFilter {
        outlet: Some("post".to_owned()),
        ..RereadFilter::default()
    };
    assert_eq!(retell(&store, outlet, &with(tight)).await.articles_moved, 3);
}

#[tokio::test]
async fn articles_that_come_meanwhile_are_placed_as_well() {
    let (_folder, store) = store().await;
    let (_other, fresh) = crate::store::sqlite::tests::store().await;
    let articles = halves();
    let (first, rest) = articles.split_at(12);
    record(&store, first, &with(loose)).await;
    let mut run = store
        .begin_reread(task(RereadFilter::default()), false, noon())
        .await
        .unwrap();
    let mut waiting = rest.iter();
    while run.next_id <= run.last_id {
        run = store
            .retell_stories(&run, STEP, noon(), with(tight))
            .await
            .unwrap();
        if let Some(article) = waiting.next() {
            record(&store, std::slice::from_ref(article), &with(tight)).await;
        }
    }
    store.finish_reread(&run, noon()).await.unwrap();
    record(&store, waiting.as_slice(), &with(tight)).await;
    record(&fresh, &articles, &with(tight)).await;
    let expected = told(&fresh).await;
    for (told, expected) in told(&store).await.iter().zip(&expected) {
        assert_eq!(told, expected);
    }
    assert_consistent(&store).await;
}

#[tokio::test]
async fn an_article_whose_text_is_gone_stays_with_its_story() {
    let (_folder, store) = store().await;
    record(&store, &halves(), &with(loose)).await;
    execute(
        &store,
        "UPDATE revision SET text = '', text_pruned_at = '2025-03-15T00:00:00Z' WHERE article_id IN (2, 3)",
    )
    .await;
    execute(
        &store,
        "UPDATE article SET is_text_kept = 0 WHERE article_id IN (2, 3)",
    )
    .await;
    let before = stories(&store).await;
    let run = go_on(&store, RereadFilter::default(), 1_000, &with(tight)).await;
    let after = stories(&store).await;
    assert_eq!(before[..5], after[..5], "its whole story stays");
    assert_eq!(run.report.articles_moved, 6);
}
