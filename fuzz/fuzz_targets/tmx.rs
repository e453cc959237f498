//! Any bytes: reading ends, a unit at a time gives what a tag at a time gives, and what was read is the same after being
//! written and read again.
#![no_main]

#[path = "../../tests/common/tmx_story.rs"]
mod tmx_story;

use libfuzzer_sys::fuzz_target;
use muwazi::exchange::tmx::model::Tu;
use muwazi::exchange::tmx::read::Reader;
use muwazi::exchange::tmx::units::Pair;
use muwazi::exchange::tmx::write::{Options, Writer, completed};
use tmx_story::{Drops, story};

/// What stands before the units.
const HEAD: &str = "<tmx version=\"1.4\"><header srclang=\"ar\"/><body>";

fuzz_target!(|bytes: &[u8]| {
    // Where undecodable bytes are noticed depends on how far is looked ahead.
    if std::str::from_utf8(bytes).is_ok() {
        // The reader looks at a kilobyte before it begins.
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
