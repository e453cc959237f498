//! How does the time of a look-up grow with the memory?
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup                                   10k, 100k, 1M units of our own making
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup -- --sizes 5000000                 other sizes
//! cargo bench --manifest-path benches/Cargo.toml --bench lookup -- --tsv FILE --queries FILE [--truth FILE]
//! ```
//!
//! The units are made here, the same on every machine: sentences composed of the built-in lexicon's
//! Arabic words by Zipf's law, then recombined from pieces of one another, as news and manuals
//! repeat themselves. `--tsv` takes real ones instead: `id TAB Arabic …`; queries are
//! `id TAB kind TAB … TAB text`, and the truth file has the best score of each in its third column:
//! every query is compared with it.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use muwazi::memory::index::{Builder, Index, LiveIndex, Searcher};
use muwazi::memory::view::View;

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
        measure(&path, &queries)?;
        if let Some(truth) = option("--truth") {
            compare(&path, &queries, &read_column(&truth, 2)?.collect::<Vec<_>>())?;
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

struct Query {
    id: String,
    kind: String,
    text: String,
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

/// Greatest memory of the process so far, where the system tells.
fn peak_megabytes() -> String {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM"))?.to_string();
            let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(format!("{:.0}", kilobytes / 1e3))
        })
        .unwrap_or_else(|| "?".to_string())
}

/// Seeded numbers (splitmix64, Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Makes units and queries.
struct Maker {
    /// Words by falling frequency.
    words: Vec<String>,
    /// Sentences that are taken to pieces.
    pool: Vec<String>,
}

/// Written without a space by their nature, or so frequent that every sentence has some.
const SMALL_WORDS: [&str; 16] = [
    "في", "من", "على", "إلى", "أن", "،", "التي", "الذي", "هذا", "عن", "مع", "لا", "ما", ".", "هذه",
    "كان",
];

const JOINTS: [&str; 8] = ["و", "ثم", "،", "لأن", "حيث", "كما", "لكن", ""];

impl Maker {
    fn new() -> Maker {
        let mut random = Random(1);
        let mut words: Vec<String> = include_str!("../data/lexicon.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| {
                let mut columns = line.split('\t');
                let head = columns.next().unwrap_or("");
                let forms = columns.next().unwrap_or("").split('|');
                std::iter::once(head).chain(forms).map(str::to_string).collect::<Vec<_>>()
            })
            .filter(|word| !word.is_empty() && !word.contains(' '))
            .collect();
        for i in (1..words.len()).rev() {
            let j = random.below(i + 1);
            words.swap(i, j);
        }
        let mut maker = Maker { words, pool: Vec::new() };
        maker.pool = (0..100_000).map(|_| maker.sentence(&mut random)).collect();
        maker
    }

    fn word(&self, random: &mut Random, out: &mut String) {
        if random.share() < 0.3 {
            // Rank by Zipf's law: the logarithm of the rank is spread evenly.
            let rank = (SMALL_WORDS.len() as f64).powf(random.share()) as usize - 1;
            return out.push_str(SMALL_WORDS[rank]);
        }
        out.push_str(["", "", "", "و", "ال", "ال", "ال", "وال", "ب", "لل"][random.below(10)]);
        let rank = (self.words.len() as f64).powf(random.share()) as usize - 1;
        out.push_str(&self.words[rank]);
        out.push_str(["", "", "", "", "", "ات", "ها", "ه", "ين", "ية"][random.below(10)]);
    }

    fn sentence(&self, random: &mut Random) -> String {
        // The sum of three is close enough to the lengths of real segments: 4 to 40 words.
        let length = 4 + random.below(13) + random.below(13) + random.below(12);
        let mut out = String::new();
        for _ in 0..length {
            self.word(random, &mut out);
            out.push(' ');
        }
        out.trim_end().to_string()
    }

    /// The first `count` of the endless row of units.
    fn units(&self, count: usize) -> impl Iterator<Item = String> + '_ {
        (0..count as u64).map(|number| self.unit(number))
    }

    fn unit(&self, number: u64) -> String {
        let mut random = Random(number.wrapping_mul(0xD134_2543_DE82_EF95) ^ 2);
        if number.is_multiple_of(8) {
            return self.pool[random.below(self.pool.len())].clone();
        }
        let target = 5 + random.below(11) + random.below(11) + random.below(11);
        let mut out: Vec<&str> = Vec::new();
        while out.len() < target {
            let piece: Vec<&str> = self.pool[random.below(self.pool.len())].split(' ').collect();
            let length = piece.len().min((target - out.len()).max(3));
            let start = random.below(piece.len() - length + 1);
            if !out.is_empty() {
                out.push(JOINTS[random.below(JOINTS.len())]);
            }
            out.extend(&piece[start..start + length]);
        }
        let mut text = out.join(" ");
        if random.share() < 0.15 {
            text.push_str(&format!(" {}", 2 + random.below(9998)));
        }
        text
    }

    /// Units as they are, with a tenth to four tenths of the words changed, and other sentences.
    fn queries(&self, size: usize) -> Vec<Query> {
        let mut random = Random(3);
        (0..2500)
            .map(|number| {
                let unit = self.unit(random.below(size) as u64);
                let (kind, text) = match number % 5 {
                    0 | 1 => ("exact", unit),
                    2 | 3 => ("fuzzy", self.changed(&unit, &mut random)),
                    _ => ("unrelated", self.sentence(&mut random)),
                };
                Query { id: number.to_string(), kind: kind.to_string(), text }
            })
            .collect()
    }

    fn changed(&self, text: &str, random: &mut Random) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_string).collect();
        let share = 0.1 + 0.3 * random.share();
        for _ in 0..(words.len() as f64 * share).ceil() as usize {
            let at = random.below(words.len());
            let mut new = String::new();
            self.word(random, &mut new);
            match random.below(3) {
                0 => words.insert(at, new),
                1 if words.len() > 1 => drop(words.remove(at)),
                _ => words[at] = new,
            }
        }
        words.join(" ")
    }
}
