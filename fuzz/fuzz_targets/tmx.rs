//! Any bytes: reading ends, and what was read is the same after being written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::exchange::tmx::model::Tu;
use muwazi::exchange::tmx::read::Reader;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = Reader::new(bytes) else { return };
    let units: Vec<Tu> =
        reader.by_ref().filter_map(Result::ok).filter(|u| !u.variants.is_empty()).collect();
    let header = completed(reader.header(), "ar");
    for unit in &units {
        Pair::default().units(unit.clone(), &header);
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
