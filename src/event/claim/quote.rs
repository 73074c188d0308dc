//! One quotation, however it was cut, re-punctuated or partly reworded.

use xxhash_rust::xxh3::xxh3_64;

use super::source::is_pronoun;

/// Words in a row that make two quotations one: nobody says so many words of another by chance, within an event.
const RUN_WORDS: usize = 8;

/// Words in a row that do when they are a good part of the shorter one, and that part. Statements of different matters
/// share as many where they name the same thing by a long name: `the zoo's dangerous animal response team`.
const PART_WORDS: usize = 5;
const PART_SHARE: f64 = 0.4;

/// Share of the shorter one that suffices, however few words it is.
const RUN_SHARE: f64 = 0.75;

/// What a shorter run is worth beside a longer one, where a statement might be either's; still more than the same told in
/// other words.
const FEW_WORDS: f32 = 0.7;

/// Words below which only the very same words by the same speaker are one statement: `very sad`, or `a very sad`.
const SHORT_WORDS: usize = 3;

/// Words of a quotation that may be a short one with an article or an adverb before it.
const SHORT_WORDS_OF: usize = 4;

/// Words from which a run decides whoever is named: outlets name the speaker, his office or his spokesman.
const LONG_WORDS: usize = 6;

/// Words of a run that is a key.
const KEY_WORDS: usize = 3;

/// Keys of one quotation: a statement printed whole is found by its beginning.
const KEYS_MAX: usize = 32;

/// Words compared of one quotation: a speech printed whole is compared by its beginning.
const WORDS_MAX: usize = 400;

/// How much of the shorter of two quotations is a run of the other, 0 to 1; `None` when they are not one. O(product
/// of their lengths), both bounded.
pub(super) fn likeness(
    one: &[u32],
    other: &[u32],
    (speaker, others): (Option<&str>, Option<&str>),
) -> Option<f32> {
    let (one, other) = (head(one), head(other));
    let shorter = one.len().min(other.len());
    let surnames = (speaker.and_then(surname), others.and_then(surname));
    let is_same_speaker = matches!(&surnames, (Some(one), Some(other)) if one == other);
    if shorter < SHORT_WORDS {
        let is_part =
            shorter > 1 && one.len().max(other.len()) <= SHORT_WORDS_OF && longest_run(one, other) == shorter;
        let is_same = shorter > 0 && (one == other || is_part) && is_same_speaker;
        return is_same.then_some(1.0);
    }
    let is_other_speaker = matches!(&surnames, (Some(one), Some(other)) if one != other);
    if is_other_speaker && shorter < LONG_WORDS {
        return None;
    }
    let run = longest_run(one, other);
    let share = run as f64 / shorter as f64;
    let is_one = run >= RUN_WORDS || (run >= PART_WORDS && share >= PART_SHARE) || share >= RUN_SHARE;
    // A short run is a part of many statements; a longer one is likely the statement itself.
    let weight = if run < PART_WORDS { FEW_WORDS } else { 1.0 };
    is_one.then_some(weight * share as f32)
}

/// Hashes of runs of words; of a shorter quotation the whole. All of them: a short quotation may be any part of a
/// long one.
pub(super) fn keys(words: &[u32]) -> Vec<i64> {
    let words = head(words);
    let size = KEY_WORDS.min(words.len()).max(1);
    let mut keys: Vec<i64> = words.windows(size).take(KEYS_MAX).map(hash).collect();
    if (SHORT_WORDS..=SHORT_WORDS_OF).contains(&words.len()) {
        keys.extend(words.windows(SHORT_WORDS - 1).map(hash));
    }
    keys
}

fn head(words: &[u32]) -> &[u32] {
    words.get(..WORDS_MAX).unwrap_or(words)
}

fn hash(words: &[u32]) -> i64 {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    xxh3_64(&bytes).cast_signed()
}

/// The last word of a name, in lower case; `None` for one who is not named: `he`, `the driver`, `police`.
fn surname(name: &str) -> Option<String> {
    let name = name.trim();
    // `The Valley Post`, `the Harbour Board`: not a person.
    let is_body = name
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("the "));
    let last = name.split_whitespace().next_back().filter(|_| !is_body)?;
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    let is_name = last.chars().next().is_some_and(char::is_uppercase) && !is_pronoun(last);
    is_name.then(|| last.to_lowercase())
}

/// Words of the longest run that both have.
fn longest_run(one: &[u32], other: &[u32]) -> usize {
    let mut before = vec![0_usize; other.len() + 1];
    let mut longest = 0;
    for word in one {
        let mut now = vec![0_usize; other.len() + 1];
        for (at, their) in other.iter().enumerate() {
            if word == their {
                now[at + 1] = before[at] + 1;
                longest = longest.max(now[at + 1]);
            }
        }
        before = now;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u32> {
        text.split(' ')
            .map(|word| xxh3_64(word.to_lowercase().as_bytes()) as u32)
            .collect()
    }

    fn same(one: &str, other: &str, speakers: (Option<&str>, Option<&str>)) -> bool {
        likeness(&words(one), &words(other), speakers).is_some()
    }

    #[test]
    fn a_cut_quotation_is_the_same_statement() {
        assert!(same(
            "the harbour will stay closed until the divers have finished",
            "will stay closed until the divers",
            (Some("Ana Rube"), None)
        ));
    }

    #[test]
    fn a_long_name_in_two_statements_does_not_make_them_one() {
        assert!(!same(
            "the harbour's deep water rescue team practises for such accidents and went down at once to look for the boy",
            "nobody had told the harbour's deep water rescue team that the ferry was still at its berth that morning",
            (Some("Ana Rube"), None)
        ));
    }

    #[test]
    fn short_quotations_need_the_same_words_and_the_same_speaker() {
        let rube = Some("Ana Rube");
        assert!(same("deeply sorry", "deeply sorry", (rube, Some("Rube"))));
        assert!(!same("deeply sorry", "deeply sorry", (rube, None)));
        assert!(!same("deeply sorry", "very sorry", (rube, rube)));
    }

    #[test]
    fn who_is_not_named_may_be_anybody() {
        let said = "he thinks he blacked out";
        assert!(same(said, said, (Some("the driver"), Some("He"))));
        assert!(same(said, said, (Some("Jan Kolt"), Some("the driver"))));
    }

    #[test]
    fn two_speakers_may_use_one_phrase_but_not_one_sentence() {
        let (rube, kolt) = (Some("Ana Rube"), Some("Jan Kolt"));
        assert!(!same("a great day for us", "a great day for us", (rube, kolt)));
        assert!(same(
            "we have never seen a storm like this one in the valley",
            "we have never seen a storm like this one in the valley",
            (rube, kolt)
        ));
    }

    #[test]
    fn a_newspaper_that_quotes_is_not_another_speaker() {
        assert!(same(
            "nearly fell off my chair",
            "I nearly fell off my chair when I saw it",
            (Some("The Valley Post"), Some("Ana Rube"))
        ));
    }

    #[test]
    fn quotations_that_share_a_run_share_a_key() {
        let (one, other) = (words("a b c d e f g"), words("x c d e f g y"));
        assert!(keys(&one).iter().any(|key| keys(&other).contains(key)));
    }
}
