//! Citations, and words that only share letters with an agency.

use super::*;

#[test]
fn citations_are_inline_in_several_languages() {
    for (line, agency) in [
        (
            "“We need to move step by step,” he stated, according to Xinhua news agency.",
            "xinhua",
        ),
        (
            "The minister told the PTI news agency that talks would resume.",
            "pti",
        ),
        (
            "“It is not over,” she told Reuters reporters in Geneva.",
            "reuters",
        ),
        (
            "Citing an unnamed official, Kyodo said the visit was off.",
            "kyodo",
        ),
        (
            "The charge sheet, seen by Reuters, included three counts.",
            "reuters",
        ),
        (
            "Reuters was unable to independently confirm the reports.",
            "reuters",
        ),
        ("The state news agency TASS said the port had reopened.", "tass"),
        (
            "The talks failed, Iran's semi-official Tasnim news agency reported.",
            "tasnim",
        ),
        ("Two officials told AFP on condition of anonymity.", "afp"),
        ("He was quoted by Interfax as saying so.", "interfax"),
        ("Das sagte der Minister der Deutschen Presse-Agentur.", "dpa"),
        ("Der Hafen ist offen, berichtet die Agentur Interfax.", "interfax"),
        ("Nach Angaben der Nachrichtenagentur AFP gab es Verletzte.", "afp"),
        ("Le port a rouvert, selon l'AFP.", "afp"),
        ("« C'est fini », a déclaré à l’AFP le ministre.", "afp"),
        ("El puerto reabrió, según EFE.", "efe"),
        ("Carlos Muster aseguraba a AFP que no.", "afp"),
        (
            "Как передает Укринформ, об этом сообщается на сайте.",
            "ukrinform",
        ),
        ("Detection has improved, writes the Associated Press.", "ap"),
        ("据新华社报道，会议在北京举行。", "xinhua"),
    ] {
        assert_eq!(
            told(&middle_line(line)),
            [(CreditKind::Inline, agency.to_owned())],
            "{line}"
        );
    }
}

#[test]
fn the_same_letters_for_something_else_are_no_citation() {
    for line in [
        "The AAP won two seats in the assembly.",
        "Advanced Placement (AP) courses will be offered from autumn.",
        "Imran Khan's party (PTI) said it would boycott the session.",
        "PTI said it would boycott the session.",
        "He told PTI supporters to go home.",
        "Vijayawada, AP: Heavy rain is expected in coastal districts.",
        "The MENA region imported less wheat (MENA) this year.",
        "AP Dhillon will play two nights in Toronto.",
        "Shares of dpa supplier Acme rose after the data (DPA) deal.",
        "Gobierno ingresa proyecto para pago de pensiones: incluye cobros a AFP",
        "AFP Interaktives Katzenspielzeug",
        "Welger AP 52",
        "Bloomberg said he would not run again.",
        "Thomson Reuters shares rose by two per cent.",
    ] {
        assert!(
            read(&middle_line(line)).is_empty(),
            "{line}: {:?}",
            read(&middle_line(line))
        );
    }
}
