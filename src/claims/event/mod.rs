//! Which event a sentence speaks of: kind, place and days, with what the article said before.
//!
//! | file | idea |
//! |---|---|
//! | `kind` | the words that name kinds of event |
//! | `place` | the names of places |
//! | `scene` | what the words nearest to a claim say |
//! | `article` | the events of one article, in the order it tells of them |

mod article;
mod kind;
mod place;
mod scene;

pub use article::Events;
pub use kind::{EventKind, EventKinds};
pub use place::{PlaceMention, known_places, place_key, places};
pub use scene::{Mention, Scene, is_parted};
