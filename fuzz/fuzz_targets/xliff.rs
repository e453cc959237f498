//! Any bytes: reading ends, and the texts that were read are the same after TMX.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::exchange::tmx::inline;
use muwazi::exchange::xliff_read::Reader;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reader) = Reader::new(bytes) else { return };
    for unit in reader.filter_map(Result::ok) {
        for side in [unit.source, unit.target] {
            if let Some(markup) = side.markup {
                let segment = inline::parse(&markup).expect("markup that was made here");
                assert_eq!((segment.text, segment.markup), (side.text, Some(markup)));
            }
        }
    }
});
