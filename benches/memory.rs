//! A memory of any size and queries to it, made from a seed: the same on every machine.
//!
//! Sentences are composed of the built-in lexicon's Arabic words by Zipf's law, then recombined from pieces of one
//! another, as news and manuals repeat themselves.

/// What is looked up.
pub struct Query {
    /// Its name.
    pub id: String,
    /// How it came about: `exact`, `fuzzy`, `unrelated`.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// Seeded numbers (splitmix64, Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Makes units and queries.
pub struct Maker {
    /// Words by falling frequency.
    words: Vec<String>,
    /// Sentences that are taken to pieces.
    pool: Vec<String>,
}

/// Written without a space by their nature, or so frequent that every sentence has some.
const SMALL_WORDS: [&str; 16] = [
    "في", "من", "على", "إلى", "أن", "،", "التي", "الذي", "هذا", "عن", "مع", "لا", "ما", ".", "هذه",
    "كان",
];

const JOINTS: [&str; 8] = ["و", "ثم", "،", "لأن", "حيث", "كما", "لكن", ""];

impl Maker {
    /// The words and sentences that everything is made of.
    pub fn new() -> Maker {
        let mut random = Random(1);
        let mut words: Vec<String> = include_str!("../data/lexicon.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| {
                let mut columns = line.split('\t');
                let head = columns.next().unwrap_or("");
                let forms = columns.next().unwrap_or("").split('|');
                std::iter::once(head).chain(forms).map(str::to_string).collect::<Vec<_>>()
            })
            .filter(|word| !word.is_empty() && !word.contains(' '))
            .collect();
        for i in (1..words.len()).rev() {
            let j = random.below(i + 1);
            words.swap(i, j);
        }
        let mut maker = Maker { words, pool: Vec::new() };
        maker.pool = (0..100_000).map(|_| maker.sentence(&mut random)).collect();
        maker
    }

    fn word(&self, random: &mut Random, out: &mut String) {
        if random.share() < 0.3 {
            // Rank by Zipf's law: the logarithm of the rank is spread evenly.
            let rank = (SMALL_WORDS.len() as f64).powf(random.share()) as usize - 1;
            return out.push_str(SMALL_WORDS[rank]);
        }
        out.push_str(["", "", "", "و", "ال", "ال", "ال", "وال", "ب", "لل"][random.below(10)]);
        let rank = (self.words.len() as f64).powf(random.share()) as usize - 1;
        out.push_str(&self.words[rank]);
        out.push_str(["", "", "", "", "", "ات", "ها", "ه", "ين", "ية"][random.below(10)]);
    }

    fn sentence(&self, random: &mut Random) -> String {
        // The sum of three is close enough to the lengths of real segments: 4 to 40 words.
        let length = 4 + random.below(13) + random.below(13) + random.below(12);
        let mut out = String::new();
        for _ in 0..length {
            self.word(random, &mut out);
            out.push(' ');
        }
        out.trim_end().to_string()
    }

    /// The first `count` of the endless row of units.
    pub fn units(&self, count: usize) -> impl Iterator<Item = String> + '_ {
        (0..count as u64).map(|number| self.unit(number))
    }

    fn unit(&self, number: u64) -> String {
        let mut random = Random(number.wrapping_mul(0xD134_2543_DE82_EF95) ^ 2);
        if number.is_multiple_of(8) {
            return self.pool[random.below(self.pool.len())].clone();
        }
        let target = 5 + random.below(11) + random.below(11) + random.below(11);
        let mut out: Vec<&str> = Vec::new();
        while out.len() < target {
            let piece: Vec<&str> = self.pool[random.below(self.pool.len())].split(' ').collect();
            let length = piece.len().min((target - out.len()).max(3));
            let start = random.below(piece.len() - length + 1);
            if !out.is_empty() {
                out.push(JOINTS[random.below(JOINTS.len())]);
            }
            out.extend(&piece[start..start + length]);
        }
        let mut text = out.join(" ");
        if random.share() < 0.15 {
            text.push_str(&format!(" {}", 2 + random.below(9998)));
        }
        text
    }

    /// Units as they are, with a tenth to four tenths of the words changed, and other sentences.
    pub fn queries(&self, size: usize) -> Vec<Query> {
        let mut random = Random(3);
        (0..2500)
            .map(|number| {
                let unit = self.unit(random.below(size) as u64);
                let (kind, text) = match number % 5 {
                    0 | 1 => ("exact", unit),
                    2 | 3 => ("fuzzy", self.changed(&unit, &mut random)),
                    _ => ("unrelated", self.sentence(&mut random)),
                };
                Query { id: number.to_string(), kind: kind.to_string(), text }
            })
            .collect()
    }

    fn changed(&self, text: &str, random: &mut Random) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_string).collect();
        let share = 0.1 + 0.3 * random.share();
        for _ in 0..(words.len() as f64 * share).ceil() as usize {
            let at = random.below(words.len());
            let mut new = String::new();
            self.word(random, &mut new);
            match random.below(3) {
                0 => words.insert(at, new),
                1 if words.len() > 1 => drop(words.remove(at)),
                _ => words[at] = new,
            }
        }
        words.join(" ")
    }
}
