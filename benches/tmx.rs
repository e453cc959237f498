//! How fast are memories read and written, against the bare XML parser?
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench tmx                 200,000 units of our own making
//! cargo bench --manifest-path benches/Cargo.toml --bench tmx -- FILE.tmx
//! ```

use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use muwazi::exchange::tmx::read;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = match std::env::args().skip(1).find(|a| !a.starts_with('-')) {
        Some(file) => PathBuf::from(file),
        None => made(&folder.path().join("made.tmx"))?,
    };
    let megabytes = std::fs::metadata(&file)?.len() as f64 / 1e6;
    println!("{megabytes:.0} MB");
    let report = |what: &str, started: Instant, count: usize| {
        let seconds = started.elapsed().as_secs_f64();
        println!("{what:<28} {count:>9}  {seconds:6.2} s  {:6.0} MB/s  peak memory {} MB", megabytes / seconds, peak_megabytes());
    };

    let started = Instant::now();
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 17, std::fs::File::open(&file)?));
    let (mut buffer, mut events) = (Vec::new(), 0);
    while !matches!(reader.read_event_into(&mut buffer)?, quick_xml::events::Event::Eof) {
        events += 1;
        buffer.clear();
    }
    report("quick-xml, events only", started, events);

    let started = Instant::now();
    let count = read::open(&file)?.map(|unit| unit.map(|u| u.variants.len())).sum::<Result<usize, _>>()?;
    report("read, variants", started, count);

    let started = Instant::now();
    let mut reader = read::open(&file)?;
    let (header, pair) = (reader.header().clone(), Pair::default());
    let mut count = 0;
    while let Some(unit) = reader.next_unit()? {
        count += pair.units(unit, &header).len();
    }
    report("read, two-sided units", started, count);

    let mut reader = read::open(&file)?;
    let header = completed(reader.header(), "ar");
    let sample: Vec<_> = reader.by_ref().take(20_000).collect::<Result<_, _>>()?;
    let copy = folder.path().join("copy.tmx");
    let started = Instant::now();
    let mut bytes = 0;
    let mut rounds = 0;
    while bytes < 400_000_000 {
        let out = BufWriter::with_capacity(1 << 17, std::fs::File::create(&copy)?);
        let mut writer = Writer::begin(out, &header, Options::default())?;
        for unit in &sample {
            writer.unit(unit)?;
        }
        let (mut out, _) = writer.end()?;
        out.flush()?;
        bytes += std::fs::metadata(&copy)?.len();
        rounds += 1;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{:<28} {:>9}  {seconds:6.2} s  {:6.0} MB/s", "write", rounds * sample.len(), bytes as f64 / 1e6 / seconds);
    Ok(())
}

/// A memory of sentences that are recombined from a few words: the shape of the file counts here.
fn made(path: &Path) -> Result<PathBuf, Failure> {
    let arabic = ["وقال", "الرئيس", "إن", "الحكومة", "ستزيد", "المساعدات", "بنسبة", "١٢", "في", "المائة"];
    let english = ["The", "president", "said", "that", "the", "government", "would", "increase", "aid", "by"];
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    out.write_all(b"<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header srclang=\"ar\"/><body>\n")?;
    for unit in 0..200_000_usize {
        let words = |list: &[&str]| -> String {
            (0..12 + unit % 9).map(|i| list[(unit * 7 + i * i) % list.len()]).collect::<Vec<_>>().join(" ")
        };
        writeln!(
            out,
            "<tu tuid=\"{unit}\" creationdate=\"20260101T000000Z\"><prop type=\"origin\">made</prop><tuv xml:lang=\"ar\"><seg>{}</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>{}</seg></tuv></tu>",
            words(&arabic),
            words(&english)
        )?;
    }
    out.write_all(b"</body></tmx>\n")?;
    out.flush()?;
    Ok(path.to_path_buf())
}

/// The most memory this process has held, on Linux; 0 elsewhere.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}
