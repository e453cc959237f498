//! How fast is text cut into sentences, beside sentencex and ICU4X, on the same text in the same run?
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench segment [-- FILE.ar FILE.en]`: without files on 20 MB of
//! made-up news a language. Five rounds, one after the other in turn; the median of the processor time counts.

use icu_segmenter::SentenceSegmenter;
use muwazi::segment::{Rules, Unwrap, segment_with};
use muwazi::{read::Document, text::language::Language};
use muwazi_benches::{Stopwatch, figure, running_text};

const BYTES: usize = 20_000_000;
const ROUNDS: usize = 5;

type Cut = Box<dyn Fn(&str) -> usize>;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    println!("| text | segmenter | sentences | MB/s |\n|---|---|---|---|");
    for (i, code) in ["ar", "en"].into_iter().enumerate() {
        let text = match files.get(i) {
            Some(file) => std::fs::read_to_string(file).expect("a text in UTF-8"),
            None => running_text(code, BYTES),
        };
        let language = if code == "ar" { Language::arabic() } else { Language::english() };
        let ours = move |text: &str| {
            let document = Document::from_text("bench", text, language.clone());
            segment_with(document, Rules::builtin(), Unwrap::Never).sentences.len()
        };
        let sentencex = move |text: &str| sentencex::segment(code, text).len();
        // ICU breaks at line ends as we do.
        let icu = |text: &str| {
            let segmenter = SentenceSegmenter::new(Default::default());
            segmenter.segment_str(text).count().saturating_sub(1)
        };
        let all: [(&str, Cut); 3] = [
            ("muwazi", Box::new(ours)),
            ("sentencex", Box::new(sentencex)),
            ("ICU4X", Box::new(icu)),
        ];
        let mut seconds = vec![Vec::new(); all.len()];
        let mut counts = vec![0; all.len()];
        for _ in 0..ROUNDS {
            for (k, (_, cut)) in all.iter().enumerate() {
                let watch = Stopwatch::start();
                counts[k] = cut(&text);
                seconds[k].push(watch.seconds());
            }
        }
        for (k, (name, _)) in all.iter().enumerate() {
            seconds[k].sort_by(f64::total_cmp);
            let speed = text.len() as f64 / 1e6 / seconds[k][ROUNDS / 2];
            figure(code, name, "mb_per_second", speed);
            println!("| {code} | {name} | {} | {speed:.0} |", counts[k]);
        }
    }
}
