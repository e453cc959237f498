//! Any script of edits, undo, redo and realigning: what is refused changes nothing, everything can be taken back and
//! done again, and the project can be written and read at any time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::align::{AlignedPair, align_explained};
use muwazi::lexicon::Lexicon;
use muwazi::read::Document;
use muwazi::review::{Edit, Project, Side};
use muwazi::segment::segment;
use muwazi::text::language::Language;

const ARABIC: &str =
    "وصل الوفد إلى القاهرة. قال 12 منهم نعم!\nغادروا أمس 😀 باكرا. وعادوا. انتهى الأمر.";
const ENGLISH: &str = "The delegation reached Cairo. 12 of them said yes!\nThey left early yesterday 😀. They came back.";

fn first() -> Project {
    static FIRST: std::sync::OnceLock<Project> = std::sync::OnceLock::new();
    let make = || {
        let source = segment(Document::from_text("a", ARABIC, Language::arabic()));
        let target = segment(Document::from_text("a", ENGLISH, Language::english()));
        let alignment = align_explained(&source, &target, Lexicon::builtin());
        Project::new(&AlignedPair { name: "a".to_string(), source, target, alignment })
    };
    FIRST.get_or_init(make).clone()
}

/// Reads numbers from bytes: most are small, some as large as they go.
struct Script<'a>(&'a [u8]);

impl Script<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn number(&mut self) -> Option<usize> {
        Some(match self.byte()? {
            255 => usize::MAX,
            254 => usize::MAX - 1,
            byte => usize::from(byte),
        })
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    fn edit(&mut self, kind: u8) -> Option<Edit> {
        let row = self.number()?;
        let side = if kind & 0x80 == 0 { Side::Source } else { Side::Target };
        Some(match kind % 13 {
            0 => Edit::Merge { row },
            1 => Edit::Divide { row, source: self.number()?, target: self.number()? },
            2 => Edit::Up { row, side, count: self.number()? },
            3 => Edit::Down { row, side, count: self.number()? },
            4 => Edit::Split { row, side, sentence: self.number()?, at: self.number()? },
            5 => Edit::Join { row, side, sentence: self.number()? },
            6 => Edit::Unlink { row },
            7 => Edit::Link { source: row, target: self.number()? },
            8 => Edit::Text { row, side, sentence: self.number()?, text: self.text()? },
            9 => Edit::Note { row, note: self.text()? },
            10 => Edit::Confirm { row, confirmed: self.byte()? % 2 == 0 },
            11 => Edit::Gap { row },
            _ => Edit::ConfirmAll { least: row as f64 / 100.0 },
        })
    }
}

/// The sentences of either side, whatever their order.
fn texts(project: &Project) -> [Vec<&str>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    for row in &project.rows {
        sides[0].extend(row.source.iter().map(|s| s.text.as_str()));
        sides[1].extend(row.target.iter().map(|s| s.text.as_str()));
    }
    for side in &mut sides {
        side.sort_unstable();
    }
    sides
}

fuzz_target!(|bytes: &[u8]| {
    let first = first();
    let mut project = first.clone();
    let mut script = Script(bytes);
    let mut realigned = 0;
    while let Some(kind) = script.byte() {
        let before = project.clone();
        match kind {
            200..210 => drop(project.undo()),
            210..220 => drop(project.redo()),
            220..224 if realigned < 2 => {
                realigned += 1;
                let Some(from) = script.number() else { break };
                if let Ok(step) = project.realigned(from, Lexicon::builtin()) {
                    project.act(step);
                    assert_eq!(texts(&project), texts(&before));
                }
            }
            _ => {
                let Some(edit) = script.edit(kind) else { break };
                if let Ok(step) = project.step(&edit) {
                    project.act(step);
                }
            }
        }
        for row in &project.rows {
            assert!(!(row.source.is_empty() && row.target.is_empty()));
            assert!(row.source.iter().chain(&row.target).all(|s| !s.text.trim().is_empty()));
        }
    }
    let text = serde_json::to_string(&project).expect("written");
    assert_eq!(serde_json::from_str::<Project>(&text).expect("read"), project);
    project.pair();
    let last = project.rows.clone();
    let (done, undone) = project.depth();
    while project.undo().is_some() {}
    assert_eq!(project.rows, first.rows);
    assert_eq!(project.depth(), (0, done + undone));
    for _ in 0..done {
        assert!(project.redo().is_some());
    }
    assert_eq!(project.rows, last);
});
