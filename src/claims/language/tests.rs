//! Golden sentences, laws of the tree, and what a damaged model says.

use proptest::prelude::*;

use super::train::{Plan, Sentence, join_hyphens, read_treebank, train_parser, train_tagger};
use super::*;
use crate::corpus::{Span, sentences, tokenize};

fn analyse(text: &str) -> Analysis {
    let tokens = tokenize(text, Span::new(0, text.len()));
    Language::embedded().analyse(text, &tokens)
}

/// `word/TAG` for every token.
fn tagged(text: &str) -> String {
    let a = analyse(text);
    (0..a.len()).map(|i| format!("{}/{}", a.text(i, text), a.tags[i])).collect::<Vec<_>>().join(" ")
}

/// `word<relation<head` for every token.
fn tree(text: &str) -> String {
    let a = analyse(text);
    (0..a.len())
        .map(|i| {
            let head = a.heads[i].map_or("ROOT", |h| a.text(h, text));
            format!("{}<{}<{head}", a.text(i, text), a.relations[i])
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn lemmas(text: &str) -> String {
    let a = analyse(text);
    (0..a.len()).map(|i| a.lemma(i)).collect::<Vec<_>>().join(" ")
}

#[test]
fn tags_of_news_sentences() {
    assert_eq!(
        tagged("The army said five soldiers were killed near Gao."),
        "The/DT army/NN said/VBD five/CD soldiers/NNS were/VBD killed/VBN near/IN Gao/NNP ./."
    );
    assert_eq!(
        tagged("“We don't know,” he added."),
        "“/`` We/PRP do/VBP n't/RB know/VB ,/, ”/'' he/PRP added/VBD ./."
    );
    assert_eq!(
        tagged("The rebels' spokesman denied it."),
        "The/DT rebels/NNS '/POS spokesman/NN denied/VBD it/PRP ./."
    );
}

#[test]
fn trees_of_news_sentences() {
    assert_eq!(
        tree("The army said five soldiers were killed."),
        "The<det<army army<nsubj<said said<root<ROOT five<nummod<soldiers soldiers<nsubj:pass<killed \
         were<aux:pass<killed killed<ccomp<said .<punct<said"
    );
    assert_eq!(
        tree("The ministry denied the report."),
        "The<det<ministry ministry<nsubj<denied denied<root<ROOT the<det<report report<obj<denied .<punct<denied"
    );
}

#[test]
fn subjects_of_speech_are_found() {
    for (text, verb, subject) in [
        ("Residents told the newspaper that the town had fallen.", "told", "Residents"),
        ("A spokesman for the army denied the claim.", "denied", "spokesman"),
    ] {
        let a = analyse(text);
        let at = (0..a.len()).find(|&i| a.text(i, text) == verb).unwrap();
        assert!(a.is_verb(at), "{text}");
        let found = a.children(at).find(|&d| a.relations[d].is_subject()).map(|d| a.text(d, text));
        assert_eq!(found, Some(subject), "{text}");
    }
}

#[test]
fn lemmas_follow_rules_and_list() {
    assert_eq!(
        lemmas("The soldiers were hoping that armies stopped using bigger bombs."),
        "the soldier be hope that army stop use big bomb ."
    );
    assert_eq!(
        lemmas("He said it has denied killing women and children."),
        "he say it have deny kill woman and child ."
    );
}

#[test]
fn subtrees_and_children_agree() {
    let text = "The army, which left in May, said that two of its men had died in the old town.";
    let a = analyse(text);
    let root = a.root().unwrap();
    assert_eq!(a.subtree(root), (0, a.len() - 1));
    for i in 0..a.len() {
        let (first, last) = a.subtree(i);
        let below = (first..=last).all(|d| {
            let mut at = d;
            while at != i {
                match a.heads[at] {
                    Some(h) => at = h,
                    None => return false,
                }
            }
            true
        });
        assert!(below, "all of subtree({i}) hangs below it");
        assert!(a.children(i).all(|d| a.heads[d] == Some(i) && a.governs(i, d)));
    }
    assert_eq!(a.subtree_span(root), Span::new(0, text.len()));
}

#[test]
fn no_words_no_tree() {
    let a = analyse("");
    assert!(a.is_empty() && a.root().is_none());
}

#[test]
fn the_embedded_models_load_and_say_what_they_are() {
    let language = Language::embedded();
    for header in language.headers() {
        for key in ["kind", "licence", "data", "date", "accuracy", "command"] {
            assert!(header.get(key).is_some_and(|v| !v.is_empty()), "{key} is missing");
        }
        assert_eq!(header.get("licence"), Some("CC BY-SA 4.0"));
    }
}

#[test]
fn the_models_stay_small() {
    let tagger = include_bytes!("../../../models/tagger.model").len();
    let parser = include_bytes!("../../../models/parser.model").len();
    assert!(tagger + parser < 9_500_000, "{tagger} + {parser} bytes");
}

#[test]
fn a_file_that_is_no_model_is_refused_with_the_reason() {
    let error = |file: &[u8]| match Language::from_files(file.to_vec(), Vec::new(), "") {
        Ok(_) => panic!("it loaded"),
        Err(error) => error.to_string(),
    };
    assert_eq!(
        error(b"hello"),
        "this is no model file: its first line must be \"corroborate model 2\", got \"hello\""
    );
    assert_eq!(
        error(b"corroborate model 2\nkind: tagger"),
        "the model's header has no line \"---\" at its end"
    );
    assert_eq!(
        error(b"corroborate model 2\nkind\n---\n"),
        "line 2 of the model's header must be \"key: value\", got \"kind\""
    );
    assert_eq!(
        error(b"corroborate model 2\nkind: parser\n---\n"),
        "a model of kind \"tagger\" is wanted here, this one is \"parser\""
    );
    assert!(
        error(b"corroborate model 2\nkind: tagger\n---\n\xff\xff")
            .starts_with("the model's body is damaged")
    );
    let whole = include_bytes!("../../../models/tagger.model");
    for end in [whole.len() / 2, whole.len() / 4 * 3, whole.len() - 1] {
        assert!(error(&whole[..end]).starts_with("the model's body is damaged"));
    }
    let mut flipped = whole.to_vec();
    flipped[whole.len() / 2] ^= 4;
    assert!(error(&flipped).starts_with("the model's body is damaged"));
}

#[test]
fn a_folder_overrides_the_embedded_models_file_by_file() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Language::from_folder(folder.path()).is_ok());
    std::fs::write(folder.path().join("lemmas.tsv"), "V\tsaid\tutter\n").unwrap();
    let language = Language::from_folder(folder.path()).unwrap();
    assert_eq!(language.analyse_words(&["He", "said", "so", "."]).lemma(1), "utter");
    std::fs::write(folder.path().join("tagger.model"), "x").unwrap();
    assert!(matches!(Language::from_folder(folder.path()), Err(ModelError::Format(_))));
    let missing = folder.path().join("none");
    assert!(matches!(Language::from_folder(&missing), Err(ModelError::File { .. })));
}

const BANK: &str = "# newdoc id = one
# text
The\tthe\tDET\tDT\t2\tdet
army\tarmy\tNOUN\tNN\t3\tnsubj
left\tleave\tVERB\tVBD\t0\troot
.\t.\tPUNCT\t.\t3\tpunct

# newdoc id = two
A\ta\tDET\tDT\t4\tdet
Paris\tParis\tPROPN\tNNP\t4\tcompound
-\t-\tPUNCT\tHYPH\t2\tpunct
group\tgroup\tNOUN\tNN\t0\troot

";

#[test]
fn treebanks_are_read_by_document() {
    let all = read_treebank(BANK, |_| true);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].heads, [1, 2, 4, 2]);
    assert_eq!(all[0].relations[3], Relation::Punct);
    let one = read_treebank(BANK, |id| id == "two");
    assert_eq!(one[0].forms, ["A", "Paris", "-", "group"]);
}

#[test]
fn hyphenated_words_are_joined_as_the_tokenizer_leaves_them() {
    let bank = read_treebank(BANK, |_| true);
    assert_eq!(join_hyphens(&bank[0]), None);
    let joined = join_hyphens(&bank[1]).unwrap();
    assert_eq!(joined.forms, ["A", "Paris-group"]);
    assert_eq!(joined.heads, [1, 2]);
    assert_eq!(joined.tags, [Tag::Dt, Tag::Nn]);
}

/// What a few sentences teach, they give back: planted trees are recovered.
#[test]
fn a_small_treebank_is_learnt_by_heart() {
    let bank: Vec<Sentence> = (0..4).flat_map(|_| read_treebank(BANK, |_| true)).collect();
    let plan =
        Plan { runs: 2, epochs: 10, seed: 3, margin: 0, unit: 0.1, least: 0.0, ..Plan::PARSER };
    let tagger = train_tagger(&bank, plan, Header::default(), &mut |_| {}).unwrap();
    let tags: Vec<Vec<Tag>> = bank.iter().map(|s| s.tags.clone()).collect();
    let parser = train_parser(&bank, &tags, &tagger, plan, Header::default(), &mut |_| {}).unwrap();
    assert_eq!(
        parser,
        train_parser(&bank, &tags, &tagger, plan, Header::default(), &mut |_| {}).unwrap()
    );
    let language = Language::from_files(tagger, parser, "").unwrap();
    let found = train::measure(&language, &bank);
    assert_eq!((found.tags, found.heads, found.relations), (found.words, found.words, found.words));
}

#[test]
fn a_sentence_without_end_is_read_to_its_end() {
    let text = "the army said that ".repeat(20_000);
    let tokens = tokenize(&text, Span::new(0, text.len()));
    assert_eq!(sentences(&text, &tokens).len(), 1);
    // A parser that is not linear in the sentence would not come back from this.
    let a = Language::embedded().analyse(&text, &tokens);
    assert_eq!(a.len(), 80_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_text_gets_one_tree(text in "(\\PC{0,3}|[a-zA-Z]{1,8}[ ,.]){0,20}") {
        let a = analyse(&text);
        prop_assert_eq!(a.tags.len(), a.tokens.len());
        prop_assert_eq!(a.heads.iter().filter(|h| h.is_none()).count(), usize::from(!a.is_empty()));
        for i in 0..a.len() {
            // No word governs itself, however far up.
            let mut at = i;
            for _ in 0..a.len() {
                match a.heads[at] { Some(h) => at = h, None => break }
            }
            prop_assert!(a.heads[at].is_none());
            prop_assert!(a.relations[i] != Relation::Root || a.heads[i].is_none());
            // No arcs cross: a subtree is one run of words.
            let (first, last) = a.subtree(i);
            prop_assert!(first <= i && i <= last);
            prop_assert!((first..=last).all(|d| d == i || a.heads[d].is_some_and(|h| first <= h && h <= last)));
        }
    }
}
