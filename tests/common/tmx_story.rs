//! What a reader of TMX makes of some bytes, in words: to compare two ways of reading. The fuzz target has it from here.

use std::io::Read;

use muwazi::exchange::tmx::read::Reader;

/// Bytes that come one at a time: then no unit is there as a whole when its reading begins.
pub struct Drops<'a>(pub &'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let end = out.len().min(1);
        self.0.read(&mut out[..end])
    }
}

/// Units with their places, faults and oddities, in words.
pub fn story(bytes: impl Read) -> Vec<String> {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return vec![error.to_string()],
    };
    let mut out = vec![format!("{:?}", reader.header())];
    loop {
        match reader.next_unit() {
            Ok(Some(unit)) => out.push(format!("{}: {unit:?}", reader.place())),
            Ok(None) => break,
            Err(error) => out.push(error.to_string()),
        }
    }
    out.extend(reader.oddities().list().iter().map(ToString::to_string));
    out
}
