//! The exchange formats against their own rules: schema, vocabulary, anchors.

use serde_json::{Value, json};

use super::*;
use crate::consensus::{Consensus, majority};
use crate::corpus::Span;
use crate::ledger::{Detail, Kind, Ledger, LedgerBuilder, Place, Question, Role, Row};
use crate::scores::{Inputs, Scores, Settings, score};

const ABOUT: About<'_> = About { version: "9.9", limits: "agreement, not accuracy" };
/// Letters of two and three bytes stand before the claims: characters are not bytes.
const TEXT: &str = "Élevé — «Nine» people died. The army says six. Nobody else.";

/// Five voices on one contested and one settled question, with a place in an article.
fn world() -> (Ledger, Consensus, Scores) {
    let mut builder = LedgerBuilder::default();
    let start = TEXT.find("The army").unwrap();
    for (i, voice) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        for (q, label) in [("who", if i < 3 { "rebels" } else { "army" }), ("where", "north")] {
            let place = Place {
                document: "x.txt".into(),
                outlet: "Daily".into(),
                span: Span::new(start, start + 17),
                quote: TEXT[start..start + 17].into(),
            };
            builder.push(Row {
                voice,
                role: if i == 0 { Role::Outlet } else { Role::Speaker },
                question: Question {
                    name: q.into(),
                    kind: Kind::Category,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label,
                number: None,
                origin: "",
                detail: Some(Detail {
                    date: jiff::civil::Date::new(2024, 5, 2).ok(),
                    places: vec![place],
                    ..Detail::default()
                }),
            });
        }
    }
    let ledger = builder.build();
    let consensus = majority(&ledger);
    let mut settings = Settings::default();
    settings.intervals.replicates = 50;
    let scores = score(&ledger, &consensus, &Inputs::default(), &settings);
    (ledger, consensus, scores)
}

/// What of a document breaks a schema: the part of JSON Schema that ours uses.
fn broken(value: &Value, schema: &Value, at: &str, out: &mut Vec<String>) {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(t) => vec![t.as_str()],
        Value::Array(ts) => ts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |t: &&str| match *t {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => false,
    };
    if !types.is_empty() && !types.iter().any(is) {
        out.push(format!("{at}: {value} is no {types:?}"));
    }
    if let Some(known) = schema["enum"].as_array()
        && !known.contains(value)
    {
        out.push(format!("{at}: {value} is none of {known:?}"));
    }
    if let Some(x) = value.as_f64() {
        let (low, high) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if low.is_some_and(|l| x < l) || high.is_some_and(|h| x > h) {
            out.push(format!("{at}: {x} is out of range"));
        }
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                out.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, part) in object {
            match schema["properties"].get(name) {
                Some(s) => broken(part, s, &format!("{at}.{name}"), out),
                None if schema["additionalProperties"] == json!(false) => {
                    out.push(format!("{at}: {name} is not in the schema"));
                }
                None => {}
            }
        }
    }
    for (i, part) in value.as_array().into_iter().flatten().enumerate() {
        broken(part, &schema["items"], &format!("{at}[{i}]"), out);
    }
}

fn faults(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    broken(value, &schema(), "", &mut out);
    out
}

#[test]
fn scores_fulfil_their_schema_and_a_changed_document_does_not() {
    let (.., scores) = world();
    let mut found = scores_json(&scores, ABOUT);
    assert_eq!(faults(&found), Vec::<String>::new());
    assert!(!found["voices"].as_array().unwrap().is_empty());
    found["voices"][0]["grade"] = json!("G");
    found["voices"][1]["claims"] = json!(-1);
    found["voices"][2].as_object_mut().unwrap().remove("role");
    found["surprise"] = json!(1);
    assert_eq!(faults(&found).len(), 4, "{:?}", faults(&found));
}

#[test]
fn only_contested_questions_are_reviewed_and_every_answer_of_them() {
    let (ledger, consensus, _) = world();
    let all = claim_reviews(&ledger, &consensus, ABOUT);
    let reviews = all["@graph"].as_array().unwrap();
    let claimed: Vec<&str> = reviews.iter().map(|r| r["claimReviewed"].as_str().unwrap()).collect();
    assert_eq!(claimed, ["who: rebels", "who: army"]);
    let rating = &reviews[0]["reviewRating"];
    assert_eq!(
        (rating["ratingValue"].as_f64(), rating["bestRating"].as_u64()),
        (Some(0.6), Some(1))
    );
    assert_eq!(rating["alternateName"], "likely");
    assert_eq!(reviews[0]["itemReviewed"]["author"][0]["@type"], "NewsMediaOrganization");
    assert_eq!(reviews[0]["itemReviewed"]["author"].as_array().unwrap().len(), 3);
    assert_eq!(reviews[0]["itemReviewed"]["datePublished"], "2024-05-02");
    assert_eq!(reviews[0]["itemReviewed"]["appearance"].as_array().unwrap().len(), 1);
}

#[test]
fn an_annotation_finds_its_words_by_characters_and_by_what_stands_around() {
    let (ledger, _, scores) = world();
    let texts = [("x.txt", TEXT)].into();
    let page = annotations(&scores, &ledger, &texts, ABOUT);
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), scores.evidence.len());
    let selector = &items[0]["target"]["selector"];
    let (start, end) =
        (selector[0]["start"].as_u64().unwrap(), selector[0]["end"].as_u64().unwrap());
    let letters: Vec<char> = TEXT.chars().collect();
    let words: String = letters[start as usize..end as usize].iter().collect();
    assert_eq!(words, "The army says six");
    assert_eq!(selector[1]["exact"], words.as_str());
    let around = [&selector[1]["prefix"], &selector[1]["suffix"]].map(|v| v.as_str().unwrap());
    assert!(TEXT.contains(&format!("{}{words}{}", around[0], around[1])), "{around:?}");
    assert!(around[0].chars().count() <= 32 && around[0].ends_with("died. "));
    // Without the text the words alone anchor it.
    let alone = annotations(&scores, &ledger, &Default::default(), ABOUT);
    assert_eq!(alone["items"][0]["target"]["selector"].as_array().unwrap().len(), 1);
}

#[test]
fn every_column_of_every_table_has_a_type_and_a_meaning() {
    let (ledger, _, scores) = world();
    let mut tables: Vec<(&str, Vec<u8>)> = vec![
        (
            "answers.csv",
            b"question,kind,value,probability,low,high,votes,origins,status\n".to_vec(),
        ),
        ("beliefs.csv", b"question,value,probability\n".to_vec()),
        ("history.csv", b"source,date,reliability,checkable\n".to_vec()),
    ];
    for name in ["scores.csv", "components.csv", "evidence.csv", "ledger.csv", "claims.csv"] {
        let mut out = Vec::new();
        match name {
            "scores.csv" => crate::scores::write_scores(&scores, &mut out).unwrap(),
            "components.csv" => crate::scores::write_components(&scores, &mut out).unwrap(),
            "evidence.csv" => crate::scores::write_evidence(&scores, &ledger, &mut out).unwrap(),
            "ledger.csv" => crate::ledger::write(&ledger, &mut out).unwrap(),
            _ => crate::claims::table::write(&mut out, &[], &[]).unwrap(),
        }
        tables.push((name, out));
    }
    let bytes: Vec<(&str, &[u8])> = tables.iter().map(|(n, t)| (*n, t.as_slice())).collect();
    let package = data_package(&bytes, ABOUT);
    for resource in package["resources"].as_array().unwrap() {
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert!(fields.len() >= 3, "{resource}");
        for f in fields {
            assert_ne!(f["description"], "", "{}: {}", resource["name"], f["name"]);
        }
        assert!(resource["hash"].as_str().unwrap().starts_with("sha256:"));
    }
    let probability = &package["resources"][1]["schema"]["fields"][2];
    assert_eq!(
        (&probability["name"], &probability["type"]),
        (&json!("probability"), &json!("number"))
    );
}
