//! Which story an article belongs to.

use super::align::Text;
use super::comparison::{Article, Comparison, Found, best_of_story};
use super::encoding::{Word, decode};
use super::first::is_before;
use super::link::link;
use super::merged;
use super::otherwise::Supposed;
use super::relation::relation;
use super::roundup::is_roundup;
use super::statement;
use super::title::is_of_roundup;
use super::verdict::Verdict;
use super::words;
use super::{ANCHOR_CANDIDATES_MAX, CANDIDATES_MAX, EXEMPLARS_MAX, SHORT_WORDS};
use crate::model::{
    Candidate, Corroboration, Exemplar, Grade, LinkKind, Placement, Reading, Relation, Setting,
};

/// A joined text becomes an exemplar when it holds at least this share of the text it was compared with
/// and is covered by it in this range: much the same report, with much that later copies may take from it.
const EXEMPLAR_HOLDS_MIN: f64 = 0.5;
const EXEMPLAR_COVERED: std::ops::Range<f64> = 0.2..0.85;

/// A rewrite becomes an exemplar when less than this of either text is in the other's wording: its own copies
/// are found by it alone.
const REWORDED_COVERED_MAX: f64 = 0.35;

/// The score of a possible copy that reaches all that is asked.
const POSSIBLE_SCORE_MAX: f64 = 0.85;

/// The story `reading` belongs to among `candidates`, which the index found, best first.
///
/// Without candidates, or when no text of theirs is near enough, the article opens a story of its own
/// ([`Placement::original`]), with links to the stories it shares text with. Bodies of other versions of
/// the fingerprint are passed over.
#[must_use]
pub fn place(reading: &Reading, candidates: &[Candidate]) -> Placement {
    place_in(reading, &Setting::default(), candidates)
}

/// The same, with what is known of the article beside its text: rewritten copies are joined on the word of
/// signs that only this can show.
#[must_use]
pub fn place_in(reading: &Reading, setting: &Setting, candidates: &[Candidate]) -> Placement {
    let Some(words) = decode(&reading.fingerprint.folded).filter(|words| !words.is_empty()) else {
        return Placement::original();
    };
    if words.len() < SHORT_WORDS {
        return place_short(reading, candidates);
    }
    let article = article_of(
        (&reading.article.title, reading.fingerprint.body_hash),
        words,
        setting,
        candidates,
    );
    let comparisons: Vec<Comparison<'_>> = candidates
        .iter()
        .take(CANDIDATES_MAX + ANCHOR_CANDIDATES_MAX)
        .filter_map(|candidate| best_of_story(&article, candidate))
        .collect();
    let parts = comparisons
        .iter()
        .filter(|comparison| comparison.verdict != Verdict::Template);
    if is_roundup(parts.map(|comparison| &comparison.alignment)) {
        let links = comparisons
            .iter()
            .filter_map(|comparison| link(comparison, Some(LinkKind::Roundup)))
            .collect();
        return Placement {
            is_roundup: true,
            links,
            ..Placement::original()
        };
    }
    let holders = merged::holders(&article, &comparisons);
    let mut placement = decide(&article, &merged::deciding(&comparisons, &holders));
    merged::add(&mut placement, reading, &article, (&comparisons, &holders));
    let holds_part = |comparison: &Comparison<'_>| comparison.verdict == Verdict::Part;
    placement.is_roundup = placement.story_id.is_none()
        && is_of_roundup(&reading.article.title)
        && comparisons.iter().any(holds_part);
    let taken = placement
        .story_id
        .or(placement.possible.map(|(story_id, _)| story_id));
    let is_told = |comparison: &Comparison<'_>| {
        let article_id = comparison.exemplar.article_id;
        let mut merged = placement.merged.iter();
        placement.holders.contains(&article_id) || merged.any(|one| one.of_article_id == article_id)
    };
    placement.links = comparisons
        .iter()
        .filter(|comparison| Some(comparison.candidate.story_id) != taken && !is_told(comparison))
        .filter_map(|comparison| {
            let is_its_part = placement.is_roundup && holds_part(comparison);
            link(comparison, is_its_part.then_some(LinkKind::Roundup))
        })
        .collect();
    placement
}

/// The article of that title and body as it is compared with `candidates`.
pub(super) fn article_of<'a>(
    (title, body_hash): (&'a str, i64),
    words: Vec<Word>,
    setting: &'a Setting,
    candidates: &[Candidate],
) -> Article<'a> {
    let releases = statement::releases(candidates);
    let mut text = Text::of(words);
    if !setting.is_release {
        text.leave_out(&releases);
    }
    Article {
        title,
        body_hash,
        text,
        setting,
        releases,
        supposed: Supposed::default(),
    }
}

/// The strongest of `comparisons` decides; of equals the first.
pub(super) fn decide(article: &Article<'_>, comparisons: &[&Comparison<'_>]) -> Placement {
    let strongest = comparisons.iter().copied().reduce(|best, next| {
        if next.strength() > best.strength() {
            next
        } else {
            best
        }
    });
    let Some(strongest) = strongest else {
        return Placement::original();
    };
    match strongest.found() {
        Found::Copy => join(article, strongest),
        Found::Rewrite(score) => {
            let apart = |coverage: f64| coverage < REWORDED_COVERED_MAX;
            let alignment = &strongest.alignment;
            let is_apart = apart(alignment.coverage) && apart(alignment.coverage_of_other);
            let room = strongest.candidate.exemplars.len() < EXEMPLARS_MAX;
            let joined = join(article, strongest);
            Placement {
                relation: Relation::Rewritten,
                score,
                is_exemplar: room && (is_apart || joined.is_exemplar),
                corroboration: strongest.corroboration(),
                is_source: is_before(article.setting, &strongest.exemplar.setting),
                ..joined
            }
        }
        Found::Possible(score) => Placement {
            possible: Some((strongest.candidate.story_id, score * POSSIBLE_SCORE_MAX)),
            possible_of_article_id: Some(strongest.exemplar.article_id),
            corroboration: strongest.corroboration(),
            is_source: is_before(article.setting, &strongest.exemplar.setting),
            ..Placement::original()
        },
        Found::Nothing => Placement::original(),
    }
}

/// A body too short to be known by its wording joins only its very equal.
fn place_short(reading: &Reading, candidates: &[Candidate]) -> Placement {
    let title = title_words(&reading.article.title);
    let is_equal = |exemplar: &&Exemplar| {
        exemplar.body_hash == reading.fingerprint.body_hash
            && !title.is_empty()
            && title_words(&exemplar.title) == title
    };
    for candidate in candidates.iter().take(CANDIDATES_MAX) {
        if let Some(exemplar) = candidate.exemplars.iter().find(is_equal) {
            return Placement {
                story_id: Some(candidate.story_id),
                relation: Relation::Identical,
                of_article_id: Some(exemplar.article_id),
                is_exemplar: false,
                ..Placement::original()
            };
        }
    }
    Placement::original()
}

fn title_words(title: &str) -> Vec<u32> {
    words::of_line(title).into_iter().map(Word::hash).collect()
}

fn join(article: &Article<'_>, comparison: &Comparison<'_>) -> Placement {
    let Comparison {
        candidate,
        exemplar,
        alignment,
        ..
    } = comparison;
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    let is_same_body = exemplar.body_hash == article.body_hash;
    let is_fuller = their >= EXEMPLAR_HOLDS_MIN && EXEMPLAR_COVERED.contains(&mine);
    Placement {
        story_id: Some(candidate.story_id),
        relation: relation(
            article.title,
            &exemplar.title,
            is_same_body,
            is_before(article.setting, &exemplar.setting),
            alignment,
        ),
        grade: Grade::Certain,
        of_article_id: Some(exemplar.article_id),
        score: mine.max(their),
        similarity: alignment.similarity,
        coverage: mine,
        coverage_of_origin: their,
        is_exemplar: is_fuller && candidate.exemplars.len() < EXEMPLARS_MAX,
        corroboration: Corroboration::default(),
        ..Placement::original()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::{Index, VERSION, fingerprint, fingerprint::tests::article};
    use crate::model::ClaimedTime;

    fn reading(title: &str, text: &str) -> Reading {
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

    /// `texts` in the order given, a minute apart: the story and the placement of each.
    fn placed(texts: &[(&str, &str)]) -> Vec<(i64, Placement)> {
        let mut index = Index::default();
        let mut place = |(n, (title, text)): (i64, &(&str, &str))| {
            index.add(
                n,
                n,
                &reading(title, text),
                DateTime::UNIX_EPOCH + TimeDelta::minutes(n),
            )
        };
        (1..).zip(texts).map(&mut place).collect()
    }

    const REPORT: &str = "The mayor of Velika Plana opened a new railway bridge across the Morava on Monday, two \
        years after floods swept away the old crossing and cut the town off from its main market.\n\
        Jelena Kostic told about 400 guests that the bridge had cost 45 million euros, a third of it paid by \
        the state railway company and the rest by a loan from the regional development bank.\n\
        Freight trains will use the crossing from April, and passenger services to Nis are due to resume in \
        June once the signals have been tested, railway engineer Marko Ilic explained.\n\
        Farmers along the eastern bank had complained for months that the detour through Svilajnac added \
        90 kilometres to every delivery and made their fruit too expensive for buyers in the capital.\n\
        The opposition on the town council criticised the price and demanded an independent audit of the \
        building contracts, which were awarded without a public tender during the state of emergency.";

    const OTHER: &str = "Researchers in Oulu have trained a small network of buoys to warn fishermen of thin ice, \
        using nothing but cheap thermometers and the sound that cracks make under water in the early morning.\n\
        The university said the first winter brought 31 warnings, of which only 3 proved to be false alarms, \
        and that villages on the northern shore had asked for a dozen more stations before next season.";

    const WEATHER: &str = "Temperatures in Lyon will reach 21 degrees on Tuesday with light winds from the west \
        and a 10 percent chance of rain, the weather service forecast. The night will be cool with a low of 9 \
        degrees in Lyon and fog in the valleys before 7 in the morning, drivers were advised.";

    const LOCAL: &str = "Readers of this paper remember the old ferry at the mill, which carried schoolchildren and \
        bicycles over the water until the late seventies for a coin dropped into a tin box.";

    fn paragraphs(range: std::ops::Range<usize>) -> String {
        REPORT.split('\n').collect::<Vec<_>>()[range].join("\n")
    }

    #[test]
    fn copies_join_whether_they_are_equal_cut_or_extended() {
        let cut = paragraphs(0..2);
        let extended = format!("{REPORT}\n{OTHER}");
        let found = placed(&[
            ("a", REPORT),
            ("b", REPORT),
            ("c", &cut),
            ("d", &extended),
            ("e", OTHER),
        ]);
        let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
        assert_eq!(stories, [1, 1, 1, 1, 2]);
        let relations: Vec<Relation> = found.iter().map(|(_, placement)| placement.relation).collect();
        assert_eq!(
            relations,
            [
                Relation::Original,
                Relation::Identical,
                Relation::Cut,
                Relation::Extended,
                Relation::Original
            ]
        );
        assert_eq!(found[2].1.of_article_id, Some(1));
        assert!(found[2].1.coverage > 0.99 && found[2].1.coverage_of_origin < 0.6);
    }

    #[test]
    fn the_source_joins_its_copy_when_the_copy_came_first() {
        let cut = paragraphs(0..2);
        let found = placed(&[("cut", &cut), ("whole", REPORT), ("rest", &paragraphs(2..5))]);
        assert_eq!(found[1].0, found[0].0);
        assert_eq!(found[1].1.relation, Relation::Extended);
        assert!(found[1].1.is_exemplar);
    }

    #[test]
    fn a_template_filled_with_other_values_is_another_report() {
        let tomorrow = WEATHER
            .replace("Lyon", "Nantes")
            .replace("21", "14")
            .replace("10 percent", "80 percent")
            .replace("low of 9", "low of 4")
            .replace("Tuesday", "Friday");
        let found = placed(&[("Weather", WEATHER), ("Weather", &tomorrow), ("Weather", WEATHER)]);
        assert_ne!(found[0].0, found[1].0);
        assert_eq!(found[0].0, found[2].0);
    }

    #[test]
    fn a_later_version_with_other_figures_stays_in_its_story() {
        let later = REPORT.replace("400", "600").replace("45 million", "52 million");
        let found = placed(&[("Bridge opens", REPORT), ("UPDATE 1-Bridge opens", &later)]);
        assert_eq!((found[0].0, found[1].1.relation), (found[1].0, Relation::Update));
    }

    #[test]
    fn shared_background_links_and_does_not_join() {
        let old = paragraphs(3..4);
        let followup = format!("{OTHER}\n{WEATHER}\n{old}");
        let found = placed(&[("a", REPORT), ("b", &followup)]);
        assert_ne!(found[0].0, found[1].0);
        assert_eq!(found[1].1.links.len(), 1);
        assert_eq!(
            (found[1].1.links[0].kind, found[1].1.links[0].story_id),
            (LinkKind::Background, 1)
        );
    }

    #[test]
    fn one_statement_in_two_reports_is_a_link_of_its_own_kind() {
        let statement = "“We built this crossing with our own hands, our own steel and our own stubborn patience, \
            and nobody from the ministry ever came to see how the piers were standing in the winter flood, so \
            let those who now demand audits first count the nights we spent here,” Kostic declared.";
        let one = format!("{OTHER}\n{statement}\n{WEATHER}");
        let two = format!("{}\n{}\n{statement}", paragraphs(3..5), paragraphs(2..3));
        let found = placed(&[("a", &one), ("b", &two)]);
        assert_ne!(found[0].0, found[1].0);
        assert_eq!(found[1].1.links[0].kind, LinkKind::SameStatement);
    }

    #[test]
    fn a_roundup_is_a_story_of_its_own_with_links() {
        let third = "Dockworkers at the port of Talcahuano voted to end their strike after the company agreed to \
            raise night wages and to rehire nine colleagues dismissed in March, union leaders announced there.";
        let briefing = format!(
            "{}\n{}\n{third}",
            paragraphs(0..1),
            OTHER.split('\n').next().unwrap()
        );
        let found = placed(&[("a", REPORT), ("b", OTHER), ("c", third), ("Briefing", &briefing)]);
        assert_eq!(found[3].0, 4);
        let kinds: Vec<LinkKind> = found[3].1.links.iter().map(|link| link.kind).collect();
        assert_eq!(kinds, [LinkKind::Roundup; 3]);
    }

    #[test]
    fn a_nearly_covered_text_is_a_possible_copy_and_keeps_its_story() {
        let near = format!("{}\n{OTHER}\n{LOCAL}", paragraphs(0..2));
        let found = placed(&[("a", REPORT), ("b", &near)]);
        assert_eq!(
            (found[1].1.story_id, found[1].1.possible.map(|(story, _)| story)),
            (None, Some(1))
        );
    }

    #[test]
    fn short_texts_join_only_their_equals_under_the_same_title() {
        let flash = "Morava bridge opens to trains";
        let found = placed(&[
            ("Bridge opens", flash),
            ("BRIDGE OPENS", flash),
            ("Talks fail", flash),
            ("Bridge opens", ""),
            ("Bridge opens", ""),
            ("Bridge opens", REPORT),
            ("Bridge opens", "Trains"),
            ("Bridge opens", "trains."),
        ]);
        let stories: Vec<i64> = found.iter().map(|(story, _)| *story).collect();
        assert_eq!(stories, [1, 1, 2, 3, 4, 5, 6, 6]);
    }

    #[test]
    fn a_story_takes_no_articles_after_its_window() {
        let mut index = Index::default();
        let at = |days| DateTime::UNIX_EPOCH + TimeDelta::days(days);
        assert_eq!(index.add(1, 1, &reading("a", REPORT), at(0)).0, 1);
        assert_eq!(index.add(2, 2, &reading("a", REPORT), at(20)).0, 1);
        assert_eq!(index.add(3, 3, &reading("a", REPORT), at(40)).0, 1);
        assert_eq!(index.add(4, 4, &reading("a", REPORT), at(62)).0, 2);
    }

    #[test]
    fn texts_of_another_version_and_damaged_ones_are_passed_over() {
        let one = reading("a", REPORT);
        let mut folded = one.fingerprint.folded.clone();
        folded[0] = folded[0].wrapping_add(1);
        let exemplar = |folded| Exemplar {
            article_id: 1,
            outlet_id: 1,
            title: String::new(),
            body_hash: 0,
            folded,
            ..Exemplar::default()
        };
        let candidate = Candidate {
            story_id: 1,
            shared: 9,
            exemplars: vec![
                exemplar(folded),
                exemplar(Vec::new()),
                exemplar(vec![VERSION as u8, 7]),
            ],
            ..Candidate::default()
        };
        assert_eq!(place(&one, &[candidate]), Placement::original());
    }

    #[test]
    fn copies_in_scripts_without_spaces_join() {
        let report = "新华社北京电 中国国家铁路集团表示，今年春运期间全国铁路预计发送旅客约四亿八千万人次，比去年同期增长百分之十二点二。\
            铁路部门将每天开行旅客列车一万四千列，在客流高峰期增开夜间高速列车，并为老年旅客保留电话订票和现场购票服务。";
        let cut = report.split('。').next().unwrap();
        let other = "日本气象厅发布消息称，受寒潮影响，北海道和东北地区未来三天将有大雪，部分山区积雪可能超过一米，\
            当局提醒居民减少外出并注意屋顶积雪滑落造成的危险。";
        let found = placed(&[("a", report), ("b", cut), ("c", other)]);
        assert_eq!(
            found.iter().map(|(story, _)| *story).collect::<Vec<_>>(),
            [1, 1, 2]
        );
    }

    proptest! {
        #[test]
        fn any_two_texts_can_be_placed(one in "\\PC{0,200}", other in "( [a-c]{1,2}){0,60}") {
            for (_, placement) in placed(&[("a", &one), ("b", &other), ("b", &other), ("a", &one)]) {
                for share in [placement.score, placement.similarity, placement.coverage] {
                    prop_assert!((0.0..=1.0).contains(&share));
                }
            }
        }

        #[test]
        fn the_order_of_arrival_does_not_change_the_stories(order in Just([0, 1, 2, 3, 4]).prop_shuffle()) {
            let cut = paragraphs(0..3);
            let extended = format!("{REPORT}\n{LOCAL}");
            let texts = [REPORT, &cut, &extended, OTHER, WEATHER];
            let found = placed(&order.map(|n: usize| ("title", texts[n])));
            let story_of = |text: usize| found[order.iter().position(|n| *n == text).unwrap()].0;
            prop_assert!(story_of(0) == story_of(1) && story_of(1) == story_of(2));
            prop_assert!(story_of(3) != story_of(0) && story_of(3) != story_of(4));
        }
    }
}
