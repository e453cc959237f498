//! Any script of adding, removing, looking up, rebuilding and opening again: the memory gives what comparing with
//! every unit gives.
#![no_main]

use std::collections::BTreeMap;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use muwazi::memory::concordance::{Arrangement, Forms, Pattern, find};
use muwazi::memory::look_up::Query;
use muwazi::memory::open::{Memory, Side, Use};
use muwazi::memory::score::{Neighbours, compare};
use muwazi::memory::unit::{Segment, Unit};

/// What texts are made of: near to each other, so that nearly everything nearly matches.
const WORDS: [&str; 16] = [
    "زار",
    "زارت",
    "مدرسة",
    "مُدرسةٌ",
    "مدرسه",
    "7",
    "٧",
    "11",
    "!",
    "؟",
    "أمس",
    "امس",
    "walks",
    "walked",
    "\u{200F}",
    "ـ",
];

fn text(script: &mut &[u8]) -> Option<String> {
    let (&length, rest) = script.split_first()?;
    let length = usize::from(length % 12).min(rest.len());
    let (words, rest) = rest.split_at(length);
    *script = rest;
    let word = |&byte: &u8| match byte {
        0..224 => WORDS[usize::from(byte) % WORDS.len()].to_string(),
        // Any letter at all.
        _ => char::from_u32(0x60 + 37 * u32::from(byte)).map_or(String::new(), String::from),
    };
    Some(words.iter().map(word).collect::<Vec<_>>().join(" "))
}

fn check(
    memory: &Memory,
    units: &BTreeMap<u64, (String, String)>,
    query: &str,
    threshold: u8,
    best: usize,
) {
    let wanted = Query {
        text: query,
        neighbours: Neighbours::default(),
        from: Some("ar"),
        to: Some("en"),
        threshold,
        best,
    };
    let found = memory.reader().and_then(|mut reader| reader.look_up(&wanted)).expect("a look-up");
    let found: Vec<_> = found.into_iter().map(|f| (f.id, f.comparison.score.points())).collect();
    let mut expected: Vec<_> = units
        .iter()
        .map(|(&id, (source, _))| (id, compare(query, source)))
        .filter(|(_, comparison)| comparison.reaches(threshold))
        .collect();
    expected.sort_by(|a, b| a.1.order(&b.1).then(a.0.cmp(&b.0)));
    let expected: Vec<_> =
        expected.into_iter().take(best).map(|(id, c)| (id, c.score.points())).collect();
    assert_eq!(found, expected, "{query:?} from {threshold}");
}

fuzz_target!(|bytes: &[u8]| {
    let place = if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/tmp" };
    let folder = tempfile::TempDir::new_in(place).expect("a folder");
    let path = folder.path().join("m.db");
    let mut memory = Memory::open(&path).expect("a memory");
    let mut units: BTreeMap<u64, (String, String)> = BTreeMap::new();
    let mut last = 0;
    let mut script = bytes;
    while let Some((&kind, rest)) = script.split_first() {
        script = rest;
        match kind % 8 {
            0..3 => {
                let (Some(source), Some(target)) = (text(&mut script), text(&mut script)) else {
                    break;
                };
                let side = |language: &str, text: &str| Segment {
                    language: language.to_string(),
                    text: text.to_string(),
                    markup: None,
                };
                let unit = Unit {
                    source: side("ar", &source),
                    target: side("en", &target),
                    ..Unit::default()
                };
                let known = units.values().any(|u| *u == (source.clone(), target.clone()));
                let new = unit.is_whole() && !known;
                assert_eq!(memory.add(&[unit]).expect("added").new, u64::from(new));
                if new {
                    last = memory.store().state().expect("a state").last_unit;
                    assert!(units.insert(last, (source, target)).is_none());
                }
            }
            3 => {
                let id = u64::from(kind / 8) % (last + 2);
                let there = units.remove(&id).is_some();
                assert_eq!(memory.remove(&[id]).expect("removed"), u64::from(there));
            }
            4 => match kind / 8 % 4 {
                0 => memory.rebuild().expect("built"),
                1 => memory.compact().expect("compacted"),
                2 => {
                    drop(memory);
                    memory = Memory::open(&path).expect("a memory");
                }
                _ => {
                    let aside = Memory::open_to_read(&path, Use::Many).expect("a memory");
                    check(&aside, &units, "زارت مدرسة أمس", 50, 9);
                }
            },
            5 => {
                let Some(phrase) = text(&mut script) else { break };
                let forms = if kind & 0x80 == 0 { Forms::All } else { Forms::Exact };
                let Ok(pattern) = Pattern::new(&phrase, forms, Arrangement::Phrase) else {
                    continue;
                };
                for id in find(&memory, Side::Source, &pattern).expect("found") {
                    assert!(units.contains_key(&id));
                }
            }
            _ => {
                let Some(query) = text(&mut script) else { break };
                check(&memory, &units, &query, 50 + kind % 51, usize::from(kind % 5) + 1);
            }
        }
    }
    assert_eq!(memory.store().count().expect("a count"), units.len() as u64);
    assert!(memory.store().faults().expect("checked").is_empty());
});
