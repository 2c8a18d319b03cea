//! Dense numbers for names: strings end here.
//!
//! After the ledger everything works on ids, so a `Vec` indexed by one replaces a hash map and no
//! result depends on the order of a hash.

#[allow(
    clippy::disallowed_types,
    reason = "looked up only, never iterated: order cannot show"
)]
use std::collections::HashMap;
use std::marker::PhantomData;

use rayon::prelude::*;

/// A dense id: a number from 0 up, of one kind of thing.
pub trait Id: Copy + Ord {
    /// The id with this number.
    fn from_index(index: usize) -> Self;
    /// The number of this id, for indexing.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 of one kind"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// An article, in order of reading.
    ArticleId,
    /// A voice: an outlet speaking for itself, or a speaker.
    VoiceId,
    /// A question.
    QuestionId,
    /// One of the answers given to one question; numbered from 0 within each question.
    AnswerId,
    /// A category's name, shared by all questions.
    LabelId,
    /// An origin: all claims that go back to one utterance or one wire text.
    OriginId,
}

/// Names and their ids, in order of first mention.
#[derive(Clone, Debug)]
#[allow(clippy::disallowed_types, reason = "looked up only, never iterated: order cannot show")]
pub struct Names<I> {
    names: Vec<Box<str>>,
    ids: HashMap<Box<str>, u32>,
    kind: PhantomData<I>,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self { names: Vec::new(), ids: Default::default(), kind: PhantomData }
    }
}

impl<I: Id> Names<I> {
    /// The id of `name`, given now if it has none yet.
    pub fn id(&mut self, name: &str) -> I {
        if let Some(&i) = self.ids.get(name) {
            return I::from_index(i as usize);
        }
        let id = I::from_index(self.names.len());
        self.ids.insert(name.into(), id.index() as u32);
        self.names.push(name.into());
        id
    }

    /// The id of `name`, if it has one.
    pub fn find(&self, name: &str) -> Option<I> {
        self.ids.get(name).map(|&i| I::from_index(i as usize))
    }

    /// The name behind an id.
    pub fn name(&self, id: I) -> &str {
        &self.names[id.index()]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Numbers the names anew, in their own order; returns the new number of each id.
    ///
    /// What is worked out from ids (the order of a sum, a draw) then no longer shows the order of
    /// mention.
    pub(crate) fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.par_sort_unstable_by_key(|&old| &self.names[old as usize]);
        let mut new_of = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_of[old as usize] = new as u32;
        }
        let take = |&old: &u32| std::mem::take(&mut self.names[old as usize]);
        self.names = order.iter().map(take).collect();
        self.ids.values_mut().for_each(|id| *id = new_of[*id as usize]);
        new_of
    }

    /// Ids and names, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = (I, &str)> {
        self.names.iter().enumerate().map(|(i, n)| (I::from_index(i), &**n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_names_keep_their_ids_apart() {
        let mut names: Names<VoiceId> = Names::default();
        let old = ["c", "a", "d", "b"].map(|n| names.id(n));
        let new_of = names.sort();
        let listed: Vec<_> = names.iter().map(|(id, n)| (id.0, n.to_owned())).collect();
        assert_eq!(listed, [(0, "a"), (1, "b"), (2, "c"), (3, "d")].map(|(i, n)| (i, n.into())));
        for (old, name) in old.iter().zip(["c", "a", "d", "b"]) {
            assert_eq!(names.find(name).map(|id| id.0), Some(new_of[old.index()]));
        }
        assert_eq!(names.id("e"), VoiceId(4));
    }
}
