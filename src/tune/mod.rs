//! Settings + answer key → better settings; the measures they are judged by.

pub mod loss;
