//! What does each part spend its instructions on?
//!
//! `profile.sh` runs this under callgrind; only what happens inside [`measured`] is counted, so the same figures come
//! out on every run and on a busy machine. `PART SIZE`: `align` sentences, `lookup` units, `segment` bytes, `tmx-read`
//! and `tmx-write` units.

use std::hint::black_box;

use muwazi::align::align;
use muwazi::exchange::tmx::read::Reader;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};
use muwazi::lexicon::Lexicon;
use muwazi::memory::index::{Builder, Index};
use muwazi::memory::view::View;
use muwazi::read::Document;
use muwazi::segment::{Rules, Unwrap, lines, segment_with};
use muwazi::text::language::Language;
use muwazi_benches::memory::Maker;
use muwazi_benches::{made_tmx, parallel_lines, running_text};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let [part, size] = arguments.as_slice() else { return Err("give a part and a size".into()) };
    let size: usize = size.parse()?;
    let count = match part.as_str() {
        "align" => aligned(size),
        "lookup" => looked_up(size)?,
        "segment" => segmented(size),
        "tmx-read" => tmx_read(size)?,
        "tmx-write" => tmx_written(size)?,
        other => return Err(format!("there is no part {other}").into()),
    };
    println!("{part} {size}: {count}");
    Ok(())
}

/// Callgrind counts from here on and stops when this returns.
#[inline(never)]
fn measured<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn aligned(sentences: usize) -> usize {
    let lexicon = Lexicon::builtin();
    let (arabic, english) = parallel_lines(sentences, 7);
    let source = lines(Document::from_text("a", arabic, Language::arabic()));
    let target = lines(Document::from_text("b", english, Language::english()));
    measured(|| align(&source, &target, lexicon).beads.len())
}

fn looked_up(units: usize) -> Result<usize, Failure> {
    let maker = Maker::new();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("memory.index");
    let mut builder = Builder::new();
    for (unit, text) in (0..).zip(maker.units(units)) {
        builder.add(unit, &text);
    }
    builder.write(&path, 1)?;
    let index = Index::load(&path)?;
    let mut searcher = index.searcher();
    let queries = maker.queries(units);
    measured(|| {
        let mut hits = 0;
        for query in &queries {
            hits += searcher.search(&View::of(&query.text), 70, 5)?.len();
        }
        Ok(hits)
    })
}

fn segmented(bytes: usize) -> usize {
    let rules = Rules::builtin();
    let document =
        |code, language| Document::from_text("text", running_text(code, bytes), language);
    let documents = [document("ar", Language::arabic()), document("en", Language::english())];
    measured(|| {
        let cut = |document| segment_with(document, rules, Unwrap::Never).sentences.len();
        documents.into_iter().map(cut).sum()
    })
}

fn tmx_read(units: usize) -> Result<usize, Failure> {
    let bytes = made_tmx(units);
    measured(|| {
        let mut reader = Reader::new(bytes.as_bytes())?;
        let sides = Pair::default().sides(reader.header());
        let mut count = 0;
        while let Some(unit) = reader.next_unit()? {
            count += sides.units(unit).len();
        }
        Ok(count)
    })
}

fn tmx_written(units: usize) -> Result<usize, Failure> {
    let bytes = made_tmx(units);
    let mut reader = Reader::new(bytes.as_bytes())?;
    let header = completed(reader.header(), "ar");
    let mut all = Vec::with_capacity(units);
    while let Some(unit) = reader.next_unit()? {
        all.push(unit);
    }
    measured(|| {
        let mut writer = Writer::begin(Vec::new(), &header, Options::default())?;
        for unit in &all {
            writer.unit(unit)?;
        }
        Ok(writer.end()?.0.len())
    })
}
