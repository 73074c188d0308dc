use super::*;

/// Kind, value, unit, and how exact, in one line a figure.
fn read_all(text: &str) -> Vec<String> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    read(&passage, &[])
        .into_iter()
        .map(|found| {
            let f = found.figure;
            let high = f.value_high.map_or(String::new(), |high| format!("..{high}"));
            format!(
                "{} {}{high} {} {}",
                f.kind.as_str(),
                f.value,
                f.unit.unwrap_or_default(),
                f.approximation.as_str()
            )
        })
        .collect()
}

fn check(text: &str, wanted: &[&str]) {
    assert_eq!(read_all(text), wanted, "{text}");
}

#[test]
fn shares_are_read_in_every_spelling() {
    check(
        "taking 64.37 percent of the seats",
        &["percent 64.37 percent exact"],
    );
    check(
        "over 50 per cent, nearly 5%",
        &["percent 50 percent more_than", "percent 5 percent nearly"],
    );
    check("rose 10-15 percent", &["percent 10..15 percent range"]);
    check("between 10 and 15 percent", &["percent 10..15 percent range"]);
    check("twenty percent", &["percent 20 percent exact"]);
    check(
        "fell 0.5 percentage points",
        &["percent 0.5 percentage point exact"],
    );
}

#[test]
fn money_has_its_code() {
    check("$1.2 billion", &["money 1200000000 usd exact"]);
    check(
        "US$ 5mn and C$16",
        &["money 5000000 usd exact", "money 16 cad exact"],
    );
    check("Rs 500 crore", &["money 5000000000 inr exact"]);
    check("£10m in aid", &["money 10000000 gbp exact"]);
    check("5,000 Hong Kong dollars", &["money 5000 hkd exact"]);
    check("$5 million to $7 million", &["money 5000000..7000000 usd range"]);
    check("at least EUR 3.5 trillion", &["money 3500000000000 eur at_least"]);
}

#[test]
fn counts_keep_their_noun_rate_and_bound() {
    let text = "making up to 40,000 engines annually";
    let passage = Passage::new(text, Span::new(0, text.len()));
    let found = read(&passage, &[]).remove(0);
    assert_eq!(found.span.of(text), "40,000");
    assert_eq!(found.figure.of_what.as_deref(), Some("engines"));
    assert_eq!(found.figure.rate.as_deref(), Some("year"));
    assert_eq!(found.figure.unit.as_deref(), Some("engine"));
    assert_eq!(found.figure.approximation, Approximation::AtMost);
    check("some 12 wounded soldiers", &["count 12 soldier about"]);
    check("one soldier was killed, one of many", &["count 1 soldier exact"]);
}

#[test]
fn measures_ages_and_ratios_are_told_apart() {
    check("about ten miles long", &["measure 10 mile about"]);
    check("a six-mile trip", &["measure 6 mile exact"]);
    check("80 kilometers per hour", &["measure 80 kilometer per hour exact"]);
    check("a 45-year-old man", &["age 45 year exact"]);
    check("Jane Roe, 45, said", &["age 45 year exact"]);
    check("two thirds of voters", &["ratio 0.666666666666667  exact"]);
    check("one in five", &["ratio 0.2  exact"]);
    check("38 degrees Celsius", &["temperature 38 celsius exact"]);
}

#[test]
fn numbers_that_name_or_number_things_are_no_figures() {
    for text in [
        "an F-16 and COVID-19",
        "Call 555-123-4567 now",
        "at 192.168.1.2 there",
        "They won 3-1 there",
        "on Boeing 737, they said",
        "under Article 5 of it",
        "1. First point",
        "see https://example.org/2024/5 there",
        "at 10:35 there",
    ] {
        check(text, &[]);
    }
}

#[test]
fn what_is_led_in_is_kept() {
    let text = "at a yield of 7.35 percent.";
    let passage = Passage::new(text, Span::new(0, text.len()));
    assert_eq!(read(&passage, &[])[0].figure.of_what.as_deref(), Some("yield"));
}

#[test]
fn parts_hours_and_models_are_no_figures() {
    check("the second half went well, flags hung at half mast", &[]);
    check("they met shortly before six in the evening", &[]);
    check("trains leave at five; the last one at twenty past.", &[]);
    check("The MB 30 index fell", &[]);
    check("three past presidents came", &["count 3 president exact"]);
    check("tore half the tiles off", &["ratio 0.5  exact"]);
}

#[test]
fn plurals_without_a_singular_keep_their_form() {
    check("found eleven species", &["count 11 species exact"]);
}

#[test]
fn a_sum_set_beside_another_shares_its_currency() {
    check(
        "sales of 31.5 million dollars against 29.25 million a year before",
        &["money 31500000 usd exact", "money 29250000 usd exact"],
    );
    check(
        "paid 3 million dollars, after 2 million people left",
        &["money 3000000 usd exact", "count 2000000 person exact"],
    );
}

#[test]
fn figures_in_words_are_read() {
    check("its third visit and Fifth Avenue", &["ordinal 3  exact"]);
    check("the one hundred and twenty-fifth", &["ordinal 125  exact"]);
    check("tens of thousands of people", &["count 10000 person at_least"]);
    check("millions of dollars", &["money 1000000 usd at_least"]);
    check(
        "cut by a third to 500 tonnes",
        &["ratio 0.333333333333333  exact", "measure 500 tonne exact"],
    );
    check("one bus in ten", &["ratio 0.1  exact"]);
    check(
        "with a foot of rain at 245 euros a tonne",
        &["measure 1 foot exact", "money 245 eur exact"],
    );
    check("a two-bedroom flat, a two-way street", &["count 2 bedroom exact"]);
}

#[test]
fn from_one_to_another_is_a_change_and_not_a_range() {
    check(
        "rose from 5 to 7 deputies",
        &["count 5  exact", "count 7 deputy exact"],
    );
    check("ranging from 5 to 7 deputies", &["count 5..7 deputy range"]);
    check("a band of 3.25%-3.5%", &["percent 3.25..3.5 percent range"]);
}

#[test]
fn degrees_feet_and_pence_are_told_by_a_letter() {
    check(
        "It was 41.3C and -22F.",
        &[
            "temperature 41.3 celsius exact",
            "temperature -22 fahrenheit exact",
        ],
    );
    check("6 feet 3 inches tall", &["measure 6.25 foot exact"]);
    check(
        "a fare of 50p or R5,000",
        &["money 50 penny exact", "money 5000 zar exact"],
    );
    check("a 6.4-magnitude quake", &["measure 6.4 magnitude exact"]);
    check("Route 21C and 12 C. Smith", &["count 12  exact"]);
}

#[test]
fn ages_are_told_by_what_stands_before() {
    check("men aged 19 and 23", &["age 19 year exact", "age 23 year exact"]);
    check("pupils aged eight to 15", &["age 8..15 year range"]);
    check("the pope, 88, spoke", &["age 88 year exact"]);
    check("voters under 30 stayed away", &["age 30 year less_than"]);
    check("the average age rose to 44.1.", &["age 44.1 year exact"]);
    check("the mare turned 17 just a day before", &["age 17 year exact"]);
    check("police later said he is 3.", &["age 3 year exact"]);
    check("he was 3 metres away", &["measure 3 meter exact"]);
}

#[test]
fn numbers_that_name_or_list_are_no_figures() {
    check("call 0800 123 456 or +44 20 7946 0000", &[]);
    check("at 14 Mill Lane, case 24-cv-1381", &[]);
    check("the numbers 7, 11, 22, 29 and 38.", &[]);
    check("the S&P 500 and Reactor 4 were shut", &[]);
    check("beat United 3-1 at 34th Street", &[]);
    check("in their 40s, with zero tolerance", &[]);
}
