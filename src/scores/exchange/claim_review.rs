//! Contested questions as schema.org ClaimReview (JSON-LD), for pages and tools that read those.
//!
//! One review for each answer that somebody gave. The rating is the belief in the answer, 0–1, in
//! words of ICD 203; it rates the answer, nobody who gave it.

use serde_json::{Value, json};

use super::{About, round};
use crate::consensus::{Consensus, Status, status};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Ledger, Role};
use crate::scores::probability_words;

/// A ClaimReview for each answer of each contested question, as one JSON-LD graph.
pub fn claim_reviews(ledger: &Ledger, consensus: &Consensus, about: About<'_>) -> Value {
    let reviews: Vec<Value> = ledger
        .question_ids()
        .filter(|&q| status(ledger, q, &consensus.beliefs[q.index()]) == Status::Contested)
        .flat_map(|q| {
            (0..ledger.answers(q).len())
                .map(AnswerId::from_index)
                .filter_map(move |a| review(ledger, consensus, q, a, about))
        })
        .collect();
    json!({"@context": "https://schema.org", "@graph": reviews})
}

fn review(
    ledger: &Ledger,
    consensus: &Consensus,
    q: QuestionId,
    answer: AnswerId,
    about: About<'_>,
) -> Option<Value> {
    let belief = *consensus.beliefs[q.index()].support.get(answer.index())?;
    let votes: Vec<usize> =
        ledger.vote_range(q).filter(|&at| ledger.all_votes()[at].answer == answer).collect();
    if votes.is_empty() {
        return None;
    }
    let claimed = format!("{}: {}", ledger.question(q).name, ledger.print_answer(q, answer));
    let mut authors: Vec<_> = votes.iter().map(|&at| ledger.all_votes()[at].voice).collect();
    authors.dedup();
    let authors: Vec<Value> = authors
        .into_iter()
        .map(|v| {
            let kind = match ledger.role(v) {
                Role::Outlet => "NewsMediaOrganization",
                Role::Speaker => "Organization",
            };
            json!({"@type": kind, "name": ledger.voices().name(v)})
        })
        .collect();
    let details = || votes.iter().filter_map(|&at| ledger.detail(at));
    let mut places: Vec<(&str, &str)> = details()
        .flat_map(|d| &d.places)
        .map(|p| (p.document.as_str(), p.outlet.as_str()))
        .collect();
    places.sort_unstable();
    places.dedup();
    let appearances: Vec<Value> = places
        .into_iter()
        .map(|(document, outlet)| {
            json!({
                "@type": "NewsArticle",
                "identifier": document,
                "publisher": {"@type": "NewsMediaOrganization", "name": outlet},
            })
        })
        .collect();
    let mut claim = json!({"@type": "Claim", "name": claimed, "author": authors});
    if let Some(day) = details().filter_map(|d| d.date).min() {
        claim["datePublished"] = json!(day.to_string());
    }
    if !appearances.is_empty() {
        claim["appearance"] = json!(appearances);
    }
    Some(json!({
        "@type": "ClaimReview",
        "claimReviewed": claimed,
        "itemReviewed": claim,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": round(belief),
            "worstRating": 0,
            "bestRating": 1,
            "alternateName": probability_words(belief),
            "ratingExplanation": about.limits,
        },
        // The vocabulary knows organisations and persons as authors, not programs.
        "author": {"@type": "Organization", "name": format!("corroborate {}", about.version)},
    }))
}
