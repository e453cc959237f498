//! TMX through the library: what real programs write, what nobody should have written.

mod common;
#[path = "common/tmx_story.rs"]
mod tmx_story;

use std::path::PathBuf;

use common::root;
use muwazi::error::{Error, ErrorKind};
use muwazi::exchange::tmx::model::{Header, Tu};
use muwazi::exchange::tmx::read::{self, Reader};
use muwazi::exchange::tmx::units::{self, Pair};
use muwazi::exchange::tmx::write::{self, Options, Writer, completed};
use muwazi::text::language::Language;
use proptest::prelude::*;
use proptest::sample::select;
use tmx_story::{Drops, story};

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

/// What is read a unit at a time and what is read a tag at a time is the same.
fn assert_reads_alike(bytes: &[u8], what: &str) {
    let (whole, drops) = (story(bytes), story(Drops(bytes)));
    if let Some(at) = whole.iter().zip(&drops).position(|(one, other)| one != other) {
        panic!("{what}:\n{}\n{}", whole[at], drops[at]);
    }
    assert_eq!(whole.len(), drops.len(), "{what}");
}

const PIECES: &[&str] = &[
    "<tu>",
    "<tu tuid=\"1\" creationdate='20260101T000000Z'>",
    "<tu\r\n tuid = \"1\">",
    "<tu a=\"1\">",
    "<tu/>",
    "<tu tuid=\"1\" tuid=\"2\">",
    "<tu tuid=\"a&amp;b&#10;&e;\">",
    "<x:tu>",
    "<tuv>",
    "</tu>",
    "</tu >",
    "</x:tu>",
    "<tuv xml:lang=\"ar\">",
    "<tuv lang='en'>",
    "<tuv xml:lang=\"en\" xml:lang=\"en\">",
    "<tuv xml:lang=\"\">",
    "</tuv>",
    "<seg>",
    "</seg>",
    "<seg/>",
    "<seg>text</seg>",
    "<seg>\u{633}\u{644}\u{627}\u{645}</seg>",
    "\u{FEE1}",
    "\u{FFFE}",
    "\u{FFFD}",
    "<prop type=\"p\">",
    "<prop>",
    "</prop>",
    "<note>",
    "<note xml:lang=\"en\">x</note>",
    "</note>",
    "<other>",
    "</other>",
    "<bpt i=\"1\">",
    "</bpt>",
    "<ept i=\"1\"/>",
    "<ph x=\"1\"/>",
    "<hi>",
    "</hi>",
    "<sub>",
    "</sub>",
    "<bpt>",
    "<it pos=\"begin\"/>",
    "&amp;",
    "&lt;",
    "&#1575;",
    "&#xD83D;",
    "&#xDE00;",
    "&e;",
    "&#0;",
    "&",
    ";",
    "<",
    ">",
    "\"",
    "]]>",
    "<!-- c -->",
    "<?p i?>",
    "<![CDATA[<&]]>",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{1}",
    "\u{A0}",
    "a",
    "\u{1F54A}",
    "</body>",
    "<body>",
    "</tmx>",
];

const UNITS: &[&str] = &[
    "<tu><tuv xml:lang=\"ar\"><seg>\u{646}\u{635}</seg></tuv><tuv xml:lang=\"en\"><seg>text</seg></tuv></tu>",
    "\n<tu tuid=\"7\">\n <prop type=\"x-document\">d</prop>\n <tuv xml:lang=\"ar\">\n  <seg>\u{646} &lt;b&gt;</seg>\n </tuv>\n <tuv lang=\"en\"><note>n</note><seg>t</seg></tuv></tu>",
    "<tu><tuv xml:lang=\"ar\"><seg><bpt i=\"1\">&lt;b></bpt>\u{646}<ept i=\"1\"/></seg></tuv><tuv xml:lang=\"en\"><seg>t<ph x='1'/></seg></tuv></tu>",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn a_unit_at_a_time_reads_as_a_tag_at_a_time(
        parts in prop::collection::vec(
            prop_oneof![3 => select(UNITS), 2 => select(PIECES)], 1..12),
        cut in proptest::option::weighted(0.2, 0.0..1.0f64),
    ) {
        // The reader looks at a kilobyte before it begins.
        let mut text = body(&parts.concat()).replace("<body>", &format!("<body>{}", " ".repeat(1200)));
        if let Some(cut) = cut {
            let at = 1200 + ((text.len() - 1200) as f64 * cut) as usize;
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(at);
        }
        assert_reads_alike(text.as_bytes(), &text);
    }
}

#[test]
fn a_file_of_many_blocks_reads_as_a_tag_at_a_time() {
    let units: Vec<String> =
        (0..4000).map(|n| UNITS[n % 3].replace("text", &"word ".repeat(n % 40))).collect();
    assert_reads_alike(body(&units.concat()).as_bytes(), "many units");
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
        assert_reads_alike(&std::fs::read(file).expect("a file"), &name.to_string());
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

#[test]
fn what_others_get_wrong_is_read_and_said() {
    let head = |attributes: &str, body: &str| {
        format!("<tmx version=\"1.4\"><header {attributes}/><body>{body}</body></tmx>")
    };
    let unit = two("سلام", "peace");
    for (text, units, said) in [
        (head("", &unit), 1, "header without srclang"),
        (head("srclang=\"*all*\"", &unit), 1, "*all*"),
        (head("srclang='ar'", &unit), 1, "header without o-tmf"),
        (body("<tu><tuv xml:lang='ar'><seg>سلام</seg></tuv></tu>"), 1, "one language only"),
        (
            body(&format!("<tu>{0}{0}</tu>", "<tuv xml:lang='ar'><seg>س</seg></tuv>")),
            1,
            "same language twice",
        ),
        (
            body("<tu><tuv><seg>a</seg></tuv><tuv lang='ar'><seg>b</seg></tuv></tu>"),
            1,
            "read as und",
        ),
        (body(&unit.replace("</seg>", "</seg><prop type='p'>v</prop>")), 1, "behind their segment"),
        (body(&unit.replace("<tuv", "<prop>v</prop><tuv")), 1, "without a type"),
        (body(&unit.replace("<tu>", "<tu mark='1'>")), 1, "foreign attributes of units"),
        (body(&unit.replace("<tuv", "<tuv mark='1'")), 1, "foreign attributes of variants"),
        (body("<tu></tu>"), 1, "without any language"),
        (body(&unit.replace("<seg>", "text<seg>")), 1, "text outside of segments"),
        (body(&unit.replace("peace", "pe&#xD800;ace")), 1, "half a character"),
        (body(&unit.replace("peace", "pe\u{0}\u{1}ace")), 1, "XML forbids"),
        (body(&unit.replace("peace", "pe&nbsp;ace")), 1, "kept as written"),
        (body(&unit.replace("peace", "AT&T")), 1, "begin no reference"),
    ] {
        let (_, found, oddities, error) = all(text.as_bytes());
        assert_eq!((found.len(), error.map(|e| e.to_string())), (units, None), "{text}");
        assert!(oddities.iter().any(|o| o.contains(said)), "{said} is not in {oddities:?}");
        assert!(oddities.iter().all(|o| o.contains("line ")), "{oddities:?}");
    }
    // Nothing is odd about a proper file.
    assert_eq!(all(body(&unit).as_bytes()).2, Vec::<String>::new());
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    let bomb = "<!DOCTYPE tmx [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let text = body(&two("&b;&b;", "&c;")).replace("<tmx", &format!("{bomb}<tmx"));
    let (_, units, oddities, error) = all(text.as_bytes());
    assert!(error.is_none(), "{error:?}");
    let texts: Vec<&str> = units[0].variants.iter().map(|v| v.segment.text.as_str()).collect();
    assert_eq!(texts, ["&b;&b;", "&c;"]);
    assert!(oddities[0].contains("kept as written (3, first at line 3"), "{oddities:?}");
}

#[test]
fn what_is_broken_ends_with_its_place_and_keeps_what_came_before() {
    let good = two("سلام", "peace");
    let deep = body(&format!("{good}\n<tu><tuv xml:lang='ar'><seg>{}", "<hi>".repeat(100)));
    let long = body(&format!("{good}\n<tu><tuv xml:lang='ar'><seg>{}", "x".repeat(100_000_000)));
    let pieces =
        body(&format!("{good}\n<tu><tuv xml:lang='ar'><seg>{}", "x<!-- -->".repeat(1_200_000 * 4)));
    let remarks = body(&format!(
        "{good}\n<tu>{}",
        format!("<note>{}</note>", "n".repeat(1_000_000)).repeat(20)
    ));
    for (text, line, what) in [
        (body(&format!("{good}\n<tu><tuv xml:lang='ar'></tu>")), 4, "</tuv>"),
        (body(&good).split("</body>").next().expect("a start").to_string(), 4, "cut off"),
        (deep, 4, "nested deeper than 64"),
        (long, 4, "longer than 4 MiB"),
        (pieces, 4, "longer than 4 MiB"),
        (remarks, 4, "longer than 16 MiB"),
        (body(&format!("{good}\n<tu x=1></tu>")), 4, ""),
    ] {
        let (_, units, _, error) = all(text.as_bytes());
        let error = error.unwrap_or_else(|| panic!("{what} was read"));
        assert_eq!(
            (units.len(), error.line(), error.kind()),
            (1, Some(line), ErrorKind::Format),
            "{error}"
        );
        assert!(error.column().is_some() && error.to_string().contains(what), "{error}");
    }
}

/// Four units; what stands between the second and the last is broken.
#[test]
fn units_behind_a_break_are_kept() {
    let unit = |n: u32| two(&format!("س{n}"), &format!("t{n}"));
    for broken in [
        "<tu><tuv xml:lang='ar'><seg>5 < 6</seg></tuv></tu>".to_string(),
        "<tu><tuv xml:lang='ar'><seg>x</tuv></tu>".to_string(),
        "<tu><tuv xml:lang='ar' xml:lang='en'><seg>x</seg></tuv></tu>".to_string(),
        "<tu><tuv xml:lang='ar'><seg>x<ph>".to_string(),
        format!("<tu><tuv xml:lang='ar'><seg>{}</seg></tuv></tu>", "<hi>".repeat(1_000)),
        format!("<tu><tuv xml:lang='ar'><seg>{}</seg></tuv></tu>", "x".repeat(10_000_000)),
        format!("<tu><note>{}</note></tu>", "<!-- -->nnnnn".repeat(1_000_000)),
    ] {
        let text = body(&[unit(1), unit(2), broken.clone(), unit(3), unit(4)].join("\n"));
        let mut reader = Reader::new(text.as_bytes()).expect("a header");
        let (mut texts, mut errors) = (Vec::new(), Vec::new());
        for unit in reader.by_ref() {
            match unit {
                Ok(unit) => texts.push(unit.variants[1].segment.text.clone()),
                Err(error) => errors.push(error),
            }
        }
        let shown = &broken[..broken.len().min(60)];
        assert_eq!(texts, ["t1", "t2", "t3", "t4"], "{shown}");
        assert!(errors.len() == 1 && errors[0].line().is_some(), "{shown}: {errors:?}");
    }
    // A file that is broken everywhere is given up.
    let text = body(&"<tu><tuv xml:lang='ar'><seg>5 < 6</seg></tuv></tu>\n".repeat(10_000));
    let errors = Reader::new(text.as_bytes()).expect("a header").filter(Result::is_err).count();
    assert_eq!(errors, 100);
}

#[test]
fn what_is_no_tmx_is_refused() {
    for (bytes, kind, what) in [
        (&b""[..], ErrorKind::Empty, "no XML"),
        (b"<html/>", ErrorKind::Format, "this is no TMX but <html>"),
        (b"hello", ErrorKind::Format, "outside the root"),
        (b"<?xml version='1.0' encoding='klingon'?><tmx/>", ErrorKind::Encoding, "klingon"),
        (b"\0\0\0\0\0\0", ErrorKind::Empty, "no XML"),
    ] {
        let error = all(bytes).3.unwrap_or_else(|| panic!("{what} was read"));
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(what), "{error}");
    }
    // Bytes of another encoding than the file says: refused when there are many, counted when there are few.
    let mut other = body(&two("X", "peace")).into_bytes();
    let at = other.iter().position(|&b| b == b'X').expect("the place");
    other.splice(at..=at, [0xD3, 0xE1, 0xC7, 0xE3]);
    let (_, units, oddities, error) = all(&other);
    assert_eq!((units.len(), error.is_none()), (1, true));
    assert!(
        oddities[0].contains(
            "undecodable places in UTF-8 text, read as U+FFFD (4, first at line 3, column"
        ),
        "{oddities:?}"
    );
    other.splice(at..at, [0xD3].repeat(100_000));
    assert_eq!(all(&other).3.map(|e| e.kind()), Some(ErrorKind::Encoding));
}

#[test]
fn every_name_of_a_language_is_found() {
    for (arabic, english) in [
        ("ar", "en"),
        ("ar-SA", "EN-US"),
        ("AR_EG", "eng"),
        ("ara", "en_GB"),
        ("arb", "en-Latn-US"),
    ] {
        let text = body(
            &two("س", "p")
                .replace("\"ar\"", &format!("\"{arabic}\""))
                .replace("\"en\"", &format!("\"{english}\"")),
        );
        let (header, found, ..) = all(text.as_bytes());
        let pair = Pair { source: Some(Language::arabic()), target: Some(Language::english()) };
        let two_sided = pair.sides(&header).units(found[0].clone());
        assert_eq!(two_sided.len(), 1, "{arabic} {english}");
        assert_eq!(
            (two_sided[0].source.language.as_str(), two_sided[0].target.text.as_str()),
            (arabic, "p")
        );
    }
}

#[test]
fn a_unit_of_many_languages_gives_its_pairs() {
    let tuv = |language: &str| format!("<tuv xml:lang='{language}'><seg>{language}</seg></tuv>");
    let text =
        body(&format!("<tu>{}{}{}{}</tu>", tuv("en-US"), tuv("ar-SA"), tuv("ar-EG"), tuv("fr")));
    let (header, found, ..) = all(text.as_bytes());
    let pairs = |source: Option<&str>, target: Option<&str>| -> Vec<String> {
        let pair = Pair { source: source.map(Language::new), target: target.map(Language::new) };
        pair.sides(&header)
            .units(found[0].clone())
            .iter()
            .map(|u| format!("{}>{}", u.source.text, u.target.text))
            .collect()
    };
    assert_eq!(pairs(Some("ar"), Some("en")), ["ar-SA>en-US", "ar-EG>en-US"]);
    assert_eq!(pairs(Some("en"), Some("ar-eg")), ["en-US>ar-EG"]);
    assert_eq!(pairs(None, Some("fr")), ["ar-SA>fr", "ar-EG>fr"]);
    assert_eq!(pairs(None, None), ["ar-SA>en-US", "ar-SA>fr", "ar-EG>en-US", "ar-EG>fr"]);
    assert_eq!(pairs(Some("de"), None), Vec::<String>::new());
}

#[test]
fn a_unit_of_a_memory_is_the_same_after_tmx() {
    let text = body(
        "<tu tuid='7' usagecount='3' creationdate='20260102T030405Z' changedate='20260203T040506Z' creationid='amal' changeid='omar'>\
         <note>n1</note><note>n2</note><prop type='x-document'>d</prop><prop type='x-paragraph'>4</prop><prop type='x-context-pre'>قبل</prop>\
         <prop type='x-context-post'>&lt;seg&gt;بعد &amp;amp;&lt;/seg&gt;</prop><prop type='x-Domain:SingleString'>law</prop><prop type='client'>c</prop>\
         <prop type='project'>p</prop><prop type='x-confidence'>0.875</prop><prop type='x-status'>confirmed</prop><prop type='x-own'>v</prop>\
         <tuv xml:lang='ar' usagecount='1'><prop type='s'>1</prop><seg>أ <ph x='1'>{0}</ph></seg></tuv>\
         <tuv xml:lang='en' lastusagedate='20260101T000000Z'><prop type='t'>2</prop><seg>a <ph x='1'>{0}</ph></seg></tuv></tu>",
    );
    let (header, found, ..) = all(text.as_bytes());
    let unit = Pair::default().sides(&header).units(found[0].clone()).remove(0);
    assert_eq!(unit.author.as_deref(), Some("amal"));
    assert_eq!(
        (unit.domain.as_deref(), unit.client.as_deref(), unit.project.as_deref()),
        (Some("law"), Some("c"), Some("p"))
    );
    assert_eq!(
        (unit.confidence, unit.status.name(), unit.notes.len()),
        (Some(0.875), "confirmed", 2)
    );
    let origin = &unit.origins[0];
    assert_eq!((origin.document.as_str(), origin.paragraph), ("d", Some(4)));
    assert_eq!((origin.before.as_deref(), origin.after.as_deref()), (Some("قبل"), Some("بعد &")));
    assert!(
        unit.properties.contains(&("source:usagecount".to_string(), "1".to_string())),
        "{:?}",
        unit.properties
    );
    let bytes = written(&header, &[units::tu(&unit)], Options::default());
    let (header, again, oddities, _) = all(&bytes);
    assert_eq!(oddities, Vec::<String>::new());
    assert_eq!(Pair::default().sides(&header).units(again[0].clone()), [unit].into());
}

#[test]
fn dates_of_all_lengths_are_read() {
    for (text, expected) in [
        ("20260102T030405Z", Some("20260102T030405Z")),
        ("20230314", Some("20230314T000000Z")),
        ("2026-01-02", Some("20260102T000000Z")),
        ("2026-01-02T03:04:05Z", Some("20260102T030405Z")),
        ("2026-01-02T03:04:05+03:00", Some("20260102T000405Z")),
        ("20261302T030405Z", None),
        ("20260102T990405Z", None),
        ("yesterday", None),
        ("", None),
    ] {
        assert_eq!(units::date(text).map(units::date_text).as_deref(), expected, "{text}");
    }
}

#[test]
fn level_and_tool_change_what_is_written() {
    let text = body(
        "<tu creationdate='20260102T030405Z' creationid='amal'><prop type='x-domain'>law</prop><prop type='x-context-pre'>a &lt; b</prop><prop type='x-confidence'>0.5</prop>\
         <tuv xml:lang='ar'><seg>أ<ph x='1'/></seg></tuv><tuv xml:lang='en'><seg>a<ph x='1'/></seg></tuv></tu>",
    );
    let (header, found, ..) = all(text.as_bytes());
    use muwazi::exchange::tmx::tools::Tool;
    for (tool, level, has, lacks) in [
        (None, write::Level::Codes, "<seg>a<ph x=\"1\"/></seg>", ":SingleString"),
        (None, write::Level::Text, "<seg>a</seg>", "<ph"),
        (
            Some(Tool::Omegat),
            write::Level::Codes,
            "<tuv xml:lang=\"en\" creationdate=\"20260102T030405Z\" creationid=\"amal\">",
            "en-US",
        ),
        (
            Some(Tool::Trados),
            write::Level::Codes,
            "<prop type=\"x-domain:SingleString\">law</prop>",
            "\"ar\"",
        ),
        (Some(Tool::Trados), write::Level::Codes, "<tuv xml:lang=\"ar-SA\">", "\"en\""),
        (Some(Tool::Memoq), write::Level::Codes, "<prop type=\"domain\">law</prop>", "x-domain"),
        (
            Some(Tool::Memoq),
            write::Level::Codes,
            "<prop type=\"x-context-pre\">&lt;seg&gt;a &amp;lt; b&lt;/seg&gt;</prop>",
            "x-domain",
        ),
        (Some(Tool::Memoq), write::Level::Codes, "<prop type=\"aligned\">yes</prop>", "x-domain"),
    ] {
        let bytes = written(&header, &found, Options { level, tool });
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(has), "{has} is missing in {text}");
        assert!(!text.contains(lacks), "{lacks} is in {text}");
    }
}
