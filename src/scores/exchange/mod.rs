//! Scores in the formats of others: JSON with a schema, schema.org, W3C annotations, data packages.

mod annotation;
mod claim_review;
mod data_package;
mod json;
mod schema;
#[cfg(test)]
mod tests;

pub use annotation::annotations;
pub use claim_review::claim_reviews;
pub use data_package::data_package;
pub use json::scores_json;
pub use schema::schema;

/// What every output says of itself.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Version of this program.
    pub version: &'a str,
    /// The sentence on what the numbers are not.
    pub limits: &'a str,
}

/// Six decimals, as in the tables, so that equal runs give equal bytes.
fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}
