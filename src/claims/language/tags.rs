//! The tag sets: Penn Treebank parts of speech and Universal Dependencies relations.

use std::fmt;

macro_rules! tag_set {
    ($(#[$meta:meta])* $set:ident: $($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $set { $($(#[$doc])* $name),+ }

        impl $set {
            /// All of them, in order of number.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the treebanks.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The one with this name in the treebanks.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }

        impl fmt::Display for $set {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

tag_set! {
    /// A part of speech: the XPOS column of UD English, i.e. the Penn Treebank tags with the
    /// additions of the English Web Treebank.
    Tag:
    /// Affix split off a word.
    Afx = "AFX",
    /// Address: e-mail or web.
    Add = "ADD",
    /// Coordinating conjunction.
    Cc = "CC",
    /// Cardinal number.
    Cd = "CD",
    /// Determiner.
    Dt = "DT",
    /// Existential "there".
    Ex = "EX",
    /// Foreign word.
    Fw = "FW",
    /// Part of a word written apart.
    Gw = "GW",
    /// Hyphen inside a word.
    Hyph = "HYPH",
    /// Preposition or subordinating conjunction.
    In = "IN",
    /// Adjective.
    Jj = "JJ",
    /// Adjective, comparative.
    Jjr = "JJR",
    /// Adjective, superlative.
    Jjs = "JJS",
    /// List item mark.
    Ls = "LS",
    /// Modal.
    Md = "MD",
    /// Superfluous mark.
    Nfp = "NFP",
    /// Noun, singular.
    Nn = "NN",
    /// Proper noun, singular.
    Nnp = "NNP",
    /// Proper noun, plural.
    Nnps = "NNPS",
    /// Noun, plural.
    Nns = "NNS",
    /// Predeterminer.
    Pdt = "PDT",
    /// Possessive ending.
    Pos = "POS",
    /// Personal pronoun.
    Prp = "PRP",
    /// Possessive pronoun.
    PrpS = "PRP$",
    /// Adverb.
    Rb = "RB",
    /// Adverb, comparative.
    Rbr = "RBR",
    /// Adverb, superlative.
    Rbs = "RBS",
    /// Particle.
    Rp = "RP",
    /// Symbol.
    Sym = "SYM",
    /// "to".
    To = "TO",
    /// Interjection.
    Uh = "UH",
    /// Verb, base form.
    Vb = "VB",
    /// Verb, past tense.
    Vbd = "VBD",
    /// Verb, gerund or present participle.
    Vbg = "VBG",
    /// Verb, past participle.
    Vbn = "VBN",
    /// Verb, present, not third person singular.
    Vbp = "VBP",
    /// Verb, present, third person singular.
    Vbz = "VBZ",
    /// Wh-determiner.
    Wdt = "WDT",
    /// Wh-pronoun.
    Wp = "WP",
    /// Wh-pronoun, possessive.
    WpS = "WP$",
    /// Wh-adverb.
    Wrb = "WRB",
    /// Currency sign.
    Dollar = "$",
    /// Closing quotation mark.
    CloseQuote = "''",
    /// Opening quotation mark.
    OpenQuote = "``",
    /// Comma.
    Comma = ",",
    /// Opening bracket.
    OpenBracket = "-LRB-",
    /// Closing bracket.
    CloseBracket = "-RRB-",
    /// Full stop, question or exclamation mark.
    Stop = ".",
    /// Colon, semicolon, dash.
    Colon = ":",
}

impl Tag {
    /// Whether it is a verb's: VB, VBD, VBG, VBN, VBP, VBZ (not MD).
    pub fn is_verb(self) -> bool {
        (Self::Vb..=Self::Vbz).contains(&self)
    }

    /// Whether it is a noun's: NN, NNS, NNP, NNPS.
    pub fn is_noun(self) -> bool {
        (Self::Nn..=Self::Nns).contains(&self)
    }

    /// Whether it is a proper noun's: NNP, NNPS.
    pub fn is_proper(self) -> bool {
        matches!(self, Self::Nnp | Self::Nnps)
    }

    /// Whether it is an adjective's: JJ, JJR, JJS.
    pub fn is_adjective(self) -> bool {
        matches!(self, Self::Jj | Self::Jjr | Self::Jjs)
    }

    /// Whether it is an adverb's: RB, RBR, RBS.
    pub fn is_adverb(self) -> bool {
        matches!(self, Self::Rb | Self::Rbr | Self::Rbs)
    }

    /// Whether it is a mark's and not a word's.
    pub fn is_mark(self) -> bool {
        matches!(
            self,
            Self::CloseQuote
                | Self::OpenQuote
                | Self::Comma
                | Self::OpenBracket
                | Self::CloseBracket
                | Self::Stop
                | Self::Colon
                | Self::Hyph
                | Self::Nfp
        )
    }
}

tag_set! {
    /// How a word depends on its head: the relations of Universal Dependencies as UD English uses
    /// them (<https://universaldependencies.org/en/dep/>).
    Relation:
    /// Clause modifying a noun.
    Acl = "acl",
    /// Relative clause.
    AclRelcl = "acl:relcl",
    /// Adverbial clause.
    Advcl = "advcl",
    /// Adverbial relative clause.
    AdvclRelcl = "advcl:relcl",
    /// Adverbial modifier.
    Advmod = "advmod",
    /// Adjectival modifier.
    Amod = "amod",
    /// Apposition.
    Appos = "appos",
    /// Auxiliary.
    Aux = "aux",
    /// Passive auxiliary.
    AuxPass = "aux:pass",
    /// Case marker, preposition.
    Case = "case",
    /// Coordinating conjunction.
    Cc = "cc",
    /// "both", "either" before a coordination.
    CcPreconj = "cc:preconj",
    /// Clausal complement.
    Ccomp = "ccomp",
    /// Compound.
    Compound = "compound",
    /// Verb particle.
    CompoundPrt = "compound:prt",
    /// Conjunct.
    Conj = "conj",
    /// Copula.
    Cop = "cop",
    /// Clausal subject.
    Csubj = "csubj",
    /// Outer clausal subject.
    CsubjOuter = "csubj:outer",
    /// Clausal subject of a passive.
    CsubjPass = "csubj:pass",
    /// Unspecified dependency.
    Dep = "dep",
    /// Determiner.
    Det = "det",
    /// Predeterminer.
    DetPredet = "det:predet",
    /// Discourse element.
    Discourse = "discourse",
    /// Dislocated element.
    Dislocated = "dislocated",
    /// Expletive.
    Expl = "expl",
    /// Fixed expression.
    Fixed = "fixed",
    /// Flat name.
    Flat = "flat",
    /// Part of a word written apart.
    Goeswith = "goeswith",
    /// Indirect object.
    Iobj = "iobj",
    /// List item.
    List = "list",
    /// Subordinating marker: "that", "to", "if".
    Mark = "mark",
    /// Nominal modifier of a noun.
    Nmod = "nmod",
    /// Description before a name, without a preposition.
    NmodDesc = "nmod:desc",
    /// Possessor.
    NmodPoss = "nmod:poss",
    /// Nominal modifier without a preposition.
    NmodUnmarked = "nmod:unmarked",
    /// Subject.
    Nsubj = "nsubj",
    /// Outer subject.
    NsubjOuter = "nsubj:outer",
    /// Subject of a passive.
    NsubjPass = "nsubj:pass",
    /// Number modifying a noun.
    Nummod = "nummod",
    /// Object.
    Obj = "obj",
    /// Oblique nominal.
    Obl = "obl",
    /// Agent of a passive ("by …").
    OblAgent = "obl:agent",
    /// Oblique nominal without a preposition ("last Monday").
    OblUnmarked = "obl:unmarked",
    /// Orphan of an ellipsis.
    Orphan = "orphan",
    /// Parataxis: clauses side by side, also a floating "he said".
    Parataxis = "parataxis",
    /// Punctuation.
    Punct = "punct",
    /// Repaired words.
    Reparandum = "reparandum",
    /// The sentence's head.
    Root = "root",
    /// Vocative.
    Vocative = "vocative",
    /// Open clausal complement.
    Xcomp = "xcomp",
}

impl Relation {
    /// Whether the dependent is a subject, of any kind.
    pub fn is_subject(self) -> bool {
        matches!(
            self,
            Self::Nsubj
                | Self::NsubjPass
                | Self::NsubjOuter
                | Self::Csubj
                | Self::CsubjPass
                | Self::CsubjOuter
        )
    }
}
