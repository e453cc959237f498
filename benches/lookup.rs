//! How does the time of a look-up grow with the memory?
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup                                   10k, 100k, 1M units of our own making
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup -- --sizes 5000000                 other sizes
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup -- --tsv FILE --queries FILE [--truth FILE]
//! … --truth FILE --count 500                                                                      beside the peers
//! ```
//!
//! The units are made here, the same on every machine ([`Maker`]). `--tsv` takes real ones instead: `id TAB Arabic …`;
//! queries are `id TAB kind TAB … TAB text`, and the truth file has the best score of each in its third column:
//! every query is compared with it. `--count` takes so many of the queries, evenly spread, as `peers/lookup.py` does, and
//! measures what is compared with it: queries a second at 70 %, and how many of the best units are found.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use muwazi::memory::index::{Builder, Index, LiveIndex, Searcher};
use muwazi::memory::view::View;
use muwazi_benches::memory::{Maker, Query};
use muwazi_benches::{Stopwatch, figure, peak_megabytes};

/// Percent of the base score. 65 is what a look-up for a shown 70 asks for.
const THRESHOLDS: [u8; 4] = [50, 65, 70, 85];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned()
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("memory.index");
    if let Some(tsv) = option("--tsv") {
        let queries = read_queries(&option("--queries").ok_or("--queries FILE is missing")?)?;
        build_from(&path, "file", read_column(&tsv, 1)?)?;
        let truth: Vec<String> = match option("--truth") {
            Some(file) => read_column(&file, 2)?.collect(),
            None => Vec::new(),
        };
        if let Some(count) = option("--count") {
            return beside_peers(&path, &queries, &truth, count.parse()?);
        }
        measure(&path, &queries)?;
        if !truth.is_empty() {
            compare(&path, &queries, &truth)?;
        }
        return Ok(());
    }
    let sizes = option("--sizes").unwrap_or_else(|| "10000,100000,1000000".to_string());
    let maker = Maker::new();
    for size in sizes.split(',') {
        let size: usize = size.parse()?;
        let queries = maker.queries(size);
        build_from(&path, &size.to_string(), maker.units(size))?;
        measure(&path, &queries)?;
        two_threads(&path, &queries)?;
    }
    Ok(())
}

fn build_from(path: &Path, name: &str, texts: impl Iterator<Item = String>) -> Result<(), Failure> {
    let started = Instant::now();
    let mut builder = Builder::new();
    let mut adding = std::time::Duration::ZERO;
    for (unit, text) in (0..).zip(texts) {
        let before = Instant::now();
        builder.add(unit, &text);
        adding += before.elapsed();
    }
    let made = started.elapsed() - adding;
    let built = builder.write(path, 1)?;
    let seconds = (started.elapsed() - made).as_secs_f64();
    figure(built.units, "muwazi", "build_seconds", seconds);
    figure(built.units, "muwazi", "index_mb", built.bytes as f64 / 1e6);
    println!(
        "{name}: {} units, {} words, built in {seconds:.2} s ({:.0} units/s, normalising {:.2} s), \
         {:.1} MB on disk, peak memory {} MB",
        built.units,
        built.words,
        built.units as f64 / seconds,
        adding.as_secs_f64(),
        built.bytes as f64 / 1e6,
        peak_megabytes(),
    );
    Ok(())
}

fn measure(path: &Path, queries: &[Query]) -> Result<(), Failure> {
    let started = Instant::now();
    let index = Index::load(path)?;
    println!("  loaded in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let mut searcher = index.searcher();
    for threshold in THRESHOLDS {
        for best in [1, 5] {
            let (times, hits) = time_all(&mut searcher, queries, threshold, best)?;
            if (threshold, best) == (70, 5) {
                write_down(index.len(), &times);
            }
            report(&format!("{threshold} % best {best}"), times, hits);
        }
    }
    changes(path, queries)?;
    let mut times = Vec::new();
    let mut hits = 0;
    for query in queries.iter().step_by(queries.len().div_ceil(200)) {
        let started = Instant::now();
        let index = Index::open(path)?;
        hits += index.search(&View::of(&query.text), 70, 5)?.len();
        times.push(started.elapsed().as_secs_f64());
    }
    report("70 % best 5, opened for each", times, hits);
    Ok(())
}

fn write_down(units: usize, times: &[f64]) {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize] * 1e3;
    figure(units, "muwazi", "p50_ms", at(0.5));
    figure(units, "muwazi", "p99_ms", at(0.99));
    figure(units, "muwazi", "queries_per_second", times.len() as f64 / times.iter().sum::<f64>());
}

/// The same queries ten times over on one thread and on two, in turn; the medians of three.
fn two_threads(path: &Path, queries: &[Query]) -> Result<(), Failure> {
    const ROUNDS: usize = 3;
    let index = Index::load(path)?;
    let views: Vec<View> = queries.iter().map(|query| View::of(&query.text)).collect();
    let work: Vec<&View> = views.iter().cycle().take(10 * views.len()).collect();
    let mut seconds = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (threads, seconds) in (1..).zip(&mut seconds) {
            let started = Instant::now();
            std::thread::scope(|scope| {
                for share in work.chunks(work.len().div_ceil(threads)) {
                    let mut searcher = index.searcher();
                    scope.spawn(move || {
                        for view in share {
                            searcher.search(view, 70, 5).expect("a sound index");
                        }
                    });
                }
            });
            seconds.push(started.elapsed().as_secs_f64());
        }
    }
    let median = |list: &mut Vec<f64>| {
        list.sort_by(f64::total_cmp);
        list[ROUNDS / 2]
    };
    let [one, two] = &mut seconds;
    let gain = median(one) / median(two);
    println!("  two threads: × {gain:.2}");
    figure(index.len(), "muwazi", "two_threads_gain", gain);
    Ok(())
}

/// Rate and recall on the queries that the peers get.
fn beside_peers(
    path: &Path,
    queries: &[Query],
    truth: &[String],
    count: usize,
) -> Result<(), Failure> {
    const LEAST: f64 = 70.0;
    let step = (queries.len() / count).max(1);
    let index = Index::load(path)?;
    let mut searcher = index.searcher();
    let watch = Stopwatch::start();
    let mut scores = Vec::new();
    for query in queries.iter().step_by(step) {
        let found = searcher.search(&View::of(&query.text), LEAST as u8, 1)?;
        scores.push(found.first().map_or(0.0, |hit| hit.base_score()));
    }
    let rate = scores.len() as f64 / watch.seconds();
    let (mut wanted, mut right) = (0, 0);
    for (score, truth) in scores.iter().zip(truth.iter().step_by(step)) {
        let best: f64 = truth.parse()?;
        if best >= LEAST {
            wanted += 1;
            right += usize::from((score - best).abs() < 0.01);
        }
    }
    let recall = right as f64 / wanted as f64;
    println!("{rate:.0} queries/s, {right} of {wanted} best units found");
    figure(index.len(), "muwazi", "queries_per_second", rate);
    figure(index.len(), "muwazi", "recall", recall);
    Ok(())
}

/// What changes since the index was built cost, and taking them into a new index.
fn changes(path: &Path, queries: &[Query]) -> Result<(), Failure> {
    let mut index = LiveIndex::load(path)?;
    let started = Instant::now();
    for (unit, query) in (1 << 40..).zip(queries) {
        index.delta.add(unit, &query.text);
    }
    let added = started.elapsed().as_secs_f64() * 1e6 / queries.len() as f64;
    let mut searcher = index.searcher();
    let started = Instant::now();
    for query in queries {
        searcher.search(&View::of(&query.text), 70, 1)?;
    }
    let looked_up = started.elapsed().as_secs_f64() * 1e6 / queries.len() as f64;
    let started = Instant::now();
    index.write(&path.with_extension("merged"), 2)?;
    println!(
        "  {} units added in {added:.1} µs each, then 70 % best 1 in {looked_up:.0} µs, merged in {:.2} s",
        queries.len(),
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

fn time_all(
    searcher: &mut Searcher,
    queries: &[Query],
    threshold: u8,
    best: usize,
) -> Result<(Vec<f64>, usize), Failure> {
    let mut times = Vec::with_capacity(queries.len());
    let mut hits = 0;
    for query in queries {
        let started = Instant::now();
        hits += searcher.search(&View::of(&query.text), threshold, best)?.len();
        times.push(started.elapsed().as_secs_f64());
    }
    Ok((times, hits))
}

fn report(what: &str, mut times: Vec<f64>, hits: usize) {
    let total: f64 = times.iter().sum();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
    println!(
        "  {what:<30} {:>9.0} queries/s, p50 {:.3} ms, p99 {:.3} ms, max {:.2} ms, {hits} hits",
        times.len() as f64 / total,
        at(0.5),
        at(0.99),
        at(1.0),
    );
}

/// Every query's best base score at each threshold against the truth.
fn compare(path: &Path, queries: &[Query], truth: &[String]) -> Result<(), Failure> {
    let index = Index::load(path)?;
    let mut searcher = index.searcher();
    for threshold in [50, 60, 70, 80, 85, 90, 100] {
        let mut wrong = 0;
        for (query, truth) in queries.iter().zip(truth) {
            let found = searcher.search(&View::of(&query.text), threshold, 1)?;
            let found = found.first().map_or(0.0, |hit| hit.base_score());
            let best: f64 = truth.parse()?;
            let expected = if best + 1e-9 < f64::from(threshold) { 0.0 } else { best };
            if (found - expected).abs() > 0.006 {
                wrong += 1;
                println!(
                    "  {threshold} %: query {} {}: {found:.2}, truth {best:.2}",
                    query.id, query.kind
                );
            }
        }
        println!("  {threshold} %: {wrong} of {} best scores differ from the truth", queries.len());
    }
    Ok(())
}

fn lines(path: &str) -> Result<impl Iterator<Item = String> + use<>, Failure> {
    let file = std::io::BufReader::new(std::fs::File::open(PathBuf::from(path))?);
    Ok(file.lines().map_while(Result::ok))
}

fn read_column(path: &str, column: usize) -> Result<impl Iterator<Item = String> + use<>, Failure> {
    Ok(lines(path)?.map(move |line| line.split('\t').nth(column).unwrap_or("").to_string()))
}

fn read_queries(path: &str) -> Result<Vec<Query>, Failure> {
    let query = |line: String| {
        let columns: Vec<&str> = line.split('\t').collect();
        let column = |at: usize| columns.get(at).unwrap_or(&"").to_string();
        Query { id: column(0), kind: column(1), text: column(columns.len() - 1) }
    };
    Ok(lines(path)?.map(query).collect())
}
