//! What the benchmarks share: texts made from a seed, the same on every machine, and the way to write figures down.

pub mod memory;

/// Some `bytes` of running text in `language` (`ar` or `en`), a paragraph of five sentences a line.
///
/// Sentences are drawn from templates and word lists with figures, abbreviations, quotations and names in them,
/// so that a segmenter meets its difficulties at about the rate of news.
pub fn running_text(language: &str, bytes: usize) -> String {
    let (templates, words): (&[&str], &[&str]) = match language {
        "ar" => (AR_TEMPLATES, AR_WORDS),
        _ => (EN_TEMPLATES, EN_WORDS),
    };
    let mut random = Random(42);
    let mut out = String::with_capacity(bytes + 1024);
    let mut sentences = 0;
    while out.len() < bytes {
        for piece in random.of(templates).split(' ') {
            match piece {
                "#" => out.push_str(&random.below(9000).to_string()),
                "~" => {
                    for i in 0..3 + random.below(4) {
                        if i > 0 {
                            out.push(' ');
                        }
                        out.push_str(random.of(words));
                    }
                }
                _ => out.push_str(piece),
            }
            out.push(' ');
        }
        sentences += 1;
        if sentences % 5 == 0 {
            out.pop();
            out.push('\n');
        }
    }
    out
}

/// Two texts that translate each other, `lines` sentences each, one a line; one in twenty is missing on
/// either side and one in twenty goes together with the next.
///
/// Words and figures recur as in one long book, and every sentence has a name out of a few thousand.
pub fn parallel_lines(lines: usize, seed: u64) -> (String, String) {
    let mut random = Random(seed);
    let (mut arabic, mut english) = (String::new(), String::new());
    let mut written = 0;
    while written < lines {
        let template = random.below(AR_TEMPLATES.len());
        let picks: Vec<usize> = (0..24).map(|_| random.below(AR_WORDS.len())).collect();
        let figure = random.below(9000);
        let (arabic_name, english_name) = name(random.below(3000) * random.below(3000) / 3000);
        let fate = random.below(20);
        for (out, templates, words, name, missing) in [
            (&mut arabic, AR_TEMPLATES, AR_WORDS, &arabic_name, 0),
            (&mut english, EN_TEMPLATES, EN_WORDS, &english_name, 1),
        ] {
            if fate == missing {
                continue;
            }
            let mut picks = picks.iter();
            for piece in templates[template].split(' ') {
                match piece {
                    "#" => out.push_str(&figure.to_string()),
                    "~" => {
                        let words: Vec<&str> = picks.by_ref().take(4).map(|&w| words[w]).collect();
                        out.push_str(&words.join(" "));
                    }
                    _ => out.push_str(piece),
                }
                out.push(' ');
            }
            out.push_str(name);
            // The Arabic side goes on in the same line.
            out.push(if fate == 2 && missing == 0 { ' ' } else { '\n' });
        }
        written += 1;
    }
    (arabic, english)
}

/// A made-up name in both scripts.
fn name(number: usize) -> (String, String) {
    const SYLLABLES: [(&str, &str); 12] = [
        ("با", "ba"),
        ("سو", "su"),
        ("مي", "mi"),
        ("را", "ra"),
        ("دو", "du"),
        ("لي", "li"),
        ("نا", "na"),
        ("كو", "ku"),
        ("تا", "ta"),
        ("في", "fi"),
        ("شا", "sha"),
        ("هو", "ho"),
    ];
    let (mut arabic, mut english, mut rest) = (String::new(), String::new(), number + 150);
    while rest > 0 {
        let (a, e) = SYLLABLES[rest % SYLLABLES.len()];
        arabic.push_str(a);
        english.push_str(e);
        rest /= SYLLABLES.len();
    }
    let capital = english[..1].to_uppercase();
    english.replace_range(..1, &capital);
    (arabic, english)
}

/// A TMX file of so many units, recombined from a few words: the shape of the file counts here.
pub fn made_tmx(units: usize) -> String {
    const ARABIC: [&str; 10] =
        ["وقال", "الرئيس", "إن", "الحكومة", "ستزيد", "المساعدات", "بنسبة", "١٢", "في", "المائة"];
    const ENGLISH: [&str; 10] =
        ["The", "president", "said", "that", "the", "government", "would", "increase", "aid", "by"];
    let mut out = String::from(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header creationtool=\"made\" \
         creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"made\" adminlang=\"en\" srclang=\"ar\" \
         datatype=\"plaintext\"/><body>\n",
    );
    for unit in 0..units {
        let words = |list: &[&'static str]| -> String {
            let words = (0..12 + unit % 9).map(|i| list[(unit * 7 + i * i) % list.len()]);
            words.collect::<Vec<_>>().join(" ")
        };
        out.push_str(&format!(
            "<tu tuid=\"{unit}\" creationdate=\"20260101T000000Z\"><prop type=\"origin\">made</prop>\
             <tuv xml:lang=\"ar\"><seg>{}</seg></tuv><tuv xml:lang=\"en\"><seg>{}</seg></tuv></tu>\n",
            words(&ARABIC),
            words(&ENGLISH)
        ));
    }
    out.push_str("</body></tmx>\n");
    out
}

/// Appends one measured value to the CSV file that `MUWAZI_FIGURES` names, if it names one.
pub fn figure(case: impl std::fmt::Display, tool: &str, measure: &str, value: f64) {
    use std::io::Write;
    let Ok(path) = std::env::var("MUWAZI_FIGURES") else { return };
    // Four digits are more than a clock is good for; counts stay whole.
    let value = if value.fract() == 0.0 {
        format!("{value}")
    } else {
        let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
        format!("{value:.digits$}")
    };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| writeln!(file, "{case},{tool},{measure},{value}"));
    written.expect("the file that MUWAZI_FIGURES names can be written");
}

/// Measures the processor time of the thread that started it: other programs on the machine do not count.
pub struct Stopwatch {
    processor: Option<f64>,
    wall: std::time::Instant,
}

impl Stopwatch {
    /// Starts.
    pub fn start() -> Stopwatch {
        Stopwatch { processor: processor_seconds(), wall: std::time::Instant::now() }
    }

    /// Seconds since the start; by the clock on the wall where the system does not tell the processor's.
    pub fn seconds(&self) -> f64 {
        match (self.processor, processor_seconds()) {
            (Some(start), Some(now)) => now - start,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Time this thread has been on a processor, on Linux.
fn processor_seconds() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = status.split(' ').next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}

/// The most memory this process has held, in MB, on Linux; 0 elsewhere.
pub fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// A small generator (xorshift64*): benchmarks need the same numbers everywhere, not good ones.
pub struct Random(pub u64);

impl Random {
    /// A number under `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    /// One of `list`.
    pub fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const EN_TEMPLATES: &[&str] = &[
    "The ~ of the ~ rose by # percent in the first quarter, officials said.",
    "Dr. Adams of the U.S. office told reporters: \"We saw the ~ and the ~ at once. Nobody was ready.\"",
    "Why did the ~ not reach the ~ before March 3?",
    "\"It is a ~ for the ~,\" she said, pointing at the ~ near No. 12.",
    "It cost $ # million, i.e. 3.5 times as much as the ~ of last year.",
    "The ~ began at 9 a.m. and ended before the ~ could vote!",
];
const EN_WORDS: &[&str] = &[
    "harvest", "council", "report", "river", "border", "market", "new", "large", "school",
    "engine", "minister", "village", "court", "across", "season", "early", "price", "team",
    "company", "winter",
];
const AR_TEMPLATES: &[&str] = &[
    "وارتفع ~ في ~ بنسبة # في المئة خلال الربع الأول، بحسب مسؤولين.",
    "وقال د. آدم سالم للصحفيين: «رأينا ~ و ~ في وقت واحد. لم يكن أحد مستعدا».",
    "لماذا لم يصل ~ إلى ~ قبل 3 آذار/مارس؟",
    "وأضافت «إنه ~ من أجل ~» وهي تشير إلى ~ قرب المبنى رقم 12.",
    "وبلغت الكلفة # مليون دولار، أي 3.5 أضعاف ~ في العام الماضي.",
    "بدأ ~ عند التاسعة صباحا وانتهى قبل أن يصوت ~!",
];
const AR_WORDS: &[&str] = &[
    "الحصاد",
    "المجلس",
    "التقرير",
    "النهر",
    "الحدود",
    "السوق",
    "جديد",
    "كبير",
    "المدرسة",
    "المحرك",
    "الوزير",
    "القرية",
    "المحكمة",
    "عبر",
    "الموسم",
    "مبكرا",
    "السعر",
    "الفريق",
    "الشركة",
    "الشتاء",
];
