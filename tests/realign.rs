//! Realigning: what a person confirmed stays where it is, and teaches.

use muwazi::align::{AlignedPair, align};
use muwazi::lexicon::Lexicon;
use muwazi::read::Document;
use muwazi::review::{Project, Row, Sentence, State, Step};
use muwazi::segment;
use muwazi::text::language::Language;

/// Words that no lexicon has and no spelling gives away, and what they mean.
const WORDS: [(&str, &str); 20] = [
    ("بلعوش", "mintar"),
    ("تركوف", "velop"),
    ("شمبال", "gostun"),
    ("درغول", "nerip"),
    ("كنسوط", "aldiv"),
    ("فرموج", "wosket"),
    ("هلبيق", "umrat"),
    ("جعفول", "pelzin"),
    ("سمندوخ", "trabel"),
    ("قرطيف", "ombis"),
    ("زغبار", "lundek"),
    ("نخشوب", "cavrit"),
    ("ضرموك", "sopil"),
    ("حلتيم", "grendo"),
    ("طنبوغ", "jaskel"),
    ("خربيس", "dolum"),
    ("غملوت", "pirvash"),
    ("صندوف", "krebil"),
    ("عقموش", "lotane"),
    ("مرهوط", "subrig"),
];

/// Pairs elsewhere in the document, out of order, so that their places tell nothing.
const TAUGHT: usize = 40;
/// What is to be aligned: before the first one there is a foreign sentence in the translation.
const OPEN: [[usize; 3]; 3] = [[0, 3, 5], [1, 4, 6], [2, 7, 9]];
const FOREIGN: &str = "sturb kandel frow.";

fn texts(words: [usize; 3]) -> (String, String) {
    let [a, b, c] = words.map(|word| WORDS[word % WORDS.len()]);
    (format!("{} {} {}.", a.0, b.0, c.0), format!("{} {} {}.", a.1, b.1, c.1))
}

fn row(source: &str, target: &str) -> Row {
    let side = |text: &str| -> Vec<Sentence> {
        let sentence =
            |text: &str| Sentence { text: text.to_string(), paragraph: 0, heading: false };
        Some(text).filter(|text| !text.is_empty()).map(sentence).into_iter().collect()
    };
    Row { source: side(source), target: side(target), confidence: 0.5, ..Row::default() }
}

/// The open sentences in a row that is surely wrong, below those that may teach.
fn project(state: State) -> Project {
    let document = |text: &str, language| segment::lines(Document::from_text("p", text, language));
    let (source, target) =
        (document("نص", Language::arabic()), document("text", Language::english()));
    let alignment = align(&source, &target, Lexicon::builtin());
    let mut project =
        Project::new(&AlignedPair { name: "p".to_string(), source, target, alignment });
    let taught = (0..TAUGHT).map(|k| {
        let (source, target) = texts([k, 3 * k + 1 + k / 20, 7 * k + 2 + 4 * (k / 20)]);
        Row { moved: true, state, ..row(&source, &target) }
    });
    let open = OPEN.map(texts);
    let mut rows: Vec<Row> = taught.collect();
    rows.push(row("", FOREIGN));
    rows.extend(open.iter().map(|(source, _)| row(source, "")));
    rows.extend(open.iter().map(|(_, target)| row("", target)));
    project.rows = rows;
    project
}

/// The pairs that realigning from the open rows on makes.
fn realigned(project: &Project) -> Vec<(String, String)> {
    let from = TAUGHT;
    let step = project.realigned(from, Lexicon::builtin()).expect("a step");
    let Step::Rows { at, before, after } = step else { panic!("rows are replaced") };
    let mut rows = project.rows.clone();
    rows.splice(at..at + before.len(), after);
    let side = |side: &[Sentence]| -> String {
        side.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    rows.iter().skip(from).map(|row| (side(&row.source), side(&row.target))).collect()
}

#[test]
fn what_confirmed_rows_teach_finds_the_translations() {
    let wanted: Vec<(String, String)> = OPEN.map(texts).to_vec();
    let found = realigned(&project(State::Confirmed));
    assert!(wanted.iter().all(|pair| found.contains(pair)), "{found:?}");
    // Without them nothing tells the foreign sentence from the others.
    let blind = realigned(&project(State::Aligned));
    assert!(wanted.iter().any(|pair| !blind.contains(pair)), "{blind:?}");
}

#[test]
fn confirmed_rows_are_fixed_points() {
    let mut project = project(State::Confirmed);
    // A person says that the second open sentence belongs to the last translation, whatever the words say.
    let (second, last) = (texts(OPEN[1]).0, texts(OPEN[2]).1);
    let fixed = Row { state: State::Confirmed, ..row(&second, &last) };
    let at = TAUGHT;
    project.rows.truncate(at);
    let [first, between, third] = OPEN.map(texts);
    project.rows.extend([
        row("", FOREIGN),
        row(&first.0, ""),
        row("", &first.1),
        row("", &between.1),
        fixed.clone(),
        row(&third.0, ""),
    ]);
    let found = realigned(&project);
    assert!(found.contains(&(second.clone(), last.clone())), "{found:?}");
    // What stands above is aligned with what stands above, and nothing crosses.
    assert!(found.contains(&first), "{found:?}");
    assert!(found.contains(&(third.0.clone(), String::new())), "{found:?}");
}

#[test]
fn every_sentence_is_there_once_after_realigning() {
    let project = project(State::Confirmed);
    for from in (0..project.rows.len()).step_by(5) {
        let Ok(Step::Rows { at, before, after }) = project.realigned(from, Lexicon::builtin())
        else {
            continue;
        };
        assert!(at >= from, "nothing above is touched");
        let sorted = |rows: &[Row], pick: fn(&Row) -> &Vec<Sentence>| {
            let mut all: Vec<String> =
                rows.iter().flat_map(pick).map(|sentence| sentence.text.clone()).collect();
            all.sort_unstable();
            all
        };
        assert_eq!(sorted(&before, |row| &row.source), sorted(&after, |row| &row.source));
        assert_eq!(sorted(&before, |row| &row.target), sorted(&after, |row| &row.target));
    }
}
