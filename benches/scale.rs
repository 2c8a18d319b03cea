//! How long it takes from articles to a ledger, by the number of articles: 1,000 and 10,000 of the
//! synthetic press. Growth should be near tenfold.

mod synthetic;

use std::io::Write;

use corroborate::{corpus, pipeline, settings::Settings};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 10_000], sample_count = 1, sample_size = 1)]
fn text_to_ledger(bencher: Bencher, articles: usize) {
    let press = synthetic::articles(articles, 1);
    let bytes: usize = press.iter().map(|a| a.text.len()).sum();
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    for a in &press {
        writeln!(file, "{}", a.json()).unwrap();
    }
    file.flush().unwrap();
    let settings = Settings::default();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(articles)).bench_local(|| {
        let inputs = corpus::find(&[file.path().to_owned()]).unwrap();
        let gathered = pipeline::gather(&inputs, None, &settings).unwrap();
        assert_eq!(gathered.corpus.articles.len(), articles);
        // about an event for every twelve articles, and several questions on each
        assert!(gathered.ledger.questions().len() > articles / 12);
        gathered
    });
}
