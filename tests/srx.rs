//! SRX: both versions, the order of rules, expressions, errors, and a slow and simple cutter that must agree.

mod common;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use common::Place;
use muwazi::read::Document;
use muwazi::segment::srx::{SrxRules, export};
use muwazi::segment::{RuleSet, Rules, Unwrap, segment};
use muwazi::text::language::Language;
use muwazi::xml;
use proptest::prelude::*;

/// An SRX 2.0 file with one list for all languages.
fn file(rules: &[(&str, &str, &str)]) -> String {
    let mut out = String::from(
        "<srx version=\"2.0\"><header segmentsubflows=\"yes\" cascade=\"no\"/>\n<body><languagerules>\n\
         <languagerule languagerulename=\"All\">\n",
    );
    for (yes_no, before, after) in rules {
        out.push_str(&format!(
            "<rule break=\"{yes_no}\"><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>\n",
            xml::escape(before),
            xml::escape(after)
        ));
    }
    out.push_str(
        "</languagerule></languagerules><maprules>\
         <languagemap languagepattern=\".*\" languagerulename=\"All\"/></maprules></body></srx>",
    );
    out
}

fn parse(xml: &str) -> SrxRules {
    SrxRules::parse(xml, "test", "test.srx").expect("an SRX file")
}

/// The pieces of `text`, with the white space between them.
fn pieces<'a>(rules: &SrxRules, code: &str, text: &'a str) -> Vec<&'a str> {
    let mut start = 0;
    let ends = rules.for_language(&Language::new(code)).expect("rules").ends(text).expect("ends");
    ends.into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect()
}

/// What a slow and simple matcher knows of an expression.
#[derive(Clone, Debug)]
enum Node {
    Char(char),
    Set(Vec<char>),
    NotSet(Vec<char>),
    Any,
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>, &'static str),
    Capture(Box<Node>),
    Ahead(Box<Node>, bool),
    Behind(Box<Node>, bool),
    Start,
    End,
    WordEdge,
}

impl Node {
    fn written(&self) -> String {
        let letter = |c: &char| match c {
            '.' => "\\.".to_string(),
            ' ' => "\\x20".to_string(),
            c => c.to_string(),
        };
        let letters = |set: &[char]| set.iter().map(letter).collect::<String>();
        match self {
            Node::Char(c) => letter(c),
            Node::Set(set) => format!("[{}]", letters(set)),
            Node::NotSet(set) => format!("[^{}]", letters(set)),
            Node::Any => ".".to_string(),
            Node::Sequence(nodes) => nodes.iter().map(Node::written).collect(),
            Node::Either(nodes) => {
                let written: Vec<String> = nodes.iter().map(Node::written).collect();
                format!("(?:{})", written.join("|"))
            }
            Node::Repeat(node, _, _, sign) => format!("(?:{}){sign}", node.written()),
            Node::Capture(node) => format!("({})", node.written()),
            Node::Ahead(node, true) => format!("(?={})", node.written()),
            Node::Ahead(node, false) => format!("(?!{})", node.written()),
            Node::Behind(node, true) => format!("(?<={})", node.written()),
            Node::Behind(node, false) => format!("(?<!{})", node.written()),
            Node::Start => "^".to_string(),
            Node::End => "$".to_string(),
            Node::WordEdge => "\\b".to_string(),
        }
    }

    /// Every place where a match that begins at `at` can end.
    fn ends(&self, text: &[char], at: usize) -> BTreeSet<usize> {
        let one = |yes: bool, to: usize| if yes { BTreeSet::from([to]) } else { BTreeSet::new() };
        let step = |from: &BTreeSet<usize>, node: &Node| {
            from.iter().flat_map(|&i| node.ends(text, i)).collect::<BTreeSet<usize>>()
        };
        let next = text.get(at);
        match self {
            Node::Char(c) => one(next == Some(c), at + 1),
            Node::Set(set) => one(next.is_some_and(|c| set.contains(c)), at + 1),
            Node::NotSet(set) => one(next.is_some_and(|c| !set.contains(c)), at + 1),
            Node::Any => one(next.is_some(), at + 1),
            Node::Sequence(nodes) => {
                nodes.iter().fold(BTreeSet::from([at]), |from, n| step(&from, n))
            }
            Node::Either(nodes) => nodes.iter().flat_map(|n| n.ends(text, at)).collect(),
            Node::Repeat(node, least, most, _) => {
                let mut from = BTreeSet::from([at]);
                for _ in 0..*least {
                    from = step(&from, node);
                }
                let mut all = from.clone();
                for _ in *least..most.unwrap_or(least + text.len() + 1) {
                    from = step(&from, node);
                    all.extend(&from);
                }
                all
            }
            Node::Capture(node) => node.ends(text, at),
            Node::Ahead(node, yes) => one(node.ends(text, at).is_empty() != *yes, at),
            Node::Behind(node, yes) => one(node.end_at(text, at) == *yes, at),
            Node::Start => one(at == 0, at),
            Node::End => one(at == text.len(), at),
            Node::WordEdge => {
                let word = |i: usize| text.get(i).is_some_and(|c| c.is_alphanumeric());
                one(word(at) != (at > 0 && word(at - 1)), at)
            }
        }
    }

    /// Whether it takes no character.
    fn is_empty(&self) -> bool {
        match self {
            Node::Char(_) | Node::Set(_) | Node::NotSet(_) | Node::Any => false,
            Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().all(Node::is_empty),
            Node::Repeat(node, ..) | Node::Capture(node) => node.is_empty(),
            _ => true,
        }
    }

    fn end_at(&self, text: &[char], at: usize) -> bool {
        (0..=at).any(|start| self.ends(text, start).contains(&at))
    }
}

const LETTERS: [char; 6] = ['a', 'b', '.', ' ', 'B', 'ن'];

fn node() -> impl Strategy<Value = Node> {
    let letters = || prop::collection::vec(prop::sample::select(LETTERS.to_vec()), 1..4);
    let leaf = prop_oneof![
        4 => prop::sample::select(LETTERS.to_vec()).prop_map(Node::Char),
        2 => letters().prop_map(Node::Set),
        1 => letters().prop_map(Node::NotSet),
        1 => Just(Node::Any),
        1 => Just(Node::Start),
        1 => Just(Node::End),
        1 => Just(Node::WordEdge),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let repeat = prop::sample::select(vec![
            (0, None, "*"),
            (1, None, "+"),
            (0, Some(1), "?"),
            (0, None, "*?"),
            (2, Some(3), "{2,3}"),
            (1, None, "{1,}"),
        ]);
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Sequence),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Either),
            3 => (inner.clone(), repeat)
                .prop_map(|(n, (least, most, sign))| {
                    // The engine refuses to repeat what is always empty: "(?:(?!a))*".
                    if n.is_empty() { n } else { Node::Repeat(Box::new(n), least, most, sign) }
                }),
            1 => inner.clone().prop_map(|n| Node::Capture(Box::new(n))),
            1 => (inner.clone(), any::<bool>()).prop_map(|(n, yes)| Node::Ahead(Box::new(n), yes)),
            1 => (inner, any::<bool>()).prop_map(|(n, yes)| Node::Behind(Box::new(n), yes)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_first_rule_that_fits_decides_at_each_place(
        rules in prop::collection::vec((any::<bool>(), node(), node()), 1..4),
        letters in prop::collection::vec(prop::sample::select(LETTERS.to_vec()), 0..9),
    ) {
        let breaks = |at: usize| {
            rules
                .iter()
                .find(|(_, before, after)| {
                    before.end_at(&letters, at) && !after.ends(&letters, at).is_empty()
                })
                .is_some_and(|(yes, ..)| *yes)
        };
        let text: String = letters.iter().collect();
        let mut expected: Vec<usize> =
            (1..letters.len()).filter(|&at| breaks(at)).collect();
        expected.push(letters.len());

        let written: Vec<(&str, String, String)> = rules
            .iter()
            .map(|(yes, b, a)| (if *yes { "yes" } else { "no" }, b.written(), a.written()))
            .collect();
        let written: Vec<(&str, &str, &str)> =
            written.iter().map(|(yes, b, a)| (*yes, b.as_str(), a.as_str())).collect();
        let set = parse(&file(&written));
        let prepared = set.for_language(&Language::english()).expect("rules");
        let found = prepared.ends(&text).expect("ends");
        let found: Vec<usize> = found.into_iter().map(|end| text[..end].chars().count()).collect();
        prop_assert_eq!(found, expected, "{:?} by {:?}", text, written);
    }
}

#[test]
fn the_order_of_rules_and_the_empty_side() {
    for (rules, text, expected) in [
        // The first that fits decides, break or not.
        (vec![("yes", "\\.", "\\s")], "Dr. A. B", vec!["Dr.", " A.", " B"]),
        (vec![("no", "Dr\\.", "\\s"), ("yes", "\\.", "\\s")], "Dr. A. B", vec!["Dr. A.", " B"]),
        (vec![("yes", "\\.", "\\s"), ("no", "Dr\\.", "\\s")], "Dr. A. B", vec!["Dr.", " A.", " B"]),
        (
            vec![("yes", "Dr\\.", " A"), ("no", "\\.", "\\s"), ("yes", "\\.", "\\s")],
            "Dr. A. B",
            vec!["Dr.", " A. B"],
        ),
        // An exception for one place does not hide another place.
        (vec![("no", "a", "b"), ("yes", "a", "")], "abac", vec!["aba", "c"]),
        // A side that is left out fits everywhere; never at the ends of the text.
        (vec![("yes", "", "b")], "bab", vec!["ba", "b"]),
        (vec![("yes", "", "")], "abc", vec!["a", "b", "c"]),
        (vec![("no", "", "")], "a. b", vec!["a. b"]),
        (vec![], "a. b", vec!["a. b"]),
        // Matches overlap: each place is asked for itself.
        (vec![("yes", "aa", "a")], "aaaa", vec!["aa", "a", "a"]),
        (vec![("no", "\\.\\.", "\\."), ("yes", "\\.+", "")], "a....b", vec!["a.", "...", "b"]),
        (vec![("yes", "b+", "c+")], "abbbcccd", vec!["abbb", "cccd"]),
    ] {
        let set = parse(&file(&rules));
        assert_eq!(pieces(&set, "en", text), expected, "{rules:?}");
    }
}

#[test]
fn expressions_of_icu_and_java() {
    for (before, after, text, expected) in [
        ("\\.", "\\h", "a.\u{A0}b.\tc.\nd", "a.|\u{A0}b.|\tc.\nd"),
        ("\\.", "\\H", "a. b.c", "a. b.|c"),
        ("\\.", "\\R", "a.\r\nb.\u{2028}c. d", "a.|\r\nb.|\u{2028}c. d"),
        ("\\.", "\\v", "a.\u{B}b. c", "a.|\u{B}b. c"),
        ("x.", "", "x\nxy", "x\nxy|"),
        ("(?s)x.", "z", "x\nz", "x\n|z"),
        ("(?s:x.)", "z", "x\nz", "x\n|z"),
        ("(?-s:x.)y", "z", "x\nyz", "x\nyz"),
        ("(?i)etc\\.", "\\s", "ETC. a", "ETC.| a"),
        ("(?i:e)tc\\.", "\\s", "Etc. a eTC. b", "Etc.| a eTC. b"),
        ("^\\d+\\.", "\\s", "12. a 3. b", "12.| a 3. b"),
        ("(?m)^\\d\\.", "\\s", "x\n1. a 2. b", "x\n1.| a 2. b"),
        ("\\.", "\\s*b$", "a. b. b", "a. b.| b"),
        ("\\.", "(?m)\\s*b$", "a. b\nc", "a.| b\nc"),
        ("\\bMr\\.", "\\s", "HMr. Mr. x", "HMr. Mr.| x"),
        ("\\bد\\.", "\\s", "رد. د. محمد", "رد. د.| محمد"),
        ("(?<!M)r\\.", "\\s", "Mr. Dr. x", "Mr. Dr.| x"),
        ("(?<=[A-Z]{1,3})r\\.", "\\s", "mr. ABr. x", "mr. ABr.| x"),
        ("\\.(?=\\s[A-Z])", "", "a. b. C", "a. b.| C"),
        ("\\.", "(?!\\s\\p{Ll})\\s", "a. b. C", "a. b.| C"),
        ("\\.", "\\s(?=\\P{Ll})", "a. b. C", "a. b.| C"),
        ("a++b", "c", "aabc abc", "aab|c ab|c"),
        ("a*+a", "c", "aac", "aac"),
        ("(?>a|ab)c", "d", "acd abcd", "ac|d abcd"),
        ("[[a-z]--[aeiou]]\\.", "", "a.b.c", "a.b.|c"),
        ("[[a-z]&&[aeiou]]\\.", "", "a.b.c", "a.|b.c"),
        ("[[a-z]-[aeiou]]\\.", "", "a.b.c", "a.b.|c"),
        ("[[a-z]&[aeiou]]\\.", "", "a.b.c", "a.|b.c"),
        ("[a-z&&[^b]]\\.", "", "a.b.c", "a.|b.c"),
        ("[^[:alpha:]]\\.", "", "a.1.c", "a.1.|c"),
        ("[[:^alpha:]]\\.", "", "a.1.c", "a.1.|c"),
        ("[\\p{L}\\P{L}]\\.", "", "a.1.c", "a.|1.|c"),
        ("[]x]\\.", "", "].x.y", "].|x.|y"),
        ("[a\\-z]\\.", "", "-.b.c", "-.|b.c"),
        ("[+-]\\.", "", "-.b.c", "-.|b.c"),
        ("\\p{Script=Arabic}[.؟]", "\\s", "نعم؟ لا. no. x", "نعم؟| لا.| no. x"),
        ("\\p{IsArabic}\\.", "\\s", "لا. no. x", "لا.| no. x"),
        ("\\p{Upper}\\.", "\\s", "A. b. x", "A.| b. x"),
        ("\\x2E\\u0020", "\\x{62}", "a. b", "a. |b"),
        ("\\056", "\\040", "a. b", "a.| b"),
        ("\\uD83D\\uDE00", "\\s", "😀 b", "😀| b"),
        ("\\Q.*\\E", "\\s", "a. b.* c", "a. b.*| c"),
        ("(a|b)\\1", "c", "abc aac bbc", "abc aa|c bb|c"),
        ("(?<x>a|b)\\k<x>", "c", "abc aac", "abc aa|c"),
        ("a{2}", "b", "ab aab", "ab aa|b"),
        ("#(?#a comment)\\.", "", "#. b", "#.| b"),
        ("a b\\.", "", "a b. c", "a b.| c"),
        ("[[a]", "", "", "the set is open"),
        ("}", "x", "}x", "}|x"),
    ] {
        let set = parse(&file(&[("yes", before, after)]));
        if text.is_empty() {
            assert!(set.for_language(&Language::english()).is_err(), "{expected}");
            continue;
        }
        let expected: Vec<&str> = expected.split('|').filter(|p| !p.is_empty()).collect();
        assert_eq!(pieces(&set, "en", text), expected, "{before} {after}");
    }
}

#[test]
fn what_is_wrong_with_an_expression_names_file_line_and_rule() {
    for (before, part) in [
        ("(a", "a ( without its )"),
        ("a)", "a ) without its ("),
        ("[a", "a [ without its ]"),
        ("*a", "nothing to repeat"),
        ("a**", "nothing to repeat"),
        ("a{2", "a { without its }"),
        ("a{3,2}", "{3,2} is no repeat"),
        ("a{100000}", "counts go up to 1000"),
        ("\\X", "\\X is not supported"),
        ("\\G", "\\G is not supported"),
        ("\\N{DIGIT ONE}", "\\N is not supported"),
        ("\\y", "\\y is not supported"),
        ("a\\", "a \\ at the end"),
        ("(?x)a", "the flag x is not supported"),
        ("(?w:a)", "the flag w is not supported"),
        ("(?Z)", "the flag Z is not supported"),
        ("\\1", "back-reference to no group"),
        ("\\uD800", "no character"),
        ("\\u12", "too few digits"),
        ("[z-a]", "runs backwards"),
        ("[a-\\d]", "ends with a class"),
        ("[&&a]", "nothing before it"),
        ("[[:nonsense:]]", "Unicode property"),
        ("\\p{InArabic}", "Unicode property"),
        ("\\p{}", "no character class"),
        (&"(".repeat(60), "too deeply nested"),
        ("((a{1000}){1000}){1000}", "too large"),
    ] {
        let set = parse(&file(&[("no", "ok", ""), ("yes", before, "\\s")]));
        let error = set.for_language(&Language::english()).map(|_| ()).expect_err(before);
        let message = error.to_string();
        assert!(message.starts_with("test.srx:5: beforebreak \""), "{message}");
        assert!(message.contains("of rule 2 of \"All\": "), "{message}");
        assert!(message.contains(part), "{message}");
    }
}

/// A file with three lists and a map that says when each counts.
fn languages(root: &str, header: &str, open: &str, close: &str) -> String {
    let list = |name: &str, rules: &str| {
        format!("<languagerule languagerulename=\"{name}\">{rules}</languagerule>")
    };
    let rule = |yes_no: &str, before: &str| {
        format!(
            "<rule break=\"{yes_no}\"><beforebreak>{before}</beforebreak><afterbreak>\\s</afterbreak></rule>"
        )
    };
    format!(
        "<?xml version=\"1.0\"?><srx {root}><header {header}><formathandle type=\"start\" include=\"no\"/></header>\
         <body><languagerules>{}{}{}</languagerules><maprules>{open}\
         <languagemap languagepattern=\"(EN|AR)-?.*\" languagerulename=\"Doctors\"/>\
         <languagemap languagepattern=\"ar\" languagerulename=\"Arabic\"/>\
         <languagemap languagepattern=\"..(-..)?\" languagerulename=\"Stops\"/>\
         {close}</maprules></body></srx>",
        list("Stops", &rule("yes", "\\.")),
        list("Arabic", &rule("yes", "؟")),
        list("Doctors", &rule("no", "Dr\\.")),
    )
}

#[test]
fn both_versions_and_cascade() {
    let one = languages(
        "version=\"1.0\"",
        "segmentsubflows=\"no\"",
        "<maprule maprulename=\"Default\">",
        "</maprule>",
    );
    let no = languages("version=\"2.0\"", "segmentsubflows=\"yes\" cascade=\"no\"", "", "");
    let yes = languages(
        "xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\"",
        "segmentsubflows=\"yes\" cascade=\"yes\"",
        "",
        "",
    );
    let prefixed = yes
        .replace("</", "</s:")
        .replace("<", "<s:")
        .replace("<s:/s:", "</s:")
        .replace("<s:?", "<?")
        .replace("xmlns=", "xmlns:s=");
    let text = "Dr. Who. Yes؟ No";
    for (xml, code, expected) in [
        (&one, "en", vec!["Dr. Who. Yes؟ No"]),
        (&one, "fr", vec!["Dr.", " Who.", " Yes؟ No"]),
        (&no, "ar", vec!["Dr. Who. Yes؟ No"]),
        (&no, "FR_ca", vec!["Dr.", " Who.", " Yes؟ No"]),
        (&yes, "en-US", vec!["Dr. Who.", " Yes؟ No"]),
        (&yes, "ar", vec!["Dr. Who.", " Yes؟", " No"]),
        // The pattern must match the whole code.
        (&yes, "ar-eg", vec!["Dr. Who.", " Yes؟ No"]),
        (&yes, "fr", vec!["Dr.", " Who.", " Yes؟ No"]),
        (&prefixed, "ar", vec!["Dr. Who.", " Yes؟", " No"]),
    ] {
        assert_eq!(pieces(&parse(xml), code, text), expected, "{code} {xml}");
    }
    let error = parse(&yes).for_language(&Language::new("frm")).map(|_| ()).expect_err("no map");
    assert!(error.to_string().contains("no languagepattern fits the language \"frm\""), "{error}");
}

#[test]
fn files_that_break_the_format_are_refused_with_the_line() {
    let good = file(&[("yes", "a", "b")]);
    for (from, to, line, part) in [
        ("</srx>", "", 5, "ends inside <srx>"),
        ("<srx version=\"2.0\">", "<tmx version=\"2.0\">", 5, "</srx>"),
        (
            "version=\"2.0\"",
            "version=\"3.0\"",
            1,
            "SRX version \"3.0\" is not known (1.0 and 2.0 are)",
        ),
        (" version=\"2.0\"", "", 1, "without version"),
        ("cascade=\"no\"", "cascade=\"maybe\"", 1, "cascade=\"maybe\" (write yes or no)"),
        ("segmentsubflows=\"yes\"", "segmentsubflows=\"1\"", 1, "segmentsubflows=\"1\""),
        ("break=\"yes\"", "break=\"true\"", 4, "break=\"true\" (write yes or no)"),
        ("<header", "<head", 1, "<srx> without <header>"),
        ("<maprules>", "<maps>", 5, "</maprules>"),
        (" languagerulename=\"All\">\n", ">\n", 3, "without languagerulename"),
        ("languagepattern=\".*\"", "", 5, "without languagepattern"),
        (
            "languagepattern=\".*\" languagerulename=\"All\"",
            "languagepattern=\".*\" languagerulename=\"Some\"",
            5,
            "there is no languagerule \"Some\"",
        ),
        ("<beforebreak>", "<beforebreak/><beforebreak>", 4, "a second <beforebreak>"),
        ("<body>", "<body/><body>", 2, "a second <body>"),
        (
            "</languagerules>",
            "<languagerule languagerulename=\"All\"/></languagerules>",
            5,
            "a second languagerule \"All\"",
        ),
        (">a<", ">&a;<", 4, "unknown entity &a;"),
    ] {
        let xml = good.replacen(from, to, 1);
        assert_ne!(xml, good, "{from}");
        let message = SrxRules::parse(&xml, "t", "test.srx").expect_err(part).to_string();
        assert!(message.starts_with(&format!("test.srx:{line}: ")), "{message} for {part}");
        assert!(message.contains(part), "{message}");
    }
    let message = SrxRules::parse("<tmx/>", "t", "test.srx").expect_err("no SRX").to_string();
    assert!(message.contains("<tmx> is no SRX document"), "{message}");
    // Without break, a rule breaks; elements of other namespaces do not matter.
    let okapi = good.replace(" break=\"yes\"", "").replacen(
        "<body>",
        "<okpsrx:options xmlns:okpsrx=\"o\"/><body>",
        1,
    );
    assert_eq!(pieces(&parse(&okapi), "en", "abab"), ["a", "ba", "b"]);
}

#[test]
fn expressions_that_explode_end_in_an_error_or_at_once() {
    let begin = Instant::now();
    let long = format!("{}!b c", "a".repeat(30_000));
    for (before, after, fails) in [
        // Regular: the engine is linear whatever their nesting.
        ("(a+)+$", "", false),
        ("x*x*x*x*x*x*y", "", false),
        ("", "(a|a)*b", false),
        // Not regular: back-references and look-around.
        ("", "(?:a|(?=a)a)+c", true),
        ("", "(?:(?=a)a+)+b", true),
        ("((?=a)a|aa)+(?<=b)!", "", true),
    ] {
        let set = parse(&file(&[("yes", before, after)]));
        let rules = set.for_language(&Language::english()).expect("rules");
        match rules.ends(&long) {
            Ok(ends) => assert!(!fails, "{before} {after}: {ends:?}"),
            Err(error) => {
                let message = error.to_string();
                assert!(fails, "{message}");
                assert!(message.starts_with("test.srx:4: "), "{message}");
                assert!(message.contains("of rule 1 of \"All\": takes more than"), "{message}");
            }
        }
    }
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn a_long_paragraph_is_cut_like_a_short_one() {
    let set =
        parse(&file(&[("no", "^a\\.", "\\s"), ("no", "\\.", "\\sb\\.$"), ("yes", "\\.", "\\s")]));
    let text = format!("a. {}b.", "é, é. ".repeat(5_000));
    let pieces = pieces(&set, "en", &text);
    // "a." begins the text and "b." ends it; neither stands alone.
    assert_eq!(pieces.len(), 5_000);
    assert_eq!((pieces[0], pieces[1], pieces[4_999]), ("a. é, é.", " é, é.", " é, é. b."));
    assert!(pieces[1..4_999].iter().all(|p| *p == " é, é."));
}

#[test]
fn omegat_breaks_as_it_does() {
    let set = SrxRules::omegat().expect("the preset");
    for (code, text, expected) in [
        ("en", "Mr. Smith left. He did?! Yes.", vec!["Mr. Smith left.", " He did?!", " Yes."]),
        (
            "en",
            "Fruit, e.g. figs, etc. are cheap... too.",
            vec!["Fruit, e.g. figs, etc. are cheap... too."],
        ),
        ("en-GB", "He said \"Go.\" He went.", vec!["He said \"Go.\" He went."]),
        ("en", "See No. 5. No. It is.", vec!["See No. 5.", " No.", " It is."]),
        ("ar", "هل جاء؟ نعم. جاء!", vec!["هل جاء؟ نعم.", " جاء!"]),
        ("ar", "قال د. محمد.", vec!["قال د.", " محمد."]),
        ("fr", "Mr. X.\u{A0}Y", vec!["Mr.", " X.\u{A0}Y"]),
    ] {
        assert_eq!(pieces(&set, code, text), expected);
    }
}

/// Our own rules as a file.
fn exported() -> String {
    let mut out = Vec::new();
    export(Rules::builtin(), &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

/// The elements of SRX 2.0 with their attributes and what may stand inside, in this order.
fn check(element: &xml::Element) {
    let (attributes, inside): (&[&str], &[&str]) = match element.name.as_str() {
        "srx" => (&["xmlns", "version"], &["header", "body"]),
        "header" => (&["segmentsubflows", "cascade"], &["formathandle"]),
        "formathandle" => (&["type", "include"], &[]),
        "body" => (&[], &["languagerules", "maprules"]),
        "languagerules" => (&[], &["languagerule"]),
        "languagerule" => (&["languagerulename"], &["rule"]),
        "rule" => (&["break"], &["beforebreak", "afterbreak"]),
        "beforebreak" | "afterbreak" => (&[], &[]),
        "maprules" => (&[], &["languagemap"]),
        "languagemap" => (&["languagepattern", "languagerulename"], &[]),
        other => panic!("<{other}> is no element of SRX 2.0"),
    };
    let found: Vec<&str> = element.attributes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, attributes, "<{}>", element.name);
    let places: Vec<Option<usize>> =
        element.children.iter().map(|c| inside.iter().position(|n| *n == c.name)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "<{}>", element.name);
    assert!(inside.is_empty() || element.text.trim().is_empty(), "text in <{}>", element.name);
    element.children.iter().for_each(check);
}

#[test]
fn what_we_export_and_ship_is_srx_2_0() {
    let omegat = include_str!("../data/segment/omegat.srx");
    for text in [exported().as_str(), omegat] {
        let root = xml::parse(text).expect("XML");
        check(&root);
        assert_eq!(root.attribute("version"), Some("2.0"));
        assert_eq!(root.attribute("xmlns"), Some("http://www.lisa.org/srx20"));
        for rule in &root.children[1].children[0].children[0].children {
            for expression in &rule.children {
                assert!(!expression.text.is_empty(), "an empty expression on line {}", rule.line);
                assert!(!expression.text.contains('@'), "{}", expression.text);
            }
        }
    }
}

#[test]
fn the_export_cuts_nearly_as_the_program_does() {
    let rules = RuleSet::Srx(parse(&exported()));
    let (mut same, mut ours, mut theirs) = (0, 0, 0);
    for entry in std::fs::read_dir(common::root().join("data/articles")).expect("the articles") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("an article");
        let document = || Document::from_text("article", text.clone(), Language::arabic());
        let one = segment(document()).sentences;
        let other = rules.segment(document(), Unwrap::Auto).expect("sentences").sentences;
        same += one.iter().filter(|s| other.contains(s)).count();
        ours += one.len();
        theirs += other.len();
    }
    assert!(ours > 100);
    let f1 = 2.0 * same as f64 / (ours + theirs) as f64;
    assert!(f1 > 0.98, "{same} of {ours} and {theirs}");
}

#[test]
fn the_export_holds_the_written_cases() {
    let rules = RuleSet::Srx(parse(&exported()));
    let (mut held, mut all) = (0, 0);
    for cases in [include_str!("segment/arabic.txt"), include_str!("segment/english.txt")] {
        for case in cases.split("\n===\n") {
            let case: Vec<&str> = case.lines().filter(|l| !l.starts_with("# ")).collect();
            let case = case.join("\n");
            let (text, expected) = case.split_once("\n---\n").expect("a case");
            let document = Document::from_text("case", text, Language::arabic());
            let cut = rules.segment(document, Unwrap::Auto).expect("sentences");
            let cut: Vec<&str> = (0..cut.sentences.len()).map(|i| cut.text(i)).collect();
            held += usize::from(cut == expected.trim_end().lines().collect::<Vec<_>>());
            all += 1;
        }
    }
    // Lists that run on in one line, authors without capitals: what no expression can say.
    assert!(held * 100 >= all * 90, "{held} of {all}");
}

#[test]
fn a_users_abbreviations_are_exported_too() {
    let mut rules = Rules::builtin().clone();
    rules.add_abbreviations("[title]\nObst\n[unit]\n=c++\nب.ب.ب\n");
    let mut out = Vec::new();
    export(&rules, &mut out).expect("written");
    let set = parse(&String::from_utf8(out).expect("UTF-8"));
    assert_eq!(pieces(&set, "en", "Obst. Maier c++. is. So."), ["Obst. Maier c++. is.", " So."]);
    assert_eq!(pieces(&set, "en", "He saw Obst. Maier. Go."), ["He saw Obst. Maier.", " Go."]);
    assert_eq!(pieces(&set, "ar", "عند ب.ب.ب. كما"), ["عند ب.ب.ب.", " كما"]);
    // Without any abbreviation there is still a file.
    let set = parse(&exported());
    assert_eq!(pieces(&set, "en", "He saw Obst. Maier. Go."), ["He saw Obst.", " Maier.", " Go."]);
}

const TEXT: &str = "هل جاء؟ نعم. قال د. محمد.\n";

#[test]
fn the_command_line_takes_presets_and_files() {
    let place = Place::new()
        .with("text.txt", TEXT)
        .with("house.srx", file(&[("yes", "[؟.]", "\\s"), ("no", "", "")]))
        .with("bad.srx", file(&[("yes", "(", "")]))
        .with("slow.srx", file(&[("yes", "", "(?:(?=.).|.)+z")]))
        .with("english.srx", file(&[]).replace("\".*\"", "\"en\""));
    for (arguments, code, stdout, stderr) in [
        (vec!["text.txt"], 0, "هل جاء؟\nنعم.\nقال د. محمد.\n", ""),
        (vec!["text.txt", "--rules", "muwazi"], 0, "هل جاء؟\nنعم.\nقال د. محمد.\n", ""),
        (vec!["text.txt", "--rules", "omegat"], 0, "هل جاء؟ نعم.\nقال د.\nمحمد.\n", ""),
        (vec!["text.txt", "--srx", "house.srx"], 0, "هل جاء؟\nنعم.\nقال د.\nمحمد.\n", ""),
        (vec!["text.txt", "--srx", "none.srx"], 1, "", "none.srx: no such file"),
        (vec!["text.txt", "--srx", "text.txt"], 1, "", "text.txt:1: no well-formed XML"),
        (vec!["text.txt", "--srx", "bad.srx"], 1, "", "bad.srx:4: beforebreak \"(\" of rule 1"),
        (vec!["text.txt", "--srx", "slow.srx"], 1, "", "in document \"text\""),
        (vec!["text.txt", "--srx", "english.srx"], 1, "", "no languagepattern fits"),
        (vec!["text.txt", "--srx", "english.srx", "--lang", "en"], 0, TEXT, ""),
        (vec!["text.txt", "--rules", "none"], 2, "", "possible values: muwazi, omegat"),
        (vec!["text.txt", "--rules", "omegat", "--srx", "house.srx"], 2, "", "cannot be used with"),
        (
            vec!["text.txt", "--rules", "omegat", "--abbreviations", "text.txt"],
            2,
            "",
            "our own rules only",
        ),
        (vec!["text.txt", "--export-srx"], 2, "", "cannot be used with"),
        (vec!["--export-srx"], 0, exported().as_str(), ""),
    ] {
        let mut all = vec!["segment"];
        all.extend(&arguments);
        let run = place.run(&all);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (code, stdout),
            "{arguments:?}: {}",
            run.stderr
        );
        assert!(run.stderr.contains(stderr), "{arguments:?}: {}", run.stderr);
    }
    let input = "{\"id\":7,\"text\":\"أ؟ ب. ج\"}\n{\"id\":\"x\",\"text\":\"A? B؟ c\"}\n";
    let run = place.run_with_input(&["segment", "--stream", "--rules", "omegat"], input.as_bytes());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let sentences: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON")["sentences"].clone())
        .collect();
    assert_eq!(sentences, [serde_json::json!(["أ؟ ب.", "ج"]), serde_json::json!(["A?", "B؟ c"])]);
}

#[test]
fn align_cuts_by_them_and_names_them_in_the_header() {
    let place = Place::new()
        .with("a.ar.txt", common::ARABIC)
        .with("a.en.txt", common::ENGLISH)
        .with("house.srx", file(&[("yes", "[؟.]", "\\s")]))
        .with("bad.srx", file(&[("yes", "a", "("), ("yes", "[؟.]", "\\s")]));
    for (arguments, name) in [
        (&[][..], "muwazi"),
        (&["--rules", "muwazi"][..], "muwazi"),
        (&["--rules", "omegat"][..], "omegat"),
        (&["--srx", "house.srx"][..], "house.srx"),
        (&["--presegmented"][..], "lines"),
    ] {
        let mut all = vec!["align", "a.ar.txt", "a.en.txt", "--force"];
        all.extend(arguments);
        let run = place.run(&all);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        let prop = format!("<prop type=\"x-segmentation\">{name}</prop>");
        assert!(place.read("a.tmx").contains(&prop), "{arguments:?}");
    }
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "b.tmx", "--srx", "bad.srx"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("bad.srx:4: afterbreak \"(\" of rule 1 of \"All\""),
        "{}",
        run.stderr
    );
    assert!(!place.names().contains(&"b.tmx".to_string()));
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--presegmented", "--rules", "omegat"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_expression_makes_it_panic(
        before in "(\\\\|\\(|\\)|\\[|\\]|\\(\\?|\\{|\\}|[*+?|^$.&:!<>=,#-]|[abhikmnpsuwxzBLQER0-3]|é|\\p{Greek}){0,16}",
        after in "(\\(\\?<=|\\(\\?!|\\(|\\)|\\)|a|b|\\.|\\\\1|\\\\b|\\*|\\+|\\?|\\||\\[ab\\]|\\{1,2\\}|\\$|\\^){0,12}",
        text in "[ab. é1]{0,12}",
    ) {
        let set = parse(&file(&[("no", &before, ""), ("yes", "", &after)]));
        if let Ok(rules) = set.for_language(&Language::english()) {
            let _ = rules.ends(&text);
        }
    }
}
