use super::super::token::Passage;
use super::*;
use crate::model::Span;

fn read(text: &str) -> Option<String> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    number(&passage.tokens, 0).map(|n| n.value.round_dp(6).normalize().to_string())
}

#[test]
fn groups_and_decimal_marks_are_told_apart() {
    for (text, value) in [
        ("1,234,567", "1234567"),
        ("12,34,567", "1234567"),
        ("1.111,11", "1111.11"),
        ("1.234.567", "1234567"),
        ("5,00", "5"),
        ("64.37", "64.37"),
        ("10 000 men", "10000"),
        ("1.3x10^6", "1300000"),
    ] {
        assert_eq!(read(text).as_deref(), Some(value), "{text}");
    }
    assert_eq!(read("192.168.1.2"), None);
}

#[test]
fn words_and_scales_add_up() {
    for (text, value) in [
        ("one hundred and five", "105"),
        ("twenty-one trillion three hundred", "21000000000300"),
        ("ninety-five hundred", "9500"),
        ("two hundred and two thousand", "202000"),
        ("half a million", "500000"),
        ("half a dozen", "6"),
        ("three lakh crore", "3000000000000"),
        ("6 crore and two hundred", "60000200"),
        ("1.2 million", "1200000"),
        ("a hundred people", "100"),
        ("five and a half million", "5500000"),
        ("one million and a half", "1500000"),
        ("-9.5", "-9.5"),
        ("minus five", "-5"),
        ("10k", "10000"),
        ("nine point nought four", "9.04"),
    ] {
        assert_eq!(read(text).as_deref(), Some(value), "{text}");
    }
}

#[test]
fn fractions_are_shares() {
    for (text, value) in [
        ("two thirds", "0.666667"),
        ("three-quarters of", "0.75"),
        ("one hundred and three quarters", "100.75"),
        ("twenty-three fifths", "4.6"),
        ("3/4", "0.75"),
        ("2 1/4", "2.25"),
        ("seven-and-a-half years", "7.5"),
        ("three quarters billion", "750000000"),
        ("one over twenty", "0.05"),
        ("a third of", "0.333333"),
    ] {
        assert_eq!(read(text).as_deref(), Some(value), "{text}");
    }
    assert_eq!(read("a third time"), None);
    assert_eq!(read("a man"), None);
}

#[test]
fn long_runs_of_digits_are_no_number() {
    assert_eq!(read(&"9".repeat(500)), None);
}
