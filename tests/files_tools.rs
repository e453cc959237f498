//! What other programs make of our files: run by `.ci/run`, which installs them.

mod common;

use std::process::Command;

use common::{Place, root};

/// Units with codes, a highlight, signs that XML and PO must escape; enough of them that a reader could lose one.
fn coded(place: Place) -> Place {
    let unit = |n: usize| {
        format!(
            "<tu creationdate=\"20260102T030405Z\"><prop type=\"x-confidence\">0.9</prop>\
             <tuv xml:lang=\"ar\"><seg>وصل <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>الرئيس رقم {n}<ept i=\"1\">&lt;/b&gt;</ept> <hi>أمس</hi> &amp; نام</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>President <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>no {n}<ept i=\"1\">&lt;/b&gt;</ept> <hi>came</hi> &amp; \"slept\"</seg></tuv></tu>\n"
        )
    };
    let units: String = (1..=20).map(unit).collect();
    place.with(
        "coded.tmx",
        format!(
            "<?xml version=\"1.0\"?><tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" \
             adminlang=\"en\" srclang=\"ar\" datatype=\"plaintext\"/><body>{units}</body></tmx>"
        ),
    )
}

/// The memory of [`coded`] in a memory's store and out again.
fn stored(place: &Place, options: &[&str]) -> String {
    let import = place.run(&["memory", "import", "coded.tmx", "--memory", "m.db"]);
    assert_eq!(import.code, 0, "{}", import.stderr);
    let export = ["memory", "export", "out.tmx", "--memory", "m.db", "--force"];
    let run = place.run(&[export.as_slice(), options].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    place.path("out.tmx").to_str().expect("a path").to_string()
}

/// Runs a program; what it prints, if it was content.
fn content(command: &mut Command) -> String {
    let run = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

fn python() -> Command {
    Command::new(std::env::var("MUWAZI_PYTHON").unwrap_or_else(|_| "python3".to_string()))
}

fn shared(script: &str) -> std::path::PathBuf {
    root().join("../shared/eval/tmx").join(script)
}

#[test]
#[ignore = "needs hypomnema in a Python 3.13 that HYPOMNEMA_PYTHON names, and translate-toolkit"]
fn hypomnema_and_translate_toolkit_see_the_same_units() {
    assert!(std::env::var_os("HYPOMNEMA_PYTHON").is_some(), "HYPOMNEMA_PYTHON is not set");
    let place = coded(Place::new());
    let articles = root().join("data/articles");
    let articles = articles.to_str().expect("a path");
    assert_eq!(place.run(&["align", articles, "-o", "aligned.tmx", "-q"]).code, 0);
    let mut files = vec![place.path("aligned.tmx")];
    for (number, options) in [
        vec![],
        vec!["--level", "1"],
        vec!["--plain"],
        vec!["--tool-friendly", "omegat"],
        vec!["--tool-friendly", "trados"],
        vec!["--tool-friendly", "memoq"],
    ]
    .iter()
    .enumerate()
    {
        let copy = place.path(&format!("{number}.tmx"));
        std::fs::copy(stored(&place, options), &copy).expect("a copy");
        files.push(copy);
    }
    for file in files {
        let folder = shared("");
        let said = content(python().arg(shared("check_readers.py")).arg(&file).current_dir(folder));
        for reader in ["translate-toolkit ", "hypomnema: tu "] {
            assert!(said.contains(reader), "{}: {said}", file.display());
        }
    }
}

#[test]
#[ignore = "needs xmllint and the TMX DTD of the evaluation data"]
fn what_comes_out_of_a_memory_is_valid() {
    let place = coded(Place::new());
    for options in [vec![], vec!["--level", "1"], vec!["--tool-friendly", "omegat"]] {
        content(Command::new("bash").arg(shared("check_dtd.sh")).arg(stored(&place, &options)));
    }
}

/// OmegaT leaves the codes of a foreign memory out unless it is told to show them: then those of a web page fit.
#[test]
#[ignore = "needs OmegaT 3.6 and a Java"]
fn omegat_translates_from_a_memory_with_codes() {
    let place = coded(Place::new());
    let memory = stored(&place, &["--tool-friendly", "omegat"]);
    content(Command::new("bash").arg(shared("check_omegat.sh")).arg(&memory).arg("50"));
    let folder = |name: &str| {
        let path = place.path(name);
        std::fs::create_dir_all(&path).expect("a folder");
        path
    };
    for name in ["target", "glossary", "dictionary", "omegat"] {
        folder(&format!("project/{name}"));
    }
    std::fs::copy(&memory, folder("project/tm/auto").join("memory.tmx")).expect("a copy");
    let page = |body: &str| {
        format!(
            "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\"></head><body>{body}</body></html>"
        )
    };
    let source =
        "<p>وصل <b>الرئيس رقم 7</b> أمس &amp; نام</p><p>وصل <b>الرئيس رقم 8</b> أمس &amp; نام</p>";
    std::fs::write(folder("project/source").join("page.html"), page(source)).expect("a page");
    let defaults: String =
        ["source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir"]
            .map(|name| format!("<{name}>__DEFAULT__</{name}>"))
            .concat();
    std::fs::write(
        place.path("project/omegat.project"),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><omegat><project version=\"1.0\">{defaults}<source_lang>AR</source_lang><target_lang>EN</target_lang>\
             <source_tok>org.omegat.tokenizer.LuceneArabicTokenizer</source_tok><target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>\
             <sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>"
        ),
    )
    .expect("a project");
    std::fs::write(
        folder("settings").join("omegat.prefs"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><omegat><preference version=\"1.0\"><ext_tmx_show_level2>true</ext_tmx_show_level2></preference></omegat>",
    )
    .expect("settings");
    content(
        Command::new("timeout")
            .args(["300", "omegat"])
            .arg(place.path("project"))
            .args(["--mode=console-translate", "--no-team"])
            .arg(format!("--config-dir={}", place.path("settings").display())),
    );
    let translated = place.read("project/target/page.html");
    for number in [7, 8] {
        let wanted = format!("President <b>no {number}</b> came &amp; ");
        assert!(translated.contains(&wanted), "{translated}");
    }
}

const READ_BACK: &str = r#"
import sys
from translate.storage import pypo, xliff, xliff2
readers = {'a.xlf': xliff.xlifffile, 'b.xlf': xliff2.Xliff2File, 'a.po': pypo.pofile}
for path in sys.argv[1:]:
    store = readers[path].parsefile(path)
    units = [u for u in store.units if u.istranslatable() and u.source]
    print(path, len(units))
    assert len(units) == 20, path
    for n, unit in enumerate(units, 1):
        source, target = str(unit.source), str(unit.target)
        assert f'الرئيس رقم {n}' in source and f'no {n}' in target, (path, source, target)
        assert target.endswith('& "slept"'), target
"#;

#[test]
#[ignore = "needs python3 with translate-toolkit"]
fn translate_toolkit_reads_xliff_and_po() {
    let place = coded(Place::new());
    let mut command = python();
    command.args(["-c", READ_BACK]).current_dir(place.folder.path());
    for (file, to) in [("a.xlf", "xliff"), ("b.xlf", "xliff2"), ("a.po", "po")] {
        let run = place.run(&["convert", "coded.tmx", file, "--to", to]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        command.arg(file);
    }
    assert_eq!(content(&mut command).lines().count(), 3);
}

const CORRECT: &str = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active
columns = {cell.value: cell.column for cell in sheet[1]}
assert sheet.conditional_formatting, 'no colours'
assert sheet.cell(2, columns['source']).alignment.readingOrder == 2, 'Arabic from the left'
sheet.cell(2, columns['target']).value = 'Corrected'
sheet.cell(2, columns['comment']).value = 'was wrong'
sheet.cell(2, columns['status']).value = 'confirmed'
sheet.insert_cols(1)
sheet.cell(1, 1).value = 'my own'
book.save(sys.argv[1])
"#;

#[test]
#[ignore = "needs python3 with openpyxl"]
fn a_workbook_corrected_in_another_program_comes_back() {
    let place = coded(Place::new());
    assert_eq!(place.run(&["convert", "coded.tmx", "a.xlsx"]).code, 0);
    content(python().args(["-c", CORRECT]).arg(place.path("a.xlsx")));
    let run = place.run(&["convert", "a.xlsx", "-", "--to", "jsonl"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 20), "{}", run.stderr);
    let first: serde_json::Value =
        serde_json::from_str(run.stdout.lines().next().expect("a unit")).expect("JSON");
    assert_eq!(first["target"], "Corrected");
    assert_eq!((&first["notes"][0], &first["status"]), (&"was wrong".into(), &"confirmed".into()));
    assert_eq!((&first["confidence"], &first["source_language"]), (&0.9.into(), &"ar".into()));
}
