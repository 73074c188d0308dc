//! Whole cases as they come: a wire report and those who rewrite it, a press release and those who report it,
//! a series, later versions, a briefing and its parts.

use chrono::{DateTime, TimeDelta, Utc};

use super::fingerprint::tests::article;
use super::{Index, confirm, fingerprint};
use crate::model::{
    Candidate, ClaimedTime, Exemplar, Habit, LinkKind, Placement, Reading, Relation, Setting, Sign,
};

pub(super) fn reading(title: &str, text: &str) -> Reading {
    let article = article(title, text);
    Reading {
        id: String::new(),
        published: ClaimedTime::default(),
        metadata: Vec::new(),
        credits: Vec::new(),
        facts: Vec::new(),
        fingerprint: fingerprint(&article, &[]),
        notes: Vec::new(),
        article,
    }
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

fn outlet(key: &str, minute: i64) -> Setting {
    Setting {
        outlet_key: key.to_owned(),
        claimed_at: Some(at(minute)),
        seen_at: Some(at(minute)),
        ..Setting::default()
    }
}

/// An outlet's article: title, text, where and when.
struct Arrival<'a>(&'a str, &'a str, Setting);

fn placed(arrivals: Vec<Arrival<'_>>) -> Vec<(i64, Placement)> {
    let mut index = Index::default();
    (1..)
        .zip(arrivals)
        .map(|(n, Arrival(title, text, setting))| {
            let seen_at = setting.seen_at.unwrap_or_else(|| at(n));
            index.add_in(n, n, &reading(title, text), seen_at, setting)
        })
        .collect()
}

/// The stories of texts that come a minute apart, each from an outlet of its own.
pub(super) fn stories_of(texts: &[(&str, &str)]) -> Vec<i64> {
    let mut index = Index::default();
    (1..)
        .zip(texts)
        .map(|(n, (title, text))| {
            let setting = outlet(&format!("outlet-{n}"), n);
            index.add_in(n, n, &reading(title, text), at(n), setting).0
        })
        .collect()
}

pub(crate) const WIRE: &str = "OSLO - Norway's Equinor will close its Hammerlund refinery in 2027 and cut 640 jobs, the company said on Tuesday, \
    blaming falling demand for diesel and a carbon price that has doubled since 2021.\n\
    Chief executive Ingrid Solheim told reporters that the plant, opened in 1974 outside Stavern, lost 310 million \
    crowns last year. \"We looked at every option, and none of them paid,\" Solheim said.\n\
    The Industri Energi union called the decision a betrayal and promised a strike from May 12. Its leader Tor Hagen \
    said that workers had accepted lower shifts in 2023 in exchange for a guarantee until 2030.\n\
    Energy minister Kari Lunde will meet the union and the mayor of Stavern on Friday. The town of 5,600 people gets a \
    quarter of its taxes from the refinery.\n\
    Shares in Equinor rose 1.8 percent in Oslo. Analysts at Arctic Nordea expect the closure to save about 450 million \
    crowns a year from 2028.";

/// Another agency's report, of another matter.
pub(crate) const OTHER_WIRE: &str = "OHRID - Eleven hotels on the shore of Lake Ohrid must close by October because their sewage \
    reaches the water, the environment inspectorate of North Macedonia ruled on Wednesday after a two-year dispute.\n\
    Divers had taken 84 samples between Struga and Trpejca; in 29 of them bacteria exceeded the limit nineteenfold, \
    inspector Biljana Stojkova explained while presenting the measurements to journalists and fishermen.\n\
    The hotels together offer 2,300 beds and employ roughly 780 waiters, cooks and cleaners during the summer season, \
    according to the chamber of tourism, which warned that villages without factories would lose their only income.\n\
    Owners have until August to lay pipes to the collector at Vranishta, which was built with Swiss money in 1988 and \
    has not been enlarged since. A pump station alone costs 1.2 million euros, calculated engineer Goran Ristov.\n\
    The lake, among the oldest in Europe, shelters a trout found nowhere else. UNESCO delegates intend to inspect the \
    shore in November and may put the site on the list of heritage in danger.";

/// Both reports under one headline, the second without its end.
pub(crate) fn two_in_one() -> String {
    let cut: Vec<&str> = OTHER_WIRE.split('\n').take(3).collect();
    format!("{WIRE}\n{}", cut.join("\n"))
}

pub(crate) const REWRITE: &str = "Some 640 employees of the Hammerlund plant are going to lose their posts: Norwegian energy group Equinor shuts the \
    refinery in 2027, it announced Tuesday, pointing at weaker diesel demand and carbon costs twice as high as in 2021.\n\
    According to CEO Ingrid Solheim the site near Stavern, running since 1974, made a loss of 310 million crowns over the \
    past year. \"We looked at every option, and none of them paid,\" Solheim said.\n\
    A strike looms on May 12, as union Industri Energi spoke of betrayal. Tor Hagen, who heads it, recalled how \
    staff agreed to fewer shifts in 2023 because a guarantee through 2030 was offered to them.\n\
    On Friday the mayor of Stavern and the union will see energy minister Kari Lunde. A quarter of tax income in the \
    town, home to 5,600 people, comes from the refinery.\n\
    In Oslo the Equinor share gained 1.8 percent. From 2028 closing the plant could save roughly 450 million crowns \
    yearly, estimate analysts with Arctic Nordea.";

pub(super) const INDEPENDENT: &str = "Stavern woke up to the end of an era on Tuesday. At the gate of the Hammerlund refinery, where his father and \
    grandfather had worked, welder Lars Berge, 52, read the letter from Equinor twice.\n\
    \"They could have told us before Easter,\" he said, and lit a cigarette. Around him stood some two hundred colleagues, \
    some in tears, waiting for shop steward Anne Moe.\n\
    The group wants to end production in 2027, a spokeswoman confirmed by telephone; 640 people are affected. Apprentices \
    will be offered places in Mongstad, she added.\n\
    Mayor Nils Aas, Labour, put the loss for the town at 70 million crowns a year. He had phoned the prime minister at \
    seven in the morning. The local savings bank SpareBank Vest announced that it would stretch mortgages.\n\
    Environmental group Bellona welcomed the step. The plant emitted 410,000 tonnes of carbon dioxide in 2024.";

#[test]
fn a_rewrite_joins_its_source_and_an_independent_report_does_not() {
    let found = placed(vec![
        Arrival("Equinor to close Hammerlund refinery", WIRE, outlet("wire", 0)),
        Arrival(
            "640 jobs go as Equinor shuts refinery",
            REWRITE,
            outlet("NationPress", 40),
        ),
        Arrival(
            "Stavern mourns its refinery",
            INDEPENDENT,
            outlet("Stavern Post", 60),
        ),
    ]);
    assert_eq!((found[0].0, found[1].0), (1, 1));
    assert_eq!(found[1].1.relation, Relation::Rewritten);
    assert!(found[1].1.score >= 0.9 && !found[1].1.corroboration.signals.is_empty());
    assert_eq!((found[2].0, found[2].1.possible), (2, None));
}

#[test]
fn a_rewrite_that_comes_before_its_source_is_one_story_with_it() {
    let found = placed(vec![
        Arrival(
            "640 jobs go as Equinor shuts refinery",
            REWRITE,
            outlet("NationPress", 0),
        ),
        Arrival(
            "Stavern mourns its refinery",
            INDEPENDENT,
            outlet("Stavern Post", 60),
        ),
        Arrival("Equinor to close Hammerlund refinery", WIRE, outlet("wire", 90)),
        Arrival(
            "Equinor to close Hammerlund refinery",
            WIRE,
            outlet("reprinter", 95),
        ),
    ]);
    let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
    assert_eq!(stories, [1, 2, 1, 1]);
}

/// A rewritten copy that leaves so much out that the texts alone do not tell.
pub(crate) fn thin_rewrite() -> String {
    REWRITE
        .replace("640", "600")
        .replace("Arctic Nordea", "a bank in Oslo")
        .replace("Industri Energi", "the oil workers")
        .replace("310 million", "millions of")
        + "\nIn Bergen Odd Vik of Fana Sparebank warned that others could follow."
}

#[test]
fn the_habit_of_the_outlet_makes_a_possible_copy_certain_later() {
    let thin = thin_rewrite();
    let mut arrival = outlet("NationPress", 600);
    let found = placed(vec![
        Arrival("Equinor to close Hammerlund refinery", WIRE, outlet("wire", 0)),
        Arrival("Equinor shuts refinery", &thin, arrival.clone()),
    ]);
    assert_eq!(found[1].0, 2, "{:?}", found[1].1);
    assert_eq!(found[1].1.possible.map(|(story, _)| story), Some(1));
    let exemplar = |title: &str, text: &str, setting: Setting| Exemplar {
        title: title.to_owned(),
        folded: reading(title, text).fingerprint.folded,
        setting,
        ..Exemplar::default()
    };
    let story = Candidate {
        story_id: 1,
        exemplars: vec![exemplar(
            "Equinor to close Hammerlund refinery",
            WIRE,
            outlet("wire", 0),
        )],
        ..Candidate::default()
    };
    assert_eq!(
        confirm(
            &exemplar("Equinor shuts refinery", &thin, arrival.clone()),
            &story
        ),
        None
    );
    arrival.habit = Habit {
        articles: 20.0,
        rewritten: 14.0,
    };
    let confirmed = confirm(&exemplar("Equinor shuts refinery", &thin, arrival), &story).unwrap();
    assert_eq!(
        (confirmed.story_id, confirmed.relation),
        (Some(1), Relation::Rewritten)
    );
    let habit = confirmed
        .corroboration
        .signals
        .iter()
        .find(|signal| signal.sign == Sign::Habit);
    assert!(habit.is_some_and(|signal| signal.holds));
}

const RELEASE: &str = "Calder Robotics today announced the acquisition of Tarn Vision for 82 million dollars in cash, creating the leading \
    provider of autonomous inspection for ports and bridges across northern Europe.\n\
    \"With Tarn we gain eyes that never tire and a team of 140 engineers whom we have admired for years, and our \
    customers will see the first joint products before the summer of next year,\" chief executive Ruth Adeyemi said.\n\
    The transaction is expected to close in the third quarter, subject to approval by the competition authorities of \
    Denmark and Finland. Calder Robotics employs 900 people at six sites and had sales of 210 million dollars.";

const QUOTED: &str = "\"With Tarn we gain eyes that never tire and a team of 140 engineers whom we have admired for years, and our \
    customers will see the first joint products before the summer of next year,\" chief executive Ruth Adeyemi said.";

#[test]
fn reports_of_one_release_are_neither_its_copies_nor_each_others() {
    let one = format!(
        "Another maker of inspection drones changes hands: Danish group Calder pays 82 million dollars for its rival Tarn.\n{QUOTED}\n\
        Investors were less enthusiastic. Calder's stock lost four percent in Copenhagen, as analyst Paul Varga of Sydbank \
        called the price steep for a firm that never made a profit. Tarn's founder Mira Sol will leave within weeks, two \
        people familiar with the talks told this newspaper. Staff in Oulu learnt of the sale from an email at midnight."
    );
    let two = format!(
        "For the harbours of Tallinn and Osk the purchase of Tarn by a Danish company raises questions about who will \
        service their cameras.\n{QUOTED}\nHarbour master Idris Kane hopes that maintenance contracts running until 2031 \
        stay in force. He signed them with Tarn only in January. Estonia's cyber office wants to look at where pictures of \
        the quays will be stored in future, its director Lena Fors explained on local radio on Wednesday evening."
    );
    let mut release = outlet("wire-of-releases", 0);
    release.is_release = true;
    let reprint = outlet("reprinter", 9);
    let found = placed(vec![
        Arrival("Calder Robotics acquires Tarn Vision", RELEASE, release),
        Arrival("Calder buys drone maker Tarn", &one, outlet("one", 30)),
        Arrival("Harbours ask about Tarn cameras", &two, outlet("two", 50)),
        Arrival("Calder Robotics acquires Tarn Vision", RELEASE, reprint),
    ]);
    let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
    assert_eq!(stories, [1, 2, 3, 1]);
    for (_, placement) in &found[1..3] {
        assert_eq!(placement.possible, None);
        assert!(
            placement
                .links
                .iter()
                .any(|link| link.kind == LinkKind::SameStatement),
            "{placement:?}"
        );
    }
}

#[test]
fn reports_of_a_series_stay_apart_and_later_versions_stay_together() {
    let report = |day: &str, rate: &str, sum: &str, bids: &str, name: &str| {
        format!(
            "The Bank of Ellery accepted bids for {sum} million crowns at its {day} tender of treasury bills. The average \
            rate was {rate} percent, dealers said. Bids came to {bids} million crowns, of which {name} Bank and its clients \
            took the largest part. Liquidity in the money market stays ample, and the central bank expects to drain it \
            further by the same means before the end of the quarter, according to the statement."
        )
    };
    let monday = report("30-day", "3.41", "250", "611", "Morvane");
    let friday = report("91-day", "3.87", "400", "720", "Quillan");
    let update = monday.replace("250 million", "270 million");
    let found = placed(vec![
        Arrival("Bank of Ellery sets 30-day rate", &monday, outlet("wire", 0)),
        Arrival(
            "UPDATE 1-Bank of Ellery sets 30-day rate",
            &update,
            outlet("wire", 30),
        ),
        Arrival("Bank of Ellery sets 91-day rate", &friday, outlet("wire", 5_000)),
    ]);
    let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
    assert_eq!(stories, [1, 1, 2]);
    assert_eq!(found[1].1.relation, Relation::Update);
}

#[test]
fn the_parts_of_a_briefing_that_came_first_do_not_join_it() {
    let part = |text: &str| text.split('\n').take(3).collect::<Vec<_>>().join("\n");
    let rescue = "Coast guards pulled eleven sailors from the sea off Quillan on Monday night after the trawler Marisol struck \
        a reef and sank within minutes. Divers searched for the skipper until dawn, harbour officer Tomas Pinho said. It \
        was the third wreck on that reef in two winters, and fishermen have asked for a light buoy since 2019.";
    let briefing = format!("{}\n{}\n{rescue}", part(WIRE), part(RELEASE));
    let found = placed(vec![
        Arrival(
            "Morning briefing: Equinor to close refinery",
            &briefing,
            outlet("daily", 0),
        ),
        Arrival("Equinor to close Hammerlund refinery", WIRE, outlet("wire", 30)),
        Arrival(
            "Calder Robotics acquires Tarn Vision",
            RELEASE,
            outlet("other", 60),
        ),
        Arrival("Equinor to close Hammerlund refinery", WIRE, outlet("third", 70)),
    ]);
    let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
    assert_eq!(stories, [1, 2, 3, 2]);
    assert!(found[1].1.links.iter().any(|link| link.kind == LinkKind::Roundup));
}

#[test]
fn a_report_with_an_old_one_as_its_background_is_no_copy_of_it() {
    let old: String = RELEASE.split('\n').next().unwrap_or("").to_owned();
    let followup = format!(
        "Ferry crews of Morvane walked out on Thursday after talks on night pay broke down, leaving 3,000 travellers on the \
        quays. Union leader Marko Ilic spoke of a last offer that was none and called a ballot for Sunday.\n\
        The operator chartered eleven coaches and promised refunds within ten days. Ministers asked both sides to return \
        to the table, and tourist boards along the coast feared for the Easter weekend, their best since 2019.\n{old}"
    );
    let found = placed(vec![
        Arrival("Calder Robotics acquires Tarn Vision", &old, outlet("one", 0)),
        Arrival("Ferry crews walk out in Morvane", &followup, outlet("two", 900)),
    ]);
    assert_eq!((found[0].0, found[1].0), (1, 2));
    assert!(!found[1].1.is_roundup);
}

#[test]
fn a_damaged_copy_joins_its_source() {
    let damaged: String = WIRE
        .split(' ')
        .enumerate()
        .map(|(n, word)| {
            let is_hit = n % 4 == 2 && word.len() > 4 && word.is_ascii();
            if is_hit {
                format!("{}q{} ", &word[..2], &word[3..])
            } else {
                format!("{word} ")
            }
        })
        .collect();
    assert_eq!(stories_of(&[("Refinery", WIRE), ("Refinery", &damaged)]), [1, 1]);
}
