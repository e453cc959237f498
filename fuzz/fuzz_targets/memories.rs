//! Any file of units: reading ends, the checks end, and what was read can be written in every format and is the same
//! after JSON lines, which lose nothing.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use muwazi::exchange::unit_writer::{UnitWriter, WriteOptions};
use muwazi::exchange::units::{ReadOptions, UnitFormat, read_units};
use muwazi::memory::unit::Unit;
use muwazi::quality::Checker;

/// Small files that each input is read from.
fn folder() -> &'static Path {
    static FOLDER: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let memory = Path::new("/dev/shm");
            let place = if memory.is_dir() { memory } else { Path::new("/tmp") };
            tempfile::TempDir::new_in(place).expect("a folder")
        })
        .path()
}

fn units(path: &Path, format: UnitFormat) -> Vec<Unit> {
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    let Ok(units) = read_units(path, &options) else { return Vec::new() };
    // After an error the rest of a file is not read.
    units.map_while(Result::ok).collect()
}

fn written(units: &[Unit], format: UnitFormat) -> Vec<u8> {
    let options = WriteOptions {
        format,
        source: None,
        target: None,
        tmx: Default::default(),
        created: Default::default(),
    };
    let second = (format == UnitFormat::Moses).then(Vec::new);
    let mut writer = UnitWriter::new(options, Vec::new(), second).expect("a writer");
    for unit in units {
        match writer.unit(unit) {
            Ok(()) => {}
            // A cell has a limit of its own.
            Err(_) if format == UnitFormat::Xlsx => return Vec::new(),
            Err(error) => panic!("{}: {error}", format.name()),
        }
    }
    writer.end().expect("an end").0
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else { return };
    let format = UnitFormat::ALL[usize::from(kind) % UnitFormat::ALL.len()];
    let path = folder().join(if format == UnitFormat::Moses { "a.ar" } else { "a" });
    std::fs::write(&path, rest).expect("written");
    if format == UnitFormat::Moses {
        let other: Vec<u8> = rest.iter().rev().copied().collect();
        std::fs::write(folder().join("a.en"), other).expect("written");
    }
    let read = units(&path, format);
    let mut checker = Checker::new();
    for (number, unit) in (1..).zip(&read) {
        checker.look(unit, number);
    }
    for format in UnitFormat::ALL.into_iter().filter(|f| *f != UnitFormat::Tbx) {
        let file = written(&read, format);
        if format == UnitFormat::Jsonl {
            let path = folder().join("again.jsonl");
            std::fs::write(&path, file).expect("written");
            assert_eq!(units(&path, UnitFormat::Jsonl), read);
        }
    }
});
