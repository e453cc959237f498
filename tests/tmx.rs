//! TMX through the library: what real programs write, what nobody should have written.

mod common;

use std::path::PathBuf;

use common::root;
use muwazi::error::{Error, ErrorKind};
use muwazi::exchange::tmx::model::{Header, Tu};
use muwazi::exchange::tmx::read::{self, Reader};
use muwazi::exchange::tmx::units::{self, Pair};
use muwazi::exchange::tmx::write::{self, Options, Writer, completed};
use muwazi::text::language::Language;

/// Everything in a file: header, units, oddities, and the error that ended it.
fn all(bytes: &[u8]) -> (Header, Vec<Tu>, Vec<String>, Option<Error>) {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return (Header::default(), Vec::new(), Vec::new(), Some(error)),
    };
    let (mut found, mut failure) = (Vec::new(), None);
    for unit in reader.by_ref() {
        match unit {
            Ok(unit) => found.push(unit),
            Err(error) => failure = Some(error),
        }
    }
    let oddities = reader.oddities().list().iter().map(ToString::to_string).collect();
    (reader.header().clone(), found, oddities, failure)
}

fn written(header: &Header, units: &[Tu], options: Options) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), header, options).expect("a header");
    units.iter().for_each(|unit| writer.unit(unit).expect("a unit"));
    writer.end().expect("an end").0
}

fn body(units: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" \
         o-tmf=\"t\" adminlang=\"en\" srclang=\"ar\" datatype=\"plaintext\"/><body>\n{units}\n</body></tmx>\n"
    )
}

fn two(arabic: &str, english: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"ar\"><seg>{arabic}</seg></tuv><tuv xml:lang=\"en\"><seg>{english}</seg></tuv></tu>"
    )
}

/// Units, header and properties of every file survive being written and read again.
#[test]
#[ignore = "needs the TMX files of the evaluation data beside the repository"]
fn real_files_are_the_same_after_a_round_trip() {
    let folder = root().join("../shared/eval/tmx/real");
    let mut files: Vec<PathBuf> = ["valid14", "other"]
        .iter()
        .flat_map(|kind| std::fs::read_dir(folder.join(kind)).expect("the files"))
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let mut units = 0;
    for file in &files {
        let name = file.display();
        let reading = read::open(file);
        let mut reader = match reading {
            Ok(reader) => reader,
            // One of them is a list of such files, no TMX.
            Err(error) => {
                assert!(name.to_string().ends_with("heartsome-test.tmx"), "{error}");
                continue;
            }
        };
        let first: Vec<Tu> =
            reader.by_ref().collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{name}: {e}"));
        let header = completed(reader.header(), "en");
        let bytes = written(&header, &first, Options::default());
        let (again, second, oddities, error) = all(&bytes);
        assert!(error.is_none(), "{name}: {error:?}");
        let writable: Vec<Tu> = first.into_iter().filter(|u| !u.variants.is_empty()).collect();
        assert_eq!(second, writable, "{name}");
        assert_eq!(
            (again.attributes, again.notes, again.props, again.encodings),
            (header.attributes, header.notes, header.props, header.encodings),
            "{name}"
        );
        assert!(
            oddities.iter().all(|o| o.contains("one language") || o.contains("language twice")),
            "{name}: {oddities:?}"
        );
        units += writable.len();
    }
    assert!(files.len() > 60 && units > 1_000, "{} files, {units} units", files.len());
}
