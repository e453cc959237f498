//! Names across scripts: cases of our own, and the measure on the evaluation data.

use muwazi::text::fold::{Tier, fold};
use muwazi::text::names::{SAME_NAME, best_similarity, matches};
use unicode_segmentation::UnicodeSegmentation;

fn similarity(arabic: &str, latin: &str) -> f64 {
    best_similarity(&fold(arabic, Tier::Orthographic), &fold(latin, Tier::Orthographic))
}

#[test]
fn the_same_name_is_recognised_through_clitics_vowels_and_schools_of_spelling() {
    for (arabic, latin) in [
        ("بوتين", "Putin"),
        ("وبوتين", "Putin's"),
        ("لوكاشينكو", "Lukashenko"),
        ("ماساتشوستس", "Massachusetts"),
        ("فلاديمير", "Vladimir"),
        ("لأوباما", "Obama"),
        ("القذافي", "Gaddafi"),
        ("القذافي", "Qadhafi"),
        ("جورج", "George"),
        ("تشاد", "Chad"),
        ("شتاينماير", "Steinmeier"),
        ("باخ", "Bach"),
        ("خوسيه", "José"),
        ("أردوغان", "Erdoğan"),
        ("غوتيريش", "Guterres"),
        ("وليام", "William"),
        ("المكسيكية", "Mexican"),
        ("واليابانيين", "Japanese"),
        ("كوالالمبور", "Kualalumpur"),
        ("زيلينسكي", "Zelensky"),
        ("الفلبين", "Philippines"),
        ("ريغا", "Riga"),
        ("إكسون", "Exxon"),
        ("يوتيوب", "YouTube"),
    ] {
        let found = similarity(arabic, latin);
        assert!(found >= SAME_NAME, "{arabic} {latin}: {found:.2}");
    }
}

#[test]
fn other_words_are_not_names_of_each_other() {
    for (arabic, latin) in [
        ("بوتين", "Trump"),
        ("باريس", "London"),
        ("مينسك", "Moscow"),
        ("من", "Men"),
        ("كانت", "Kent"),
        ("المدرسة", "Madrid"),
        ("السيارة", "Serbia"),
        ("خطة", "NATO"),
        ("الناس", "NHS"),
        ("سعيا", "Sea"),
        ("الرئيس", "Paris"),
    ] {
        let found = similarity(arabic, latin);
        assert!(found < SAME_NAME, "{arabic} {latin}: {found:.2}");
    }
}

#[test]
fn a_name_that_occurs_twice_is_paired_in_order() {
    let arabic = ["زار", "كيري", "لندن", "ثم", "عاد", "كيري", "الي", "بوسطن"];
    let latin = ["kerry", "london", "kerry", "boston"];
    let pairs: Vec<_> = matches(&arabic, &latin).iter().map(|m| (m.arabic, m.latin)).collect();
    assert_eq!(pairs, [(1, 0), (2, 1), (5, 2), (7, 3)]);
}

#[test]
#[ignore = "needs the evaluation data beside the repository"]
fn precision_is_96_at_recall_88_on_real_sentences() {
    #[derive(serde::Deserialize)]
    struct Record {
        ar: String,
        caps: Vec<String>,
        pairs: std::collections::BTreeMap<String, Vec<String>>,
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/eval/seg/names/pud_dev.jsonl");
    let (mut right, mut found, mut gold) = (0, 0, 0);
    for line in std::fs::read_to_string(path).expect("the names of the evaluation data").lines() {
        let record: Record = serde_json::from_str(line).expect("a record");
        let words: Vec<&str> = record.ar.unicode_words().collect();
        let folded = |word: &str| fold(word, Tier::Orthographic);
        let arabic: Vec<String> = words.iter().map(|w| folded(w)).collect();
        let latin: Vec<String> = record.caps.iter().map(|w| folded(w)).collect();
        let pairs = matches(
            &arabic.iter().map(String::as_str).collect::<Vec<_>>(),
            &latin.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        gold += record.pairs.len();
        found += pairs.len();
        right += pairs
            .iter()
            .filter(|m| {
                let words_of = record.pairs.get(&record.caps[m.latin]);
                words_of.is_some_and(|list| list.iter().any(|w| w == words[m.arabic]))
            })
            .count();
    }
    let (precision, recall) = (right as f64 / found as f64, right as f64 / gold as f64);
    println!("names: precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.96, "precision {precision:.3}");
    assert!(recall >= 0.88, "recall {recall:.3}");
}
