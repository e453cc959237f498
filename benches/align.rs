//! How does alignment time grow with the document, and what do more threads bring?
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench align [-- LINES…]`: one pair of made-up documents of
//! 1,000 to 160,000 lines, single-threaded (processor time), and a batch of 1,000 article pairs on 1 and 2 threads, three rounds in
//! turn, the median counts. The batch's beads are compared: they must not depend on the threads.

use std::time::Instant;

use muwazi::align::{Bead, align};
use muwazi::lexicon::Lexicon;
use muwazi::read::Document;
use muwazi::segment::{Segmented, lines};
use muwazi::text::language::Language;
use muwazi_benches::{Stopwatch, figure, parallel_lines, peak_megabytes};
use rayon::prelude::*;

const SIZES: [usize; 8] = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000];
const ROUNDS: usize = 3;
const ARTICLES: usize = 1_000;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!("| lines | seconds | µs a line | beads |");
    println!("|---|---|---|---|");
    for size in sizes {
        let (source, target) = pair(size, 7);
        let mut beads = 0;
        let seconds = median(
            || beads = align(&source, &target, Lexicon::builtin()).beads.len(),
            Stopwatch::start,
            |watch| watch.seconds(),
        );
        figure(size, "muwazi", "seconds", seconds);
        figure(size, "muwazi", "peak_mb", peak_megabytes() as f64);
        println!("| {size} | {seconds:.2} | {:.0} | {beads} |", seconds * 1e6 / size as f64);
    }

    let articles: Vec<(Segmented, Segmented)> =
        (0..ARTICLES as u64).map(|seed| pair(30, seed + 1)).collect();
    println!(
        "\n| threads | {ARTICLES} article pairs, seconds | against one thread |\n|---|---|---|"
    );
    let mut one: Option<(f64, Vec<Vec<Bead>>)> = None;
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let mut beads = Vec::new();
        let work = || {
            beads = pool.install(|| {
                articles.par_iter().map(|(s, t)| align(s, t, Lexicon::builtin()).beads).collect()
            });
        };
        let seconds = median(work, Instant::now, |begin| begin.elapsed().as_secs_f64());
        let ratio = one.as_ref().map_or(1.0, |(s, _)| s / seconds);
        figure(ARTICLES, &format!("{threads} threads"), "seconds", seconds);
        println!("| {threads} | {seconds:.2} | × {ratio:.2} |");
        match &one {
            Some((_, same)) => assert_eq!(same, &beads, "beads depend on the threads"),
            None => one = Some((seconds, beads)),
        }
    }
}

fn pair(size: usize, seed: u64) -> (Segmented, Segmented) {
    let (arabic, english) = parallel_lines(size, seed);
    (
        lines(Document::from_text("a", arabic, Language::arabic())),
        lines(Document::from_text("b", english, Language::english())),
    )
}

/// The median of some rounds by a clock that `start` starts and `read` reads.
fn median<C>(mut work: impl FnMut(), start: impl Fn() -> C, read: impl Fn(&C) -> f64) -> f64 {
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let clock = start();
            work();
            read(&clock)
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[ROUNDS / 2]
}
