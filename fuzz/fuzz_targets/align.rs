//! Any two texts: aligning ends, every sentence is in exactly one bead, the beads are in order apart from moved ones,
//! and every format can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::align::{AlignedPair, align_around, align_explained};
use muwazi::exchange::{Format, Options, Writer};
use muwazi::lexicon::Lexicon;
use muwazi::memory::aligned::units;
use muwazi::read::Document;
use muwazi::review::Project;
use muwazi::segment::segment;
use muwazi::text::language::Language;

// Three numbers that say what is known, then the two texts with a zero character between them.
fuzz_target!(|input: ([u8; 4], &str)| {
    let (known, text) = input;
    let (arabic, english) = text.split_once('\0').unwrap_or((text, "The delegation arrived. 12%"));
    let source = segment(Document::from_text("a", arabic, Language::arabic()));
    let target = segment(Document::from_text("a", english, Language::english()));
    let (rows, columns) = (source.sentences.len(), target.sentences.len());
    let alignment = if known == [0; 4] || rows == 0 || columns == 0 {
        align_explained(&source, &target, Lexicon::builtin())
    } else {
        let within = |at: u8, length: u8, end: usize| {
            let from = usize::from(at) % end;
            from..(from + 1 + usize::from(length % 3)).min(end)
        };
        let bead = (within(known[0], known[1], rows), within(known[2], known[3], columns));
        align_around(&source, &target, Lexicon::builtin(), &[bead])
    };
    let mut seen = [vec![0u8; rows], vec![0u8; columns]];
    let mut at = [0, 0];
    for bead in &alignment.beads {
        assert!(bead.score.is_finite() && (0.0..=1.0).contains(&bead.confidence), "{bead:?}");
        assert!(!(bead.source.is_empty() && bead.target.is_empty()), "{bead:?}");
        for (side, range) in [&bead.source, &bead.target].into_iter().enumerate() {
            range.clone().for_each(|sentence| seen[side][sentence] += 1);
            if !range.is_empty() && !bead.moved {
                assert!(range.start >= at[side], "out of order: {bead:?}");
                at[side] = range.end;
            }
        }
    }
    assert!(seen.iter().flatten().all(|&count| count == 1), "{:?}", alignment.beads);
    let pair = AlignedPair { name: "a".to_string(), source, target, alignment };
    for format in Format::ALL {
        let options = Options {
            source_language: Language::arabic(),
            target_language: Language::english(),
            keep_gaps: true,
            min_confidence: 0.5,
            created: Default::default(),
            segmentation: "muwazi".to_string(),
        };
        let mut writer = Writer::begin(format, options, Vec::new()).expect("a writer");
        writer.pair(&pair).expect("written");
        writer.end().expect("an end");
    }
    units(&pair, Default::default(), 0.0);
    let project = Project::new(&pair);
    assert_eq!(project.rows.len(), pair.alignment.beads.len());
});
