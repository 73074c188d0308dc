//! Running text to comparable words, in any script.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::encoding::{Mark, Stand, Word};
use super::spelling;

/// Most words kept of one body. A long reportage has 5,000 content words; what is longer is a live blog,
/// a transcript or an attack, and its beginning is enough to know it by.
pub(super) const WORDS_MAX: usize = 20_000;

/// Most characters of one word that count. Longer ones are addresses or noise.
const WORD_CHARS_MAX: usize = 48;

/// Characters to a word in scripts that are written without spaces. A shingle of three such words is six
/// characters long, about as telling as three English content words; bigrams would give four, and two
/// independent Chinese reports of one event share many of those.
const UNSPACED_CHARS: usize = 4;

/// Marks that end a sentence in scripts that do not set a blank behind it, or that stand apart from words.
const SENTENCE_MARKS: &[char] = &['。', '！', '？', '؟', '।', '۔'];

/// What stands before the closing mark of a quotation in single marks; elsewhere it is an apostrophe.
const STOPS: &[char] = &['.', ',', '!', '?', '…'];

/// Bytes behind a single mark in which its closing fellow must come.
const SINGLE_QUOTATION_BYTES_MAX: usize = 1_500;

/// Single marks of a paragraph that open nothing, after which no more are looked at: each costs a look ahead.
const UNCLOSED_MAX: usize = 40;

/// Longest capital word, in bytes, whose full stop ends no sentence: `Mr.`, `Gov.`, `U.`.
const ABBREVIATION_BYTES_MAX: usize = 3;

/// Zero of each decimal digit range that news is written in (ASCII apart); the other nine follow it.
const DIGIT_ZEROS: &[char] = &[
    '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}', '\u{C66}',
    '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{1040}', '\u{17E0}', '\u{FF10}',
];

/// Collects the content words of a text, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Reader {
    words: Vec<Word>,
    /// The word being folded; kept to save allocations.
    folded: String,
    previous_is_per: bool,
    /// The word being kept is a figure written out.
    is_spelled: bool,
}

/// Where the reader stands inside a piece.
#[derive(Clone, Copy)]
struct Place {
    /// The mark that ends the open quotation, if one is open.
    closer: Option<Closer>,
    /// The next word is the first of a sentence: its capital says nothing.
    opens_sentence: bool,
    /// No word of the sentence was kept so far.
    awaits_sentence: bool,
    opens_paragraph: bool,
    /// The character before.
    previous: char,
    /// Single marks that opened nothing.
    unclosed: usize,
}

/// What ends an open quotation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closer {
    Mark(char),
    /// `„` is closed by `“` in German and by `”` in Polish or Dutch.
    EitherCurly,
    /// Single marks: closed by one behind a stop or comma; others are apostrophes.
    Single,
}

impl Closer {
    /// The closer for the quotation that `c` opens; `None` when `c` opens none. For single marks see
    /// [`opens_single`].
    const fn for_opener(c: char) -> Option<Self> {
        Some(match c {
            '“' | '”' => Self::Mark('”'),
            '„' => Self::EitherCurly,
            '"' => Self::Mark('"'),
            '«' => Self::Mark('»'),
            '»' => Self::Mark('«'),
            '「' => Self::Mark('」'),
            '『' => Self::Mark('』'),
            _ => return None,
        })
    }

    const fn is(self, c: char) -> bool {
        match self {
            Self::Mark(mark) => mark == c,
            Self::EitherCurly => matches!(c, '“' | '”'),
            Self::Single => false,
        }
    }
}

impl Reader {
    /// Adds the words of `piece`, a paragraph or a part of one. Quotations end with it at the latest: an
    /// unclosed mark never reaches the next paragraph.
    pub(super) fn read(&mut self, piece: &str) {
        let mut place = Place {
            closer: None,
            opens_sentence: true,
            awaits_sentence: true,
            opens_paragraph: true,
            previous: ' ',
            unclosed: 0,
        };
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            if self.words.len() >= WORDS_MAX {
                return;
            }
            let taken = if digit(c).is_some() {
                self.figure(rest, &mut place)
            } else if is_unspaced(c) {
                self.unspaced(rest, &mut place)
            } else if c.is_alphabetic() {
                self.word(rest, &mut place)
            } else {
                self.mark(rest, c, &mut place);
                c.len_utf8()
            };
            let (read, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
            place.previous = read.chars().next_back().unwrap_or(' ');
            rest = after;
        }
        self.previous_is_per = false;
    }

    /// Words read so far.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// What was read so far.
    pub(super) fn into_words(self) -> Vec<Word> {
        self.words
    }

    fn mark(&mut self, rest: &str, c: char, place: &mut Place) {
        let is_single = matches!(c, '\'' | '‘' | '’');
        match place.closer {
            Some(Closer::Single) if is_single && STOPS.contains(&place.previous) => place.closer = None,
            Some(closer) if closer.is(c) => place.closer = None,
            None if is_single && place.previous.is_whitespace() && place.unclosed < UNCLOSED_MAX => {
                if opens_single(rest) {
                    place.closer = Some(Closer::Single);
                } else {
                    place.unclosed += 1;
                }
            }
            None => place.closer = Closer::for_opener(c),
            Some(_) => {}
        }
        if SENTENCE_MARKS.contains(&c) {
            place.awaits_sentence = true;
        }
        if matches!(c, '%' | '٪' | '％') {
            self.folded.clear();
            self.folded.push_str(spelling::PERCENT);
            self.push(Mark::Other, place);
        }
    }

    /// Reads the figure that opens `rest` and gives its bytes. Separators between digits belong to it;
    /// the grouping ones are dropped, so that 1,000 is 1000.
    fn figure(&mut self, rest: &str, place: &mut Place) -> usize {
        self.folded.clear();
        let mut end = 0;
        let mut characters = rest.char_indices().peekable();
        let mut kept = 0;
        while let Some((at, c)) = characters.next() {
            if let Some(digit) = digit(c) {
                if kept < WORD_CHARS_MAX {
                    self.folded.push(digit);
                    kept += 1;
                }
                end = at + c.len_utf8();
                continue;
            }
            let goes_on = characters.peek().is_some_and(|&(_, next)| digit(next).is_some());
            if !goes_on || !matches!(c, '.' | ',' | '٫' | '٬' | '’' | '\'') {
                break;
            }
            if matches!(c, '.' | '٫') && kept < WORD_CHARS_MAX {
                self.folded.push('.');
                kept += 1;
            }
        }
        self.push(Mark::Figure, place);
        place.opens_sentence = ends_sentence(rest, end);
        place.awaits_sentence |= place.opens_sentence;
        end
    }

    /// Reads the word that opens `rest` and gives its bytes.
    fn word(&mut self, rest: &str, place: &mut Place) -> usize {
        let end = rest
            .char_indices()
            .find(|&(_, c)| !is_word_part(c))
            .map_or(rest.len(), |(at, _)| at);
        let whole = &rest[..end];
        let is_capital = whole.chars().next().is_some_and(char::is_uppercase);
        self.fold(whole);
        let is_per = self.folded == "per";
        let is_figure = self.folded.starts_with(|c: char| c.is_ascii_digit());
        // Single letters are initials, contractions, list marks; in other scripts mostly particles.
        let is_letter = self.folded.chars().nth(1).is_none();
        if is_figure || !(is_letter || spelling::is_stop_word(&self.folded)) {
            let mark = match (is_figure, is_capital && !place.opens_sentence) {
                (true, _) => Mark::Figure,
                (false, true) => Mark::Name,
                (false, false) => Mark::Other,
            };
            if is_figure {
                self.is_spelled = true;
            } else {
                spelling::stem(&mut self.folded);
            }
            self.push(mark, place);
        }
        self.previous_is_per = is_per;
        place.opens_sentence = ends_sentence(rest, end);
        place.awaits_sentence |= place.opens_sentence && !(is_capital && end <= ABBREVIATION_BYTES_MAX);
        end
    }

    /// Folds `whole` into `self.folded`: compatibility forms, case and accents gone, one spelling.
    fn fold(&mut self, whole: &str) {
        self.folded.clear();
        if whole.is_ascii() {
            self.folded
                .extend(whole.chars().take(WORD_CHARS_MAX).map(|c| c.to_ascii_lowercase()));
        } else {
            let bare = |c: &char| !is_optional(*c);
            let lower = whole
                .chars()
                .take(WORD_CHARS_MAX)
                .nfkd()
                .filter(bare)
                .flat_map(char::to_lowercase);
            self.folded
                .extend(lower.filter(bare).map(|c| if c == 'ς' { 'σ' } else { c }));
        }
        spelling::fold(&mut self.folded, self.previous_is_per);
    }

    /// Reads the run of letters without spaces that opens `rest` and gives its bytes: every stretch of
    /// [`UNSPACED_CHARS`] is a word, and a shorter run is one.
    fn unspaced(&mut self, rest: &str, place: &mut Place) -> usize {
        let end = rest
            .char_indices()
            .find(|&(_, c)| !is_unspaced(c) && !is_combining_mark(c))
            .map_or(rest.len(), |(at, _)| at);
        let whole = &rest[..end];
        let starts = whole.char_indices().map(|(at, _)| at);
        let ends = whole
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .skip(UNSPACED_CHARS - 1);
        let mut is_long = false;
        for (from, to) in starts.zip(ends) {
            if self.words.len() >= WORDS_MAX {
                break;
            }
            is_long = true;
            self.folded.clear();
            self.folded.push_str(&whole[from..to]);
            self.push(Mark::Other, place);
        }
        if !is_long {
            self.folded.clear();
            self.folded.push_str(whole);
            self.push(Mark::Other, place);
        }
        end
    }

    /// Keeps `self.folded` as a word.
    fn push(&mut self, mark: Mark, place: &mut Place) {
        let stand = Stand {
            is_quoted: place.closer.is_some(),
            opens_sentence: place.awaits_sentence,
            opens_paragraph: place.opens_paragraph,
            is_spelled: self.is_spelled,
        };
        self.words.push(Word::new(self.folded.as_bytes(), mark, stand));
        place.opens_paragraph = false;
        place.awaits_sentence = false;
        self.is_spelled = false;
        self.previous_is_per = false;
    }
}

/// The content words of one line of text.
pub(super) fn of_line(line: &str) -> Vec<Word> {
    let mut reader = Reader::default();
    reader.read(line);
    reader.into_words()
}

/// Whether the single mark that opens `rest` opens a quotation: a capital behind it, and a closing one in reach.
fn opens_single(rest: &str) -> bool {
    let reach = rest.floor_char_boundary(SINGLE_QUOTATION_BYTES_MAX);
    let mut characters = rest[..reach].chars().skip(1);
    if !characters.next().is_some_and(char::is_uppercase) {
        return false;
    }
    let mut previous = ' ';
    characters.any(|c| {
        let closes = matches!(c, '\'' | '’') && STOPS.contains(&previous);
        previous = c;
        closes
    })
}

/// Whether the character right after `end` ends a sentence, so that the next capital says nothing.
fn ends_sentence(rest: &str, end: usize) -> bool {
    rest.get(end..)
        .is_some_and(|after| after.starts_with(['.', '!', '?', '…']))
}

/// The ASCII digit of the same value as `c`.
fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let value = DIGIT_ZEROS.iter().find_map(|&zero| {
        let above = (c as u32).checked_sub(zero as u32)?;
        (above < 10).then_some(above)
    })?;
    char::from_digit(value, 10)
}

/// Whether `c` comes and goes with the desk or the editor: accents, joiners, the vowel points of Hebrew
/// and Arabic, the Arabic line that stretches a word.
const fn is_optional(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{200C}' | '\u{200D}')
}

fn is_word_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    (c.is_alphabetic() || is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}'))
        && !is_unspaced(c)
        && digit(c).is_none()
}

/// Whether `c` belongs to a script that does not part its words: Thai, Lao, Burmese, Khmer, kana, Han.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}'
        | '\u{E81}'..='\u{EBD}' | '\u{EC0}'..='\u{ECD}' | '\u{EDC}'..='\u{EDF}'
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}'
        | '\u{1780}'..='\u{17D3}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hashes(line: &str) -> Vec<u32> {
        of_line(line).into_iter().map(Word::hash).collect()
    }

    fn same(one: &str, other: &str) {
        assert_eq!(hashes(one), hashes(other), "{one} | {other}");
    }

    #[test]
    fn case_spelling_figures_and_units_are_folded() {
        same(
            "The Labour group organised two rallies.",
            "labor GROUP organized 2 rallies",
        );
        same("It cost 1,000 dollars, 5 per cent up", "cost 1000 dlrs 5% up");
        same("profit of 3 mln", "Profit: three million");
    }

    #[test]
    fn accents_and_compatibility_forms_are_folded() {
        same(
            "Erdoğan visited Café Zürich",
            "ERDOGAN visited cafe\u{301} Zurich",
        );
        same("ＡＢＣ ２０２５", "abc 2025");
        same("ёлка Ёж", "елка еж");
        same("١٬٢٣٤ شخص", "1,234 شخص");
    }

    #[test]
    fn names_are_capitals_inside_a_sentence_and_figures_are_figures() {
        let marks: Vec<Mark> = of_line("Police met Merkel. Later seven left")
            .into_iter()
            .map(Word::mark)
            .collect();
        assert_eq!(
            marks,
            [
                Mark::Other,
                Mark::Other,
                Mark::Name,
                Mark::Other,
                Mark::Figure,
                Mark::Other
            ]
        );
    }

    #[test]
    fn words_inside_quotation_marks_are_known() {
        for line in [
            "Gates “quick gains” ended",
            "Gates \"quick gains\" ended",
            "Gates „quick gains“ ended",
            "Gates «quick gains» ended",
        ] {
            let quoted: Vec<bool> = of_line(line).into_iter().map(Word::is_quoted).collect();
            assert_eq!(quoted, [false, true, true, false], "{line}");
        }
    }

    #[test]
    fn single_marks_quote_when_a_closing_one_follows_a_stop() {
        let quoted = |line: &str| of_line(line).into_iter().filter(|word| word.is_quoted()).count();
        assert_eq!(quoted("Mayor ‘Nothing was lost,’ Calder told Osk radio"), 2);
        assert_eq!(quoted("Mayor 'Nothing was lost,' Calder told Osk radio"), 2);
        assert_eq!(
            quoted("The 'Old harbour pilots’ inn burned; the farmers' market opens"),
            0
        );
        assert_eq!(quoted(&"'Tis the mayor ".repeat(200)), 0);
    }

    #[test]
    fn the_first_word_kept_of_each_sentence_is_known() {
        let opens: Vec<bool> = of_line("Gov. Calder left Ellery. The harbour closed! 国家主席。访问国家主席")
            .into_iter()
            .map(Word::opens_sentence)
            .collect();
        assert_eq!(
            opens,
            [true, false, false, false, true, false, true, true, false, false]
        );
    }

    #[test]
    fn an_unclosed_quotation_ends_with_its_paragraph() {
        let mut reader = Reader::default();
        reader.read("“Quick gains");
        reader.read("ended today");
        let quoted: Vec<bool> = reader.into_words().into_iter().map(Word::is_quoted).collect();
        assert_eq!(quoted, [true, true, false, false]);
    }

    #[test]
    fn scripts_without_spaces_become_overlapping_stretches() {
        assert_eq!(of_line("国家主席访问").len(), 3);
        assert_eq!(of_line("3月14日").len(), 4);
        same("国家主席", "国家主席。");
    }

    #[test]
    fn words_of_scripts_with_vowel_signs_stay_whole() {
        assert_eq!(of_line("प्रधानमंत्री नरेंद्र मोदी").len(), 3);
    }

    #[test]
    fn only_the_beginning_of_an_endless_text_is_kept() {
        assert_eq!(of_line(&"word ".repeat(WORDS_MAX + 5)).len(), WORDS_MAX);
        assert_eq!(of_line(&"国".repeat(WORDS_MAX + 50)).len(), WORDS_MAX);
    }

    proptest! {
        #[test]
        fn reading_never_panics(line in "\\PC{0,200}") {
            let _ = of_line(&line);
        }

        #[test]
        fn case_does_not_matter_for_ascii(line in "[ a-z0-9.,]{0,80}") {
            prop_assert_eq!(hashes(&line), hashes(&line.to_ascii_uppercase()));
        }
    }
}
