//! The English words that numbers are made of.

/// What an English word can be in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// 0 to 19.
    Unit(u32),
    /// 20 to 90, also the old threescore and fourscore.
    Tens(u32),
    /// A hundred.
    Hundred,
    /// A power of a thousand, as its zeros.
    Scale(u32),
    /// Twelve.
    Dozen,
    /// First to nineteenth.
    Ordinal(u32),
    /// Twentieth to ninetieth.
    OrdinalTens(u32),
    /// Hundredth, thousandth, millionth: its zeros.
    OrdinalScale(u32),
    /// One half.
    Half,
    /// A quarter.
    Quarter,
    /// Thirds, quarters, fifths: what the numerator before it is divided by.
    Parts(u32),
    /// Twenties to nineties.
    Decade(u32),
}

/// What `word` can be in a number.
pub(super) fn lookup(word: &str) -> Option<Word> {
    if !(3..=12).contains(&word.len()) {
        return None;
    }
    let index = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok()?;
    WORDS.get(index).map(|&(_, found)| found)
}

/// In alphabetical order.
static WORDS: &[(&str, Word)] = &[
    ("billion", Word::Scale(9)),
    ("billionth", Word::OrdinalScale(9)),
    ("dozen", Word::Dozen),
    ("eight", Word::Unit(8)),
    ("eighteen", Word::Unit(18)),
    ("eighteenth", Word::Ordinal(18)),
    ("eighth", Word::Ordinal(8)),
    ("eighths", Word::Parts(8)),
    ("eighties", Word::Decade(80)),
    ("eightieth", Word::OrdinalTens(80)),
    ("eighty", Word::Tens(80)),
    ("eleven", Word::Unit(11)),
    ("eleventh", Word::Ordinal(11)),
    ("fifteen", Word::Unit(15)),
    ("fifteenth", Word::Ordinal(15)),
    ("fifth", Word::Ordinal(5)),
    ("fifths", Word::Parts(5)),
    ("fifties", Word::Decade(50)),
    ("fiftieth", Word::OrdinalTens(50)),
    ("fifty", Word::Tens(50)),
    ("first", Word::Ordinal(1)),
    ("firstly", Word::Ordinal(1)),
    ("five", Word::Unit(5)),
    ("forties", Word::Decade(40)),
    ("fortieth", Word::OrdinalTens(40)),
    ("forty", Word::Tens(40)),
    ("four", Word::Unit(4)),
    ("fourscore", Word::Tens(80)),
    ("fourteen", Word::Unit(14)),
    ("fourteenth", Word::Ordinal(14)),
    ("fourth", Word::Ordinal(4)),
    ("fourthly", Word::Ordinal(4)),
    ("fourths", Word::Parts(4)),
    ("half", Word::Half),
    ("halves", Word::Parts(2)),
    ("hundred", Word::Hundred),
    ("hundredth", Word::OrdinalScale(2)),
    ("hundredths", Word::Parts(100)),
    ("million", Word::Scale(6)),
    ("millionth", Word::OrdinalScale(6)),
    ("nine", Word::Unit(9)),
    ("nineteen", Word::Unit(19)),
    ("nineteenth", Word::Ordinal(19)),
    ("nineties", Word::Decade(90)),
    ("ninetieth", Word::OrdinalTens(90)),
    ("ninety", Word::Tens(90)),
    ("ninth", Word::Ordinal(9)),
    ("ninths", Word::Parts(9)),
    ("one", Word::Unit(1)),
    ("quarter", Word::Quarter),
    ("quarters", Word::Parts(4)),
    ("second", Word::Ordinal(2)),
    ("secondly", Word::Ordinal(2)),
    ("seven", Word::Unit(7)),
    ("seventeen", Word::Unit(17)),
    ("seventeenth", Word::Ordinal(17)),
    ("seventh", Word::Ordinal(7)),
    ("sevenths", Word::Parts(7)),
    ("seventies", Word::Decade(70)),
    ("seventieth", Word::OrdinalTens(70)),
    ("seventy", Word::Tens(70)),
    ("six", Word::Unit(6)),
    ("sixteen", Word::Unit(16)),
    ("sixteenth", Word::Ordinal(16)),
    ("sixth", Word::Ordinal(6)),
    ("sixths", Word::Parts(6)),
    ("sixties", Word::Decade(60)),
    ("sixtieth", Word::OrdinalTens(60)),
    ("sixty", Word::Tens(60)),
    ("ten", Word::Unit(10)),
    ("tenth", Word::Ordinal(10)),
    ("tenths", Word::Parts(10)),
    ("third", Word::Ordinal(3)),
    ("thirdly", Word::Ordinal(3)),
    ("thirds", Word::Parts(3)),
    ("thirteen", Word::Unit(13)),
    ("thirteenth", Word::Ordinal(13)),
    ("thirties", Word::Decade(30)),
    ("thirtieth", Word::OrdinalTens(30)),
    ("thirty", Word::Tens(30)),
    ("thousand", Word::Scale(3)),
    ("thousandth", Word::OrdinalScale(3)),
    ("three", Word::Unit(3)),
    ("threescore", Word::Tens(60)),
    ("trillion", Word::Scale(12)),
    ("trillionth", Word::OrdinalScale(12)),
    ("twelfth", Word::Ordinal(12)),
    ("twelve", Word::Unit(12)),
    ("twenties", Word::Decade(20)),
    ("twentieth", Word::OrdinalTens(20)),
    ("twenty", Word::Tens(20)),
    ("two", Word::Unit(2)),
    ("zero", Word::Unit(0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0), "out of order");
        for (word, expected) in WORDS {
            assert_eq!(lookup(word), Some(*expected), "{word}");
        }
    }
}
