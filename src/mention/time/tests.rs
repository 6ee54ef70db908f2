//! Tables of expressions with what they mean. All sentences are made up for the tests.

use std::sync::LazyLock;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Calendar, TimeMention, find_times};
use crate::{
    article::Article,
    language::{Parser, Splitter},
    mention::Document,
};

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::read(include_str!("../../../config/lexicon/time.toml")).unwrap());
static PARSER: LazyLock<Parser> = LazyLock::new(|| Parser::load(None).unwrap());
static SPLITTER: LazyLock<Splitter> = LazyLock::new(|| Splitter::load(None).unwrap());

/// Friday, 21 January 2022.
const PUBLISHED: jiff::civil::Date = date(2022, 1, 21);

fn article(text: &str, published: Option<jiff::civil::Date>) -> Article {
    Article::of_text("times", text, published)
}

/// The times of an article, each with its words.
fn times(article: &Article) -> Vec<(String, TimeMention)> {
    let document = Document::parse(article, &SPLITTER, &PARSER);
    let found = find_times(&document, &CALENDAR);
    found.into_iter().map(|time| (document.text(&time.span).to_owned(), time)).collect()
}

/// `words: TYPE value MOD` for each.
fn told(text: &str, published: Option<jiff::civil::Date>) -> Vec<String> {
    let show = |(words, time): (String, TimeMention)| {
        let line = format!("{words}: {} {} {}", time.kind.as_str(), time.value, time.modifier.unwrap_or_default());
        line.trim_end().to_owned()
    };
    times(&article(text, published)).into_iter().map(show).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(told(text, Some(PUBLISHED)), *expected, "{text}");
    }
}

#[test]
fn days_are_seen_from_the_publication() {
    check(&[
        ("Minister Ali arrived in Oslo on Wednesday.", &["Wednesday: DATE 2022-01-19"]),
        ("Minister Ali arrived in Oslo on Friday.", &["Friday: DATE 2022-01-21"]),
        ("The envoys will meet in Oslo on Monday.", &["Monday: DATE 2022-01-24"]),
        ("The envoys will meet again next Friday.", &["next Friday: DATE 2022-01-28"]),
        ("The envoys met last Tuesday.", &["last Tuesday: DATE 2022-01-18"]),
        ("The truce will hold until Sunday.", &["Sunday: DATE 2022-01-23"]),
        ("Peru recalls its envoy on Wednesday.", &["Wednesday: DATE 2022-01-19"]),
        ("Peru sets the vote for Sunday.", &["Sunday: DATE 2022-01-23"]),
        ("The deadline is Saturday.", &["Saturday: DATE 2022-01-22"]),
        ("They could leave as soon as Monday.", &["as soon as Monday: DATE 2022-01-24"]),
        ("It opened on Monday this week.", &["Monday this week: DATE 2022-01-17"]),
        ("Friday's vote was delayed.", &["Friday: DATE 2022-01-21"]),
        ("The envoys meet today.", &["today: DATE 2022-01-21"]),
        ("Talks ended yesterday.", &["yesterday: DATE 2022-01-20"]),
        ("Talks will resume tomorrow.", &["tomorrow: DATE 2022-01-22"]),
        ("The envoys met three days ago.", &["three days ago: DATE 2022-01-18"]),
        ("The minister flew home later in the day.", &["later in the day: DATE 2022-01-21"]),
    ]);
}

#[test]
fn days_of_the_calendar_are_read_in_all_forms() {
    check(&[
        ("The envoys met on January 19.", &["January 19: DATE 2022-01-19"]),
        ("The envoys met on Jan. 19, 2020, in Oslo.", &["Jan. 19, 2020: DATE 2020-01-19"]),
        ("The envoys met on 19 January 2021.", &["19 January 2021: DATE 2021-01-19"]),
        ("The treaty lapsed on the 19th of March 2020.", &["the 19th of March 2020: DATE 2020-03-19"]),
        ("The talks collapsed on Nov. 9.", &["Nov. 9: DATE 2021-11-09"]),
        ("The leaders will sign the pact on Feb. 4.", &["Feb. 4: DATE 2022-02-04"]),
        ("The vote took place on Tuesday, Jan. 18.", &["Tuesday, Jan. 18: DATE 2022-01-18"]),
        ("The summit will be held on April 24 and 25.", &["April 24: DATE 2022-04-24", "25: DATE 2022-04-25"]),
        ("The summit was held on August 5-7.", &["August 5: DATE 2021-08-05", "7: DATE 2021-08-07"]),
        ("The order is dated 2022-01-19.", &["2022-01-19: DATE 2022-01-19"]),
        ("The note is dated 11/2/89.", &["11/2/89: DATE 1989-11-02"]),
        ("The envoy was freed on Thanksgiving Day.", &["Thanksgiving Day: DATE 2021-11-25"]),
        ("Troops will return before Christmas.", &["Christmas: DATE 2022-12-25"]),
        ("The note is dated 31.12.1999.", &["31.12.1999: DATE 1999-12-31"]),
        ("The minister said late on Friday that he would leave.", &["late on Friday: DATE 2022-01-21 END"]),
        ("The talks must end by year-end.", &["year-end: DATE 2022-12-31"]),
    ]);
}

#[test]
fn longer_stretches_have_values_of_their_own() {
    check(&[
        ("The embassy was closed in December.", &["December: DATE 2021-12"]),
        ("The embassy will reopen in March.", &["March: DATE 2022-03"]),
        ("The war began in February 2014.", &["February 2014: DATE 2014-02"]),
        ("The minister resigned last May.", &["last May: DATE 2021-05"]),
        ("The party holds its congress this September.", &["this September: DATE 2022-09"]),
        ("The coup took place in July last year.", &["July last year: DATE 2021-07"]),
        ("It was closed between March and May 2020.", &["March: DATE 2020-03", "May 2020: DATE 2020-05"]),
        ("Relations have been frozen since 2014.", &["2014: DATE 2014"]),
        ("The 1991 Gulf War changed the region.", &["1991: DATE 1991"]),
        ("The plant ran from 1985 to 1997.", &["1985: DATE 1985", "1997: DATE 1997"]),
        ("Revenue fell in fiscal 2021.", &["fiscal 2021: DATE 2021"]),
        ("He was born in nineteen ninety-four.", &["nineteen ninety-four: DATE 1994"]),
        ("Ties grew in the nineties.", &["the nineties: DATE 199"]),
        ("The border was closed in the '80s.", &["the '80s: DATE 198"]),
        ("The fort was built in the 19th century.", &["the 19th century: DATE 18"]),
        ("The bridge collapsed last summer.", &["last summer: DATE 2021-SU"]),
        ("Many starved in the winter of 1994.", &["the winter of 1994: DATE 1994-WI"]),
        ("Protests flared over the weekend.", &["the weekend: DATE 2022-W02-WE"]),
        ("They will march next weekend.", &["next weekend: DATE 2022-W04-WE"]),
        ("The envoys met last week.", &["last week: DATE 2022-W02"]),
        ("The envoys will meet next week.", &["next week: DATE 2022-W04"]),
        ("The court will sit in the week of May 3.", &["the week of May 3: DATE 2022-W18"]),
        ("Exports rose in Q3 2021.", &["Q3 2021: DATE 2021-Q3"]),
        ("The envoys met last month.", &["last month: DATE 2021-12"]),
        ("The envoys met earlier this month.", &["earlier this month: DATE 2022-01"]),
        ("The envoys will meet later this year.", &["later this year: DATE 2022"]),
        ("The envoys met two weeks ago.", &["two weeks ago: DATE 2022-W01"]),
        ("The envoys met five months ago.", &["five months ago: DATE 2021-08"]),
        ("The envoys met two years ago.", &["two years ago: DATE 2020"]),
        ("The envoys met a decade ago.", &["a decade ago: DATE 2012"]),
    ]);
}

#[test]
fn modifiers_are_told_apart_from_the_value() {
    check(&[
        ("Ties grew in the late 1990s.", &["the late 1990s: DATE 199 END"]),
        ("Flights stopped in early 2020.", &["early 2020: DATE 2020 START"]),
        ("Flights stopped in mid-2019.", &["mid-2019: DATE 2019 MID"]),
        ("Flights stopped in late November.", &["late November: DATE 2021-11 END"]),
        ("The envoys will meet early next week.", &["early next week: DATE 2022-W04 START"]),
        ("It opened at the beginning of October.", &["the beginning of October: DATE 2021-10 START"]),
        ("The talks must end by the end of the month.", &["the end of the month: DATE 2022-01 END"]),
        ("The siege lasted more than 40 days.", &["more than 40 days: DURATION P40D MORE_THAN"]),
        ("The siege will last at least six weeks.", &["at least six weeks: DURATION P6W EQUAL_OR_MORE"]),
        ("The siege lasted nearly a year.", &["nearly a year: DURATION P1Y LESS_THAN"]),
        ("The siege lasted about two months.", &["about two months: DURATION P2M APPROX"]),
    ]);
}

#[test]
fn quarters_are_those_that_results_are_told_of() {
    check(&[
        ("Growth slowed in the third quarter.", &["the third quarter: DATE 2021-Q3"]),
        ("Growth slowed in the first quarter of 2019.", &["the first quarter of 2019: DATE 2019-Q1"]),
        ("Growth slowed in last year's third quarter.", &["last year's third quarter: DATE 2021-Q3"]),
        ("Trade grew in the first half of 2021.", &["the first half of 2021: DATE 2021-H1"]),
        (
            "The bank reported a third-quarter loss of $2 million, compared with a profit a year earlier.",
            &["third-quarter: DATE 2021-Q3", "a year earlier: DATE 2020-Q3"],
        ),
        (
            "Net income rose in the third quarter. In the year-ago quarter, the bank had a loss.",
            &["the third quarter: DATE 2021-Q3", "the year-ago quarter: DATE 2020-Q3"],
        ),
        ("Profit rose in the first nine months.", &["the first nine months: DURATION P9M"]),
    ]);
}

#[test]
fn times_of_day_stand_on_their_day() {
    check(&[
        ("The president will speak tonight.", &["tonight: TIME 2022-01-21TNI"]),
        ("Talks ended yesterday morning.", &["yesterday morning: TIME 2022-01-20TMO"]),
        ("Shells hit the port on Tuesday night.", &["Tuesday night: TIME 2022-01-18TNI"]),
        ("The council met this morning.", &["this morning: TIME 2022-01-21TMO"]),
        ("The council met last night.", &["last night: TIME 2022-01-20TNI"]),
        ("Drones struck the port overnight.", &["overnight: TIME 2022-01-20TNI"]),
        ("The truce began at 6 p.m. Thursday.", &["6 p.m. Thursday: TIME 2022-01-20T18:00"]),
        ("The deadline is noon on Saturday.", &["noon on Saturday: TIME 2022-01-22T12:00"]),
    ]);
}

#[test]
fn a_zone_is_told_beside_the_value() {
    let found = times(&article("The truce starts at 10:30 a.m. EST on Friday.", Some(PUBLISHED)));
    let read: Vec<_> = found.iter().map(|(_, time)| (time.value.as_str(), time.zone)).collect();
    assert_eq!(read, [("2022-01-21T10:30", Some(-300))]);
}

#[test]
fn what_was_told_before_moves_the_next_expression() {
    check(&[
        ("The envoys met in 2015 and again the following year.", &["2015: DATE 2015", "the following year: DATE 2016"]),
        (
            "The envoys met in March 2019 and the previous month.",
            &["March 2019: DATE 2019-03", "the previous month: DATE 2019-02"],
        ),
        ("The war began in 2014 and sanctions followed that year.", &["2014: DATE 2014", "that year: DATE 2014"]),
        (
            "Rebels took the town on January 10 and left the next day.",
            &["January 10: DATE 2022-01-10", "the next day: DATE 2022-01-11"],
        ),
        (
            "Rebels took the town on January 10. They freed prisoners on the same day.",
            &["January 10: DATE 2022-01-10", "the same day: DATE 2022-01-10"],
        ),
        (
            "Rebels took the town on January 10 and left three days later.",
            &["January 10: DATE 2022-01-10", "three days later: DATE 2022-01-13"],
        ),
        (
            "Rebels took the town on January 10. Two days before, the army had left.",
            &["January 10: DATE 2022-01-10", "Two days before: DATE 2022-01-08"],
        ),
        (
            "Rebels took the town on January 10; the army had left the day before.",
            &["January 10: DATE 2022-01-10", "the day before: DATE 2022-01-09"],
        ),
    ]);
}

#[test]
fn no_day_is_a_reference() {
    check(&[
        ("The army now controls the port.", &["now: DATE PRESENT_REF"]),
        ("She currently leads the mission.", &["currently: DATE PRESENT_REF"]),
        ("He recently visited Peru.", &["recently: DATE PAST_REF"]),
        ("Both have met in the past.", &["the past: DATE PAST_REF"]),
        ("The envoys met several years ago.", &["several years ago: DATE PAST_REF"]),
        ("They may sign in the near future.", &["the near future: DATE FUTURE_REF"]),
        ("They will sign a pact soon.", &["soon: DATE FUTURE_REF"]),
    ]);
}

/// It once overflowed: amounts are counted in halves.
#[test]
fn a_number_that_is_no_amount_of_time_is_left_out() {
    check(&[
        ("A 3000000000 years passed.", &["years: DURATION PXY"]),
        ("Talks took 99999999999999999999 days.", &["days: DURATION PXD"]),
    ]);
}

#[test]
fn durations_tell_how_long() {
    check(&[
        ("Talks lasted two years.", &["two years: DURATION P2Y"]),
        ("Talks have stalled for the past three years.", &["the past three years: DURATION P3Y"]),
        ("The envoys will meet over the next two weeks.", &["the next two weeks: DURATION P2W"]),
        ("Talks lasted several months.", &["several months: DURATION PXM"]),
        ("Troops have moved in recent weeks.", &["recent weeks: DURATION PXW"]),
        ("Talks could take weeks.", &["weeks: DURATION PXW"]),
        ("Rescuers worked for 24 hours.", &["24 hours: DURATION PT24H"]),
        ("The war lasted a decade.", &["a decade: DURATION P10Y"]),
        ("Talks lasted two and a half years.", &["two and a half years: DURATION P2Y6M"]),
        ("The call lasted an hour and a half.", &["an hour and a half: DURATION PT1H30M"]),
        ("The call lasted half an hour.", &["half an hour: DURATION PT30M"]),
        ("He began a three-day visit.", &["three-day: DURATION P3D"]),
        ("Talks lasted a couple of days.", &["a couple of days: DURATION P2D"]),
    ]);
}

#[test]
fn sets_tell_how_often() {
    check(&[
        ("They meet every year.", &["every year: SET P1Y"]),
        ("They meet each month.", &["each month: SET P1M"]),
        ("They meet every two years.", &["every two years: SET P2Y"]),
        ("Planes land daily.", &["daily: SET P1D"]),
        ("The council meets annually.", &["annually: SET P1Y"]),
        ("The cabinet meets on Mondays.", &["Mondays: SET XXXX-WXX-1"]),
        ("The cabinet meets each Thursday.", &["each Thursday: SET XXXX-WXX-4"]),
        ("The ship calls there twice a week.", &["a week: SET P1W"]),
        ("The port earns $5 million a year.", &["a year: SET P1Y"]),
    ]);
}

#[test]
fn words_that_only_look_like_times_are_left_alone() {
    let sentences = [
        "Maria Lopez, a 20-year-old student, was arrested.",
        "He is 52 years old.",
        "He is in his 30s.",
        "The army sent 2000 troops.",
        "Prime Minister Theresa May spoke in London.",
        "They may leave.",
        "They march on the capital.",
        "It was the second attack.",
        "About three-quarters of voters agreed.",
        "It cost $1995 and 1,990 people paid.",
        "It marked the 15th anniversary.",
    ];
    for text in sentences {
        assert_eq!(told(text, Some(PUBLISHED)), [""; 0], "{text}");
    }
}

#[test]
fn the_present_of_a_headline_is_past() {
    let mut article = article("Nothing else.", Some(PUBLISHED));
    article.title = Some("Peru recalls envoy in December".into());
    let values: Vec<_> = times(&article).into_iter().map(|(_, time)| time.value).collect();
    assert_eq!(values, ["2021-12"]);
}

#[test]
fn days_bound_what_can_be_meant() {
    let cases = [
        ("The envoys met earlier this month.", "2022-01-01", "2022-01-20"),
        ("The envoys will meet later this year.", "2022-01-22", "2022-12-31"),
        ("The envoys met last week.", "2022-01-10", "2022-01-16"),
        ("Growth slowed in the third quarter.", "2021-07-01", "2021-09-30"),
        ("Ties grew in the late 1990s.", "1995-01-01", "1999-12-31"),
        ("Flights stopped in mid-November.", "2021-11-08", "2021-11-23"),
        ("The army now controls the port.", "2022-01-21", "2022-01-21"),
    ];
    for (text, earliest, latest) in cases {
        let found = times(&article(text, Some(PUBLISHED)));
        let days: Vec<_> =
            found.iter().map(|(_, time)| [time.earliest, time.latest].map(|day| day.unwrap().to_string())).collect();
        assert_eq!(days, [[earliest.to_owned(), latest.to_owned()]], "{text}");
    }
}

#[test]
fn without_a_publication_date_only_what_is_told_counts() {
    let cases: [(&str, &[&str]); 4] = [
        ("The envoys met on Wednesday.", &[]),
        ("The envoys met last week.", &[]),
        ("The envoys met on May 4, 2019.", &["May 4, 2019: DATE 2019-05-04"]),
        (
            "The envoys met on May 4, 2019, and again the next day.",
            &["May 4, 2019: DATE 2019-05-04", "the next day: DATE 2019-05-05"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text, None), expected, "{text}");
    }
}

/// Words that expressions are made of.
const WORDS: &str = "a the last next this same following three 20 1989 1/2 and half hundred thousand years year - old \
    days ago later earlier January Jan. May 19 31 , 2022 Friday night morning 10:30 p.m. EST on of in quarter third \
    every daily mid-1990s '80s early end 9999-99-99 99/99/99 31.12.1999 now past soon Easter century 99999999999 about \
    more than until met will Peru “ . week twice Mondays summer weekend few recent period";

/// One of them, or others.
fn word() -> impl Strategy<Value = String> {
    let known: Vec<&str> = WORDS.split_whitespace().collect();
    prop_oneof![3 => proptest::sample::select(known).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_gives_spans_in_order_and_well_formed_values(
        words in proptest::collection::vec(word(), 0..40),
        published in proptest::option::of((1900_i16..2100, 1_i8..13, 1_i8..29)),
    ) {
        let published = published.map(|(year, month, day)| date(year, month, day));
        let article = article(&words.join(" "), published);
        let found = times(&article);
        for pair in found.windows(2) {
            let (before, after) = (&pair[0].1.span, &pair[1].1.span);
            prop_assert!((before.part, before.sentence, before.end) <= (after.part, after.sentence, after.start)
                || (before.part, before.sentence) < (after.part, after.sentence), "{before:?} {after:?}");
        }
        for (words, time) in &found {
            prop_assert!(!words.is_empty() && time.span.start < time.span.end);
            prop_assert!(is_value(&time.value), "{}", time.value);
            if let (Some(earliest), Some(latest)) = (time.earliest, time.latest) {
                prop_assert!(earliest <= latest, "{words}: {earliest} {latest}");
            }
        }
        prop_assert_eq!(found, times(&article));
    }
}

/// Whether a value is a reference, or made of the letters and digits of ISO 8601.
fn is_value(value: &str) -> bool {
    let signs = |text: &str| {
        text.chars().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || "-:.".contains(sign))
    };
    let starts = value.starts_with(|sign: char| sign.is_ascii_digit() || "PTX".contains(sign));
    matches!(value, "PAST_REF" | "PRESENT_REF" | "FUTURE_REF") || starts && signs(value)
}
