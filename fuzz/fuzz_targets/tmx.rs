//! Any bytes: reading ends, a unit at a time gives what a tag at a time gives, and what was read is the same after being
//! written and read again.
#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use muwazi::exchange::tmx::model::Tu;
use muwazi::exchange::tmx::read::Reader;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};

/// Bytes that come one at a time, so that no unit is there as a whole.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let end = out.len().min(1);
        self.0.read(&mut out[..end])
    }
}

fn story(bytes: impl Read) -> Vec<String> {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return vec![error.to_string()],
    };
    let mut out = Vec::new();
    loop {
        match reader.next_unit() {
            Ok(Some(unit)) => out.push(format!("{} {unit:?}", reader.place())),
            Ok(None) => break,
            Err(error) => out.push(error.to_string()),
        }
    }
    out.extend(reader.oddities().list().iter().map(ToString::to_string));
    out
}

/// A header longer than what the reader looks at before it begins.
const HEAD: &str = "<tmx version=\"1.4\"><header srclang=\"ar\"/><body>";

fuzz_target!(|bytes: &[u8]| {
    // Where undecodable bytes are noticed depends on how far is looked ahead.
    if std::str::from_utf8(bytes).is_ok() {
        let padded = [HEAD.as_bytes(), &[b' '; 1024], bytes].concat();
        assert_eq!(story(padded.as_slice()), story(Drops(&padded)));
    }
    let Ok(mut reader) = Reader::new(bytes) else { return };
    let units: Vec<Tu> =
        reader.by_ref().filter_map(Result::ok).filter(|u| !u.variants.is_empty()).collect();
    let header = completed(reader.header(), "ar");
    for unit in &units {
        Pair::default().sides(&header).units(unit.clone());
    }
    let mut writer = Writer::begin(Vec::new(), &header, Options::default()).expect("a header");
    units.iter().for_each(|unit| writer.unit(unit).expect("a unit"));
    let (written, _) = writer.end().expect("an end");
    let mut again = Reader::new(written.as_slice()).expect("a header");
    let second: Vec<Tu> =
        again.by_ref().collect::<Result<_, _>>().expect("what was written can be read");
    assert_eq!(units, second);
    assert_eq!(header.attributes, again.header().attributes);
});
