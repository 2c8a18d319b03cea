//! A score as a tree whose parts add up to the whole, down to quotes and bytes.

mod node;
mod question;
mod voice;

pub use node::{Node, Quote};
pub use question::explain_question;
pub use voice::explain_voice;
