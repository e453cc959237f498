//! How fast are memories read and written, against the bare XML parser? Processor time.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench tmx                 200,000 units of our own making
//! cargo bench --manifest-path benches/Cargo.toml --bench tmx -- FILE.tmx
//! cargo bench --manifest-path benches/Cargo.toml --bench tmx -- --make FILE.tmx    writes those units there
//! ```

use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use muwazi::exchange::tmx::read;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};
use muwazi_benches::{Stopwatch, figure, made_tmx, peak_megabytes};

/// What a memory takes from a file.
const PAIRS: &str = "read, two-sided units";

const UNITS: usize = 200_000;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|a| a == "--make") {
        let path = arguments.get(at + 1).ok_or("--make FILE.tmx")?;
        return Ok(std::fs::write(path, made_tmx(UNITS))?);
    }
    let file = match std::env::args().skip(1).find(|a| !a.starts_with('-')) {
        Some(file) => PathBuf::from(file),
        None => {
            let path = folder.path().join("made.tmx");
            std::fs::write(&path, made_tmx(UNITS))?;
            path
        }
    };
    let megabytes = std::fs::metadata(&file)?.len() as f64 / 1e6;
    println!("{megabytes:.0} MB");
    let report = |what: &str, started: Stopwatch, count: usize| {
        let seconds = started.seconds();
        if what == PAIRS {
            figure("read", "muwazi", "mb_per_second", megabytes / seconds);
            figure("read", "muwazi", "peak_mb", peak_megabytes() as f64);
            figure("read", "muwazi", "units", count as f64);
        }
        println!(
            "{what:<28} {count:>9}  {seconds:6.2} s  {:6.0} MB/s  peak memory {} MB",
            megabytes / seconds,
            peak_megabytes()
        );
    };

    let started = Stopwatch::start();
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(
        1 << 17,
        std::fs::File::open(&file)?,
    ));
    let (mut buffer, mut events) = (Vec::new(), 0);
    while !matches!(reader.read_event_into(&mut buffer)?, quick_xml::events::Event::Eof) {
        events += 1;
        buffer.clear();
    }
    report("quick-xml, events only", started, events);

    let started = Stopwatch::start();
    let count =
        read::open(&file)?.map(|unit| unit.map(|u| u.variants.len())).sum::<Result<usize, _>>()?;
    report("read, variants", started, count);

    let started = Stopwatch::start();
    let mut reader = read::open(&file)?;
    let sides = Pair::default().sides(reader.header());
    let mut count = 0;
    while let Some(unit) = reader.next_unit()? {
        count += sides.units(unit).len();
    }
    report(PAIRS, started, count);

    let mut reader = read::open(&file)?;
    let header = completed(reader.header(), "ar");
    let sample: Vec<_> = reader.by_ref().take(20_000).collect::<Result<_, _>>()?;
    let copy = folder.path().join("copy.tmx");
    let started = Stopwatch::start();
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
    let seconds = started.seconds();
    figure("write", "muwazi", "mb_per_second", bytes as f64 / 1e6 / seconds);
    println!(
        "{:<28} {:>9}  {seconds:6.2} s  {:6.0} MB/s",
        "write",
        rounds * sample.len(),
        bytes as f64 / 1e6 / seconds
    );
    Ok(())
}
