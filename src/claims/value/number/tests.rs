//! Quantities read as people mean them, and numbers that count nobody.

use super::*;
use crate::corpus::{Span, tokenize};

fn read(text: &str) -> Vec<String> {
    let numbers = Numbers::new(Preset::default(), None).unwrap();
    let tokens = tokenize(text, Span::new(0, text.len()));
    let words = Words::new(text, &tokens);
    numbers
        .find(&words, |i| matches!(words.get(i), "people" | "homes" | "voters"))
        .iter()
        .map(|q| {
            let unit = match &q.unit {
                Unit::Count => String::new(),
                Unit::Percent => "%".to_owned(),
                Unit::Money(code) => format!(" {code}"),
                Unit::Other => " other".to_owned(),
            };
            let value = q.value.map_or("some".to_owned(), |v| v.to_string());
            let update = match q.update {
                Update::Plain => String::new(),
                u => format!(" {u:?}"),
            };
            format!("{value}{unit}{update}")
        })
        .collect()
}

#[test]
fn quantities_read_as_the_intervals_people_mean() {
    for (text, expected) in [
        ("21 people", "21"),
        ("twenty-one people", "21"),
        ("Twenty one people", "21"),
        ("1,200 people", "1200"),
        ("12 000 people", "12000"),
        ("two hundred and fifty people", "250"),
        ("two thousand three hundred and twelve", "2312"),
        ("1.2 million people", "1200000"),
        ("1.2m people", "1200000"),
        ("half a million people", "500000"),
        ("one and a half million people", "1500000"),
        ("a hundred people", "100"),
        ("a dozen people", "12"),
        ("half a dozen people", "6"),
        ("two dozen people", "24"),
        ("a dozen or so people", "10–14"),
        ("about a dozen people", "10–14"),
        ("more than a dozen", "≥ 13"),
        ("at least 21 people", "≥ 21"),
        ("no fewer than six", "≥ 6"),
        ("more than 20 people", "≥ 21"),
        ("over 300 homes", "≥ 301"),
        ("upwards of 40 people", "≥ 41"),
        ("20 or more people", "≥ 20"),
        ("50+ people", "≥ 50"),
        ("up to 30 people", "0–30"),
        ("as many as 30 people", "0–30"),
        ("fewer than 30 people", "0–29"),
        ("about 50 people", "45–55"),
        ("around 70 people", "63–77"),
        ("some 200 people", "150–250"),
        ("roughly 1,200 people", "1080–1320"),
        ("nearly 100 people", "90–99"),
        ("almost 40", "36–39"),
        ("between 5 and 15 people", "5–15"),
        ("between five and fifteen", "5–15"),
        ("5 to 15 people", "5–15"),
        ("5-15 people", "5–15"),
        ("5–15 people", "5–15"),
        ("two or three people", "2–3"),
        ("two to three million people", "2000000–3000000"),
        ("dozens of people", "20–99"),
        ("scores of people", "40–99"),
        ("hundreds of people", "200–999"),
        ("tens of thousands of people", "20000–99999"),
        ("several people", "3–9"),
        ("several hundred people", "300–999"),
        ("a few dozen people", "36–119"),
        ("a couple of people", "2"),
        ("some people", "5–19"),
        ("at least a dozen people", "≥ 12"),
        ("a large number of people", "some"),
        ("many people", "some"),
        ("2000 people", "2000"),
        ("two more people", "2 Added"),
        ("another 12 people", "12 Added"),
        ("a further 30", "30 Added"),
        ("rose to 34", "34 Risen"),
        ("has been revised down to 5", "5 Corrected"),
        ("5.4 percent", "5.4%"),
        ("at least 40% of voters", "≥ 40%"),
        ("$1.2 billion", "1200000000 USD"),
        ("about 3 million euros", "2500000–3500000 EUR"),
        ("€40m", "40000000 EUR"),
    ] {
        assert_eq!(read(text), [expected], "{text}");
    }
}

#[test]
fn numbers_that_count_nobody_are_left_out() {
    for text in [
        "aged 34",
        "aged 19 and 21",
        "a 34-year-old man",
        "Ali Hassan, 34, said",
        "Ali Hassan (34) said",
        "the 7th Brigade",
        "the second attack",
        "on October 5",
        "on 5 October",
        "on Oct. 5",
        "between July 22 and 27",
        "July 25 to 27",
        "in 2012",
        "since 1998 and until 2003",
        "at 10:30",
        "at 5 p.m.",
        "two years ago",
        "20 kilometres",
        "a 7.8-magnitude quake",
        "of magnitude 7",
        "a Mi-8 helicopter",
        "Resolution 2254",
        "U.N. Resolution 2254",
        "No. 10",
        "Battalion 316",
        "Flight 370",
        "one of the largest",
        "one of the most important",
        "24/7",
        "in his 30s",
        "the 1990s",
        "three times",
        "five degrees",
        "no one",
        "COVID-19",
        "a 3-1 win",
    ] {
        assert_eq!(read(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn both_numbers_of_a_rise_are_not_a_range() {
    assert_eq!(read("the toll rose from 21 to 34"), ["34 Risen"]);
}

#[test]
fn capitals_do_not_matter() {
    assert_eq!(read("AT LEAST TWENTY-ONE PEOPLE AND SOME 200 HOMES"), ["≥ 21", "150–250"]);
}
