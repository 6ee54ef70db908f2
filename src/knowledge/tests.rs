//! The tables as they are shipped, what they answer, and files that are refused.

use jiff::civil::{Date, date};

use super::{DataFiles, Gap, Knowledge, Person, Reading};

const HEAD: &str = "# Source: us\nname\tqid\tcountry\tbody\trole\ttitle\tstart\tend\tfamily\taliases\n";

fn shipped() -> Knowledge {
    Knowledge::read(&DataFiles::compiled_in().unwrap()).unwrap()
}

/// The shipped knowledge with some terms more; nothing is known of Antarctica.
fn with_persons(rows: &str) -> Knowledge {
    let text = format!("{HEAD}{rows}");
    Knowledge::read(&DataFiles::compiled_in().unwrap().with("knowledge/persons-test.tsv", &text)).unwrap()
}

fn named(person: Option<&Person>) -> Option<&str> {
    person.map(|person| person.name.as_str())
}

#[test]
fn bad_files_are_refused_with_file_line_and_reason() {
    let person = |row: &str| format!("{HEAD}{row}\n");
    let row = |cells: &str| person(&cells.replace('|', "\t").replace('/', "|"));
    let cases: [(&str, String, usize, &str); 30] = [
        ("persons-test.tsv", HEAD.replace("# Source: us\n", ""), 1, "names no source"),
        ("persons-test.tsv", "# Source: us\nname\tqid\n".into(), 2, "the columns are name, qid, country, body"),
        ("persons-test.tsv", "# Source: us\n".into(), 0, "the columns are"),
        ("persons-test.tsv", row("Ann Roe|Q1|FRA"), 3, "3 cells, not 10"),
        ("persons-test.tsv", row("B Roe||FRA||envoy||2001|||\nA Roe||FRA||envoy||2001|||"), 4, "out of order"),
        ("persons-test.tsv", row("A Roe||FRA||envoy||2001|||\nA Roe||FRA||envoy||2001|||"), 4, "stands here twice"),
        ("persons-test.tsv", row("Ann Roe||XXX||envoy||2001|||"), 3, "`XXX` is no country of countries.tsv"),
        ("persons-test.tsv", row("Ann Roe||FRA||emperor of mars||2001|||"), 3, "no office of offices.tsv"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||2001-13-01|||"), 3, "`2001-13-01` is no date"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||1 May 2001|||"), 3, "is no date: write 2022-01-21"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||1066|||"), 3, "`1066` is no date"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy|||||"), 3, "`` is no date"),
        (
            "persons-test.tsv",
            row("Ann Roe||FRA||envoy||2002-05|2001||"),
            3,
            "ends on 2001, before it starts on 2002-05",
        ),
        ("persons-test.tsv", row("Ann Roe|7747|FRA||envoy||2001|||"), 3, "`7747` is no Wikidata item"),
        ("persons-test.tsv", row("Ann Roe|Q07|FRA||envoy||2001|||"), 3, "`Q07` is no Wikidata item"),
        ("persons-test.tsv", row("|Q1|FRA||envoy||2001|||"), 3, "the first cell is blank"),
        ("persons-test.tsv", row("Ann Roe ||FRA||envoy||2001|||"), 3, "`Ann Roe ` has blanks around it"),
        ("persons-test.tsv", row("Ann \u{1}Roe||FRA||envoy||2001|||"), 3, "holds a control character"),
        ("persons-test.tsv", row("Ann \u{85}Roe||FRA||envoy||2001|||"), 3, "holds a control character"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||2001|||Ann Roe"), 3, "says nothing new"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||2001|||Ann Röe"), 3, "compared without accents"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||2001|||A Roe//B Roe"), 3, "an alias is blank"),
        ("persons-test.tsv", row("Ann Roe||FRA||envoy||2001||Roe//X|"), 3, "a family name is blank"),
        ("persons-test.tsv", row("Ann Roe/A||FRA||envoy||2001|||"), 3, "a name holds no `|`"),
        ("persons-test.tsv", row("Ann Roe||IGO|Order of the Moon|envoy||2001|||"), 3, "no name of organisations.tsv"),
        ("persons-test.tsv", format!("\u{feff}{HEAD}"), 1, "byte-order mark"),
        ("persons-test.tsv", HEAD.replace('\n', "\r\n"), 1, "carriage return"),
        ("roles-test.tsv", "# Source: us\nphrase\tkind\tsector\trole\nking\tking\tGOV\t-\n".into(), 3, "kind of actor"),
        ("roles-test.tsv", "# Source: us\nphrase\tkind\tsector\trole\nking\tperson\tKNG\t-\n".into(), 3, "no sector"),
        (
            "offices-test.tsv",
            "# Source: us\noffice\tsector\tholders\nking\tGOV\ttwo\n".into(),
            3,
            "neither one nor several",
        ),
    ];
    // All at once: each fault names its own file.
    let name = |index: usize, file: &str| format!("knowledge/{}-{index}.tsv", file.trim_end_matches("-test.tsv"));
    let with = |files: DataFiles, (index, case): (usize, &(&str, String, usize, &str))| {
        files.with(&name(index, case.0), &case.1)
    };
    let files = cases.iter().enumerate().fold(DataFiles::compiled_in().unwrap(), with);
    let faults: Vec<String> = Knowledge::read(&files).unwrap_err().iter().map(ToString::to_string).collect();
    for (index, (file, _, line, reason)) in cases.iter().enumerate() {
        let place = format!("{}:{line}: ", name(index, file));
        assert!(faults.iter().any(|fault| fault.starts_with(&place) && fault.contains(reason)), "{reason}: {faults:?}");
    }
    assert_eq!(faults.len(), cases.len(), "{faults:#?}");
}

#[test]
fn a_persons_names_and_items_are_one_person_across_files() {
    let known = with_persons(
        "Vladimir Putin\t\tATA\t\tenvoy\t\t2001\t2002\t\t\nVova Putin\tQ7747\tATA\t\tenvoy\t\t2003\t2004\t\t\n",
    );
    let numbers = |name: &str| -> Vec<usize> {
        let persons = known.index.get(name).into_iter();
        persons.filter_map(|reading| if let Reading::Person(number) = reading { Some(number) } else { None }).collect()
    };
    assert_eq!(numbers("Vladimir Putin").len(), 1);
    assert_eq!(numbers("Vladimir Putin"), numbers("Vova Putin"));
}

#[test]
fn an_office_has_its_holder_on_a_day() {
    let known = with_persons(concat!(
        "Ann Roe\t\tATA\t\thead of state\t\t2001-05-01\t2005-06\t\t\n",
        "Bea Roe\t\tATA\t\thead of state\t\t2005-06-30\t\t\t\n",
        "Cid Roe\t\tATA\t\tenvoy\t\t2001\t2003\t\t\n",
        "Dan Roe\t\tATA\t\tenvoy\t\t2002\t2004\t\t\n",
    ));
    let holder = |role: &str, day: Date| named(known.holder("ATA", role, day));
    assert_eq!(holder("head of state", date(2001, 4, 30)), None);
    assert_eq!(holder("head of state", date(2001, 5, 1)), Some("Ann Roe"));
    assert_eq!(holder("head of state", date(2005, 6, 30)), Some("Bea Roe"), "the successor on the day of the handover");
    assert_eq!(holder("envoy", date(2001, 7, 1)), Some("Cid Roe"));
    assert_eq!(holder("envoy", date(2003, 7, 1)), None, "two hold it");
    assert_eq!(holder("envoy", date(2003, 12, 31)), Some("Dan Roe"));
}

#[test]
fn the_shipped_tables_know_who_held_which_office_when() {
    let known = shipped();
    let day = |text: &str| text.parse::<Date>().unwrap();
    for (country, role, when, name) in [
        ("USA", "foreign minister", "2022-01-21", "Antony Blinken"),
        ("RUS", "foreign minister", "2003-05-05", "Igor Ivanov"),
        ("RUS", "head of state", "2010-01-01", "Dmitry Medvedev"),
        ("FRA", "head of government", "2003-01-01", "Jean-Pierre Raffarin"),
        ("IRN", "head of state", "2015-07-14", "Hassan Rouhani"),
        ("DEU", "head of government", "2025-06-01", "Friedrich Merz"),
        ("GBR", "defence minister", "2022-03-01", "Ben Wallace"),
        ("CHN", "foreign minister", "2023-03-01", "Qin Gang"),
        ("IND", "foreign minister", "2005-01-01", "Natwar Singh"),
        ("SDN", "head of state", "2023-05-01", "Abdel Fattah al-Burhan"),
    ] {
        assert_eq!(named(known.holder(country, role, day(when))), Some(name), "{role} of {country}, {when}");
    }
    let body = known.organisations.iter().position(|body| body.name == "North Atlantic Treaty Organization").unwrap();
    let holder = known.holder_of_body(body, "secretary-general", day("2022-01-21")).unwrap();
    assert_eq!(holder.name, "Jens Stoltenberg");
    assert_eq!(
        holder
            .office(Some(day("2022-01-21")))
            .and_then(|term| known.organisations.get(term.body?))
            .map(|body| body.name.as_str()),
        Some("North Atlantic Treaty Organization")
    );
}

#[test]
fn gaps_tell_vacant_years_overlaps_and_old_terms_without_an_end() {
    let known = with_persons(concat!(
        "Ann Roe\t\tATA\t\thead of state\t\t1999\t2010-08-01\t\t\n",
        "Bea Roe\t\tATA\t\thead of state\t\t2010-08\t2011\t\t\n",
        "Cid Roe\t\tATA\t\thead of state\t\t2011-02-01\t2011-06-01\t\t\n",
        "Dan Roe\t\tATA\t\thead of government\t\t2001-01-01\t\t\t\n",
    ));
    let told: Vec<String> = known.gaps().iter().map(Gap::to_string).filter(|gap| gap.contains("\tATA\t")).collect();
    assert_eq!(
        told,
        [
            "vacant\tATA\thead of state\t2012-2026",
            "vacant\tATA\thead of government\t2000",
            "vacant\tATA\tforeign minister\t2000-2026",
            "vacant\tATA\tdefence minister\t2000-2026",
            "overlap\tATA\thead of state\tBea Roe and Cid Roe, 2011-02-01 to 2011-06-01",
            "endless\tATA\thead of government\tDan Roe, since 2001-01-01",
        ]
    );
}
