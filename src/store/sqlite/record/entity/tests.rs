//! What linking names across articles promises.

use std::sync::Arc;

use chrono::TimeDelta;

use super::super::sample::{archived, rules, seen_later};
use super::super::tests::{assert_consistent, put, value};
use crate::model::{
    Attribution, Entity, Fact, FactDetail, FactKind, Mention, Modality, NameForm, Polarity, Quote, QuoteForm,
    Role, SectionKind, Span,
};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{EntityEdit, NameSought, Recording, Store, StoreError};

fn fact(text: &str, part: &str, kind: FactKind, detail: FactDetail) -> Fact {
    let at = text.find(part).unwrap();
    Fact {
        kind,
        span: Span::new(at, at + part.len()),
        sentence: Span::new(0, text.len()),
        section: SectionKind::Body,
        attribution: None,
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        confidence: 0.9,
        detail,
        key: 0,
    }
}

fn entity(name: &str) -> Entity {
    Entity {
        name: name.into(),
        ..Entity::default()
    }
}

/// An article of its own story that names these: kind, words, full name.
fn naming(id: &str, names: &[(FactKind, &str, &str)]) -> Recording {
    let words: Vec<&str> = names.iter().map(|(_, words, _)| *words).collect();
    let text = format!("Report {id} of the day has {} in it {id}.", words.join(" and "));
    let mut recording = archived("post", id, &text);
    let facts = names.iter().map(|(kind, words, name)| {
        let form = if words == name {
            NameForm::Full
        } else {
            NameForm::Acronym
        };
        fact(
            &text,
            words,
            *kind,
            FactDetail::Entity(Entity { form, ..entity(name) }),
        )
    });
    recording.reading.facts = facts.collect();
    recording.reading.fingerprint.shingles = Vec::new();
    recording.reading.fingerprint.anchors = Vec::new();
    recording
}

async fn ids(store: &SqliteStore) -> Vec<(i64, String, Option<i64>)> {
    sqlx::query_as("SELECT article_id, text, entity_id FROM fact WHERE name IS NOT NULL ORDER BY fact_id")
        .fetch_all(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
}

async fn linked(store: &SqliteStore) -> Vec<Option<i64>> {
    ids(store).await.into_iter().map(|(_, _, id)| id).collect()
}

async fn edit(store: &SqliteStore, edit: EntityEdit) -> Result<crate::store::EntityEdited, StoreError> {
    let why = Some("seen by eye".to_owned());
    store
        .edit_entity(edit, Some("ana".into()), why, noon(), rules())
        .await
}

const PERSON: FactKind = FactKind::Person;

#[tokio::test]
async fn one_name_of_one_kind_is_one_entity_and_copies_count_once() {
    let (_folder, store) = store().await;
    let lind = |id| {
        naming(
            id,
            &[
                (PERSON, "Ada Lind", "Ada Lind"),
                (FactKind::Place, "Lindau", "Lindau"),
            ],
        )
    };
    let accent = naming(
        "c",
        &[
            (PERSON, "ÁDA LIND", "ÁDA LIND"),
            (FactKind::Org, "Ada Lind", "Ada Lind"),
        ],
    );
    put(
        &store,
        vec![lind("a"), lind("b"), seen_later(accent, TimeDelta::hours(2))],
    )
    .await;
    assert_eq!(linked(&store).await, [1, 2, 1, 2, 1, 3].map(Some));
    let counted: (String, i64, i64, String) =
        sqlx::query_as("SELECT name, articles, mentions, last_seen_at FROM v_entity WHERE entity_id = 1")
            .fetch_one(&mut *store.reader().await.unwrap())
            .await
            .unwrap();
    assert_eq!(counted, ("Ada Lind".into(), 3, 3, "2025-03-14T14:00:00Z".into()));
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_bare_surname_waits_until_its_holder_is_known_well() {
    let (_folder, store) = store().await;
    let full = |id| naming(id, &[(PERSON, "Ada Lind", "Ada Lind")]);
    let bare = |id| naming(id, &[(PERSON, "Lind", "Lind")]);
    put(
        &store,
        vec![bare("a"), full("b"), bare("c"), full("d"), full("e"), bare("f")],
    )
    .await;
    assert_eq!(
        linked(&store).await,
        [None, Some(1), None, Some(1), Some(1), Some(1)]
    );
    put(
        &store,
        vec![naming("g", &[(PERSON, "Bo Lind", "Bo Lind")]), bare("h")],
    )
    .await;
    assert_eq!(linked(&store).await[6..], [Some(2), None]);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn letters_mean_what_articles_expand_them_to() {
    let (_folder, store) = store().await;
    let expanded = |id| {
        let bank = "Portside Development Bank";
        naming(id, &[(FactKind::Org, bank, bank), (FactKind::Org, "PDB", bank)])
    };
    put(&store, vec![expanded("a"), expanded("b"), expanded("c")]).await;
    put(
        &store,
        vec![naming(
            "d",
            &[(FactKind::Org, "PDB", "PDB"), (FactKind::Org, "NCA", "NCA")],
        )],
    )
    .await;
    let found = ids(&store).await;
    assert_eq!(
        found[found.len() - 2..],
        [(4, "PDB".into(), Some(1)), (4, "NCA".into(), Some(2))]
    );
    let aliases: String = value(&store, "SELECT aliases FROM v_entity WHERE entity_id = 1").await;
    assert_eq!(aliases, "PDB; Portside Development Bank");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_quotation_knows_its_speaker_and_a_person_the_roles() {
    let (_folder, store) = store().await;
    let mut recording = naming("a", &[(PERSON, "Ada Lind", "Ada Lind")]);
    let text = recording.reading.article.text.clone();
    if let FactDetail::Entity(lind) = &mut recording.reading.facts[0].detail {
        lind.role = Some(Role {
            span: Span::new(0, 6),
            title: "harbour master".into(),
            org: None,
            country: None,
        });
    }
    let mut said = fact(
        &text,
        "of the day",
        FactKind::Quote,
        FactDetail::Quote(Quote {
            form: QuoteForm::Direct,
        }),
    );
    said.attribution = Some(Attribution {
        source: Some(Mention {
            span: Span::new(0, 6),
            text: "Lind".into(),
            name: None,
        }),
        cue: None,
        via_agency: None,
        rule: "test",
    });
    recording.reading.facts.push(said);
    put(&store, vec![recording]).await;
    let dossier = store.entity(1).await.unwrap().unwrap();
    assert_eq!(
        (dossier.roles[0].title.as_str(), dossier.roles[0].stories),
        ("harbour master", 1)
    );
    assert_eq!(dossier.quotes[0].text, "of the day");
    assert_eq!((dossier.latest[0].story_id, dossier.latest[0].articles), (1, 1));
    let sought = NameSought {
        folded: vec!["lind".into()],
        kind: None,
    };
    assert_eq!(store.entities_named(&sought).await.unwrap()[0].entity_id, 1);
    assert_eq!(store.entities_near(&["ad".into()]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_merge_holds_for_later_articles_and_a_split_gives_the_name_back() {
    let (_folder, store) = store().await;
    let kate = |id| naming(id, &[(PERSON, "Kate Holt", "Kate Holt")]);
    let katherine = |id| naming(id, &[(PERSON, "Katherine Holt", "Katherine Holt")]);
    put(&store, vec![kate("a"), katherine("b")]).await;
    let edited = edit(
        &store,
        EntityEdit::Merge {
            entity_id: 1,
            into: 2,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (edited.from_entity_id, edited.to_entity_id, edited.articles),
        (1, Some(2), 1)
    );
    put(&store, vec![kate("c")]).await;
    assert_eq!(linked(&store).await, [Some(2), Some(2), Some(2)]);
    assert_consistent(&store).await;
    assert_eq!(store.entity(1).await.unwrap().unwrap().entity.entity_id, 2);

    let split = EntityEdit::Split {
        entity_id: 2,
        folded: "kate holt".into(),
    };
    let edited = edit(&store, split.clone()).await.unwrap();
    assert_eq!((edited.to_entity_id, edited.articles), (Some(1), 2));
    put(&store, vec![kate("d")]).await;
    assert_eq!(linked(&store).await, [Some(1), Some(2), Some(1), Some(1)]);
    assert_consistent(&store).await;
    let record: String = value(
        &store,
        "SELECT group_concat(kind || ' ' || by_whom || ' ' || coalesce(alias, '-'), ', ') FROM v_entity_edit",
    )
    .await;
    assert_eq!(record, "merge ana -, split ana kate holt");
    assert!(matches!(
        edit(&store, split).await,
        Err(StoreError::Impossible(_))
    ));
}

#[tokio::test]
async fn a_surname_split_off_means_nobody_any_more() {
    let (_folder, store) = store().await;
    let full = |id| naming(id, &[(PERSON, "Ada Lind", "Ada Lind")]);
    let bare = |id| naming(id, &[(PERSON, "Lind", "Lind")]);
    put(&store, vec![full("a"), full("b"), full("c"), bare("d")]).await;
    let split = EntityEdit::Split {
        entity_id: 1,
        folded: "lind".into(),
    };
    let edited = edit(&store, split).await.unwrap();
    assert_eq!((edited.to_entity_id, edited.articles), (None, 1));
    put(&store, vec![bare("e"), full("f")]).await;
    assert_eq!(linked(&store).await[3..], [None, None, Some(1)]);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn edits_that_cannot_be_are_refused_and_change_nothing() {
    let (_folder, store) = store().await;
    put(
        &store,
        vec![naming(
            "a",
            &[
                (PERSON, "Ada Lind", "Ada Lind"),
                (FactKind::Org, "Lind & Co", "Lind & Co"),
            ],
        )],
    )
    .await;
    for refused in [
        EntityEdit::Merge {
            entity_id: 1,
            into: 1,
        },
        EntityEdit::Merge {
            entity_id: 1,
            into: 2,
        },
        EntityEdit::Merge {
            entity_id: 1,
            into: 9,
        },
        EntityEdit::Split {
            entity_id: 1,
            folded: "ada lind".into(),
        },
        EntityEdit::Split {
            entity_id: 1,
            folded: "bo".into(),
        },
    ] {
        let answer = edit(&store, refused.clone()).await;
        assert!(
            matches!(answer, Err(StoreError::Impossible(_))),
            "{refused:?}: {answer:?}"
        );
    }
    let edits: i64 = value(&store, "SELECT count(*) FROM entity_edit").await;
    assert_eq!((edits, linked(&store).await), (0, vec![Some(1), Some(2)]));
}

#[tokio::test]
async fn ids_do_not_depend_on_how_articles_are_cut_into_batches() {
    let articles = || -> Vec<Recording> {
        (0..12)
            .map(|n| {
                let name = format!("Ada {} Lind", ["B.", "", "Berta", "C."][n % 4]);
                let name = name.replace("  ", " ");
                naming(
                    &format!("n{n}"),
                    &[(PERSON, &name, &name), (PERSON, "Orr", "Orr")],
                )
            })
            .collect()
    };
    let mut seen = Vec::new();
    for size in [1, 5, 12] {
        let (_folder, store) = store().await;
        for batch in articles().chunks(size) {
            let batch = Arc::new(batch.to_vec());
            store.record(batch, rules()).await.unwrap();
        }
        assert_consistent(&store).await;
        seen.push(ids(&store).await);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn a_surname_that_a_crowd_shares_is_kept_for_few_of_them() {
    let (_folder, store) = store().await;
    let names: Vec<String> = (0..60).map(|n| format!("Ada{} Lind", "x".repeat(n))).collect();
    let articles = names.iter().enumerate();
    let batch = articles
        .map(|(n, name)| naming(&format!("n{n}"), &[(PERSON, name, name)]))
        .collect();
    put(&store, batch).await;
    let kept: i64 = value(
        &store,
        "SELECT count(*) FROM entity_alias WHERE known_by = 'surname'",
    )
    .await;
    let all: i64 = value(&store, "SELECT count(*) FROM v_entity").await;
    assert_eq!((kept, all), (32, 60));
    assert_consistent(&store).await;
}
